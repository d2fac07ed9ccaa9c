"""Traced runs: RunOptions, RunMetadata and its step stats, the Timeline made from them.

Numbers of a trace differ from run to run; compared are the nodes, what they ran, what they put out,
which fields are set, and the Timeline of given stats to the last event.
"""

from __future__ import annotations

import importlib
import json
import random
import re
import zlib

from tests.oracle.cases import EXACT, Family
from tests.oracle.observe import error

FAMILY = Family("tracing", EXACT)
script = FAMILY.script
ask = FAMILY.ask


def traced(tf, fetches, feeds=None, level=3):
    """The node stats of one run, by the node's name."""
    metadata = tf.RunMetadata()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        options = tf.RunOptions(trace_level=level)
        sess.run(fetches, feeds, options=options, run_metadata=metadata)
    (device,) = metadata.step_stats.dev_stats
    return device.node_stats


def shown(stats):
    """A node: its label, its outputs' slots, types, shapes and bytes.

    TensorFlow reads a variable by its node W/read, minigraph where it is used.
    """
    label = stats.timeline_label.replace("_Mkl", "").replace("/read", "")
    outputs = []
    for output in stats.output:
        described = output.tensor_description
        shape = [dim.size for dim in described.shape.dim]
        size = described.allocation_description.requested_bytes
        outputs.append([output.slot, described.dtype, shape, size])
    return [stats.node_name, label, outputs]


def chosen(stats, *names):
    return [shown(s) for name in names for s in stats if s.node_name == name]


@script
def nodes_and_outputs(tf, np):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.get_variable("w", [3, 2], initializer=tf.ones_initializer())
    with tf.name_scope("layer"):
        y = tf.nn.relu(tf.matmul(x, w, name="product"), name="y")
    parts = tf.split(y, 2, axis=1, name="parts")
    top = tf.argmax(y, 0, name="top")
    stats = traced(tf, [parts, top], {x: np.ones([4, 3], np.float32)})
    yield chosen(stats, "_arg_x_0_0", "w", "layer/product", "layer/y", "parts", "top")
    names = [s.node_name for s in stats if s.node_name.startswith("_retval")]
    yield sorted(names)


@script
def several_feeds(tf, np):
    b = tf.placeholder(tf.float32, [], name="b")
    a = tf.placeholder(tf.int32, [2], name="a")
    c = tf.placeholder(tf.float32, [], name="c")
    total = tf.add(tf.multiply(b, c), tf.to_float(a), name="total")
    stats = traced(tf, [total, b * 2.0], {c: 1.0, b: 2.0, a: [1, 2]})
    yield chosen(stats, "_arg_a_0_0", "_arg_b_0_1", "_arg_c_0_2", "Mul", "total")
    yield chosen(stats, "_retval_total_0_1", "_retval_mul_0_0")


@script
def training_step(tf, np):
    w = tf.Variable([0.0, 1.0], name="w")
    loss = tf.reduce_sum(tf.square(w - 5.0), name="loss")
    step = tf.Variable(0, trainable=False, name="step")
    train = tf.train.AdamOptimizer(0.1).minimize(loss, step, name="train")
    stats = traced(tf, [train, loss])
    ran = {s.node_name: s for s in stats}
    update = ran["train/update_w/ApplyAdam"]
    yield update.timeline_label.split("(")[0]
    yield shown(update)[2]
    yield [name in ran for name in ("w", "loss", "sub", "Square", "step", "w/Assign")]


@script
def loops_and_branches(tf, np):
    i = tf.while_loop(lambda i: i < 3, lambda i: tf.add(i, 1, name="inc"), [tf.constant(0)])
    x = tf.placeholder(tf.float32, [], name="x")
    y = tf.cond(x > 0, lambda: tf.exp(x, name="yes"), lambda: tf.log(x, name="no"))
    stats = traced(tf, [i, y], {x: 1.0})
    names = [s.node_name for s in stats]
    yield [names.count(n) for n in ("while/inc", "while/Less", "cond/yes", "cond/no", "Greater")]


@script
def fields_that_are_set(tf, np):
    """minigraph has no allocation ids and knows nothing of other references; it says the thread."""
    x = tf.random_uniform([8, 8], name="x")
    y = tf.matmul(x, x, name="y")
    (stats,) = (s for s in traced(tf, y) if s.node_name == "y")
    left_out = ("thread_id", "op_start_rel_micros", "op_start_rel_nanos")
    names = [f.name for f, _ in stats.ListFields() if f.name not in left_out]
    yield [n for n in names if not n.startswith(("op_end", "all_end", "memory_stats"))]
    yield [f.name for f, _ in stats.memory[0].ListFields()]
    described = stats.output[0].tensor_description
    yield [f.name for f, _ in described.ListFields()]
    own = ("allocation_id", "has_single_reference")
    fields = described.allocation_description.ListFields()
    yield [f.name for f, _ in fields if f.name not in own]
    used = stats.memory[0]
    yield [used.total_bytes, used.peak_bytes, used.live_bytes]
    record = used.allocation_records[0]
    yield record.alloc_bytes
    yield abs(stats.all_start_micros - stats.all_start_nanos // 1000) <= 1
    yield abs(record.alloc_micros - stats.all_start_micros) < 1_000_000
    yield 0 <= stats.op_end_rel_nanos <= stats.all_end_rel_nanos
    yield 1.5e15 < stats.all_start_micros < 3e15


@script
def when_metadata_is_filled(tf, np):
    y = tf.square(tf.random_uniform([]))
    metadata = tf.RunMetadata()
    count = lambda: len(metadata.step_stats.dev_stats)  # noqa: E731
    with tf.Session() as sess:
        for level in (0, 1, 2, 3, 0):
            sess.run(y, options=tf.RunOptions(trace_level=level), run_metadata=metadata)
            yield [level, count(), metadata.HasField("step_stats")]
        full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        sess.run(y, options=full, run_metadata=metadata)
        nodes = len(metadata.step_stats.dev_stats[0].node_stats)
        sess.run(y, options=full, run_metadata=metadata)
        yield nodes == len(metadata.step_stats.dev_stats[0].node_stats)
        bad = tf.check_numerics(tf.log(y - 2.0), "no")
        yield error(tf, lambda: sess.run(bad, options=full, run_metadata=metadata))
        yield nodes == len(metadata.step_stats.dev_stats[0].node_stats)
        sess.run(y, run_metadata=metadata)
        yield count()
        sess.run(y, options=full)
        yield metadata.step_stats.dev_stats[0].device if count() else "none"


@script
def callables(tf, np):
    x = tf.placeholder(tf.float32, [], name="x")
    y = tf.square(x, name="y")
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    with tf.Session() as sess:
        call = sess.make_callable(y, [x], accept_options=True)
        yield call(3.0, options=full, run_metadata=metadata)
        yield chosen(metadata.step_stats.dev_stats[0].node_stats, "y")
        yield call(4.0)
        plain = sess.make_callable(y, [x])
        yield error(tf, lambda: plain(3.0, options=full, run_metadata=metadata))


@script
def effects_happen_once(tf, np):
    v = tf.Variable(1.0)
    more = v.assign_add(1.0)
    noise = tf.random_uniform([3], seed=5)
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    with tf.Session() as sess:
        sess.run(v.initializer)
        for number in range(6):
            traced_run = {"options": full, "run_metadata": tf.RunMetadata()} if number % 2 else {}
            yield sess.run([more, noise], **traced_run)
        yield sess.run(v)


@script
def bytes_of_metadata(tf, np):
    y = tf.square(tf.random_uniform([2]), name="y")
    metadata = tf.RunMetadata()
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    with tf.Session() as sess:
        sess.run(y, options=full, run_metadata=metadata)
    again = tf.RunMetadata.FromString(metadata.SerializeToString())
    yield again == metadata
    yield [shown(s) for s in again.step_stats.dev_stats[0].node_stats if s.node_name == "y"]
    yield [len(again.partition_graphs), len(again.cost_graph.node)]
    copy = tf.RunMetadata()
    copy.CopyFrom(metadata)
    copy.step_stats.dev_stats[0].node_stats[0].node_name = "other"
    yield copy == metadata


ask(
    "options",
    "str(tf.RunOptions())",
    "str(tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE))",
    "tf.RunOptions(trace_level='HARDWARE_TRACE', timeout_in_ms=5).trace_level",
    "tf.RunOptions.TraceLevel.Name(3)",
    "tf.RunOptions.TraceLevel.Value('SOFTWARE_TRACE')",
    "tf.RunOptions(trace_level=1).SerializeToString()",
    "tf.RunOptions(trace_level=3, output_partition_graphs=True).SerializeToString()",
    "tf.RunOptions.FromString(b'\\x08\\x03').trace_level",
    "tf.RunOptions(experimental={'use_run_handler_pool': True}).SerializeToString()",
    "! tf.RunOptions(trace_level='LOUD')",
    "! tf.RunOptions(loud=1)",
    "! setattr(tf.RunOptions(), 'loud', 1)",
    "! setattr(tf.RunMetadata(), 'step_stats', None)",
    "tf.RunMetadata().HasField('step_stats')",
    "str(tf.RunMetadata())",
)


# ------------------------------------------------------------------------------- timeline
def timeline(tf):
    package = tf.__name__.partition(".")[0]
    place = "minigraph" if package == "minigraph" else f"{package}.python"
    return importlib.import_module(f"{place}.client.timeline")


def given_stats(tf, seed):
    """Random stats of one or two devices with three threads."""
    rng = random.Random(seed)
    stats = tf.RunMetadata().step_stats
    ends = {}
    clocks = [1000] * 3
    for device in range(rng.choice([1, 1, 2])):
        listed = stats.dev_stats.add(device=f"/device:CPU:{device}")
        for number in range(rng.randint(0, 12)):
            thread = rng.randrange(3)
            clocks[thread] += rng.randint(0, 4)
            ready = sorted(name for name, end in ends.items() if end <= clocks[thread])
            inputs = rng.sample(ready, min(len(ready), rng.randint(0, 3)))
            name = f"n{device}_{number}"
            node = listed.node_stats.add(node_name=name)
            node.timeline_label = f"{name} = Op{number % 3}({', '.join(inputs)})"
            node.all_start_micros = clocks[thread]
            node.all_end_rel_micros = rng.randint(1, 4)
            clocks[thread] += node.all_end_rel_micros
            for slot in range(rng.randint(0, 2)):
                described = node.output.add(slot=slot).tensor_description
                described.dtype = 1
                described.shape.dim.add(size=3)
                memory = described.allocation_description
                memory.requested_bytes = rng.choice([4, 100, 3600])
                memory.allocator_name = rng.choice(["cpu", "cpu", "gpu"])
                ends[f"{name}:{slot}" if slot else name] = clocks[thread]
            if rng.random() < 0.3:
                ends[f"^{name}"] = clocks[thread]
    return stats


def events(text):
    return json.loads(text)["traceEvents"]


@script
def timeline_of_a_few_nodes(tf, np):
    for seed in (0, 3, 7):
        line = timeline(tf).Timeline(given_stats(tf, seed))
        made = events(line.generate_chrome_trace_format(show_dataflow=True, show_memory=True))
        for event in made:
            yield json.dumps(event, sort_keys=True)


@script
def timelines_of_many_nodes(tf, np):
    """A checksum for each: of all events, and of the most memory."""
    for seed in range(200):
        sums = []
        for flow, memory in ((False, False), (True, False), (True, True)):
            line = timeline(tf).Timeline(given_stats(tf, seed))
            analysis = line.analyze_step_stats(show_dataflow=flow, show_memory=memory)
            made = events(analysis.chrome_trace.format_to_string())
            most = {k: [m.timestamp, m.num_bytes] for k, m in analysis.allocator_maximums.items()}
            sums.append(zlib.crc32(json.dumps([made, most], sort_keys=True).encode()))
        yield sums


@script
def timeline_text(tf, np):
    line = timeline(tf).Timeline(given_stats(tf, 1))
    yield line.generate_chrome_trace_format()[:400]
    yield line.analyze_step_stats(show_memory=False).chrome_trace.format_to_string()[:200]
    yield timeline(tf).Timeline(tf.RunMetadata().step_stats).generate_chrome_trace_format()


@script
def timeline_of_odd_labels(tf, np):
    stats = tf.RunMetadata().step_stats
    device = stats.dev_stats.add(device="/device:CPU:0")
    labels = ("a", "", "MEMCPYHtoD", "d = Q(a, b) @@ x", "other = Z(a)", "e = (a)", "f = F(g(h))")
    for number, label in enumerate(labels):
        device.node_stats.add(
            node_name=f"n{number}", timeline_label=label, all_start_micros=10 * number
        )
    made = events(timeline(tf).Timeline(stats).generate_chrome_trace_format())
    for event in made[3:]:
        yield [event["name"], event["args"]]


@script
def timeline_of_a_run(tf, np):
    y = tf.square(tf.random_uniform([8], name="x"), name="y")
    metadata = tf.RunMetadata()
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    with tf.Session() as sess:
        sess.run(y, options=full, run_metadata=metadata)
    line = timeline(tf).Timeline(step_stats=metadata.step_stats)
    made = events(line.generate_chrome_trace_format(show_memory=True))
    yield [re.sub("mklcpu", "cpu", json.dumps(e)) for e in made if e["ph"] == "M"]
    yield [sorted(e) for e in made if e.get("args", {}).get("name") == "y"]
    yield [e["args"] for e in made if e["name"] == "Square"]
    yield sorted({e["ph"] for e in made} - {"s", "t"})
