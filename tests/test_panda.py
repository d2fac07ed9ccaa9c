"""A model watched over while it trains: `tune.Panda`, from its own process and from another."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minigraph as tf
from minigraph.run.snapshots import export_state, import_state
from minigraph.tune.panda.files import Lines, Lock, parse, read_json, read_lines
from minigraph.tune.panda.history import History
from minigraph.tune.panda.mailbox import understood
from minigraph.tune.panda.snapshots import Place, Snapshots

ROOT = Path(__file__).parents[1]

# A network with what makes a replay hard: dropout, slots, batches of a generator, four knobs of all
# kinds. `argv`: the directory, steps, "replay" and the directory to replay, or "train".
SCRIPT = """
import sys, time
import numpy as np
import minigraph as tf
from minigraph import tune

directory, total, what, *more = sys.argv[1:]
rng = np.random.default_rng(None if what == "train" else 99)  # a replay brings its own state
data = np.random.default_rng(0).normal(size=(256, 6)).astype(np.float32)
target = np.tanh(data @ np.arange(6, dtype=np.float32)[:, None])
x = tf.placeholder(tf.float32, [None, 6])
y = tf.placeholder(tf.float32, [None, 1])
keep = tf.placeholder_with_default(1.0, [])
lr = tf.Variable(0.01, trainable=False, name="lr")
hidden = tf.nn.dropout(tf.layers.dense(x, 16, tf.nn.relu), keep)  # no seed: from the system
loss = tf.reduce_mean((tf.layers.dense(hidden, 1) - y) ** 2)
train = tf.train.AdamOptimizer(lr).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    panda = tune.Panda(
        directory,
        knobs={"lr": lr, "keep": tune.Knob(keep, 0.9, low=0.1, high=1), "batch": 32},
        generators={"batches": rng}, every=50, poll=0.0,
    )
    steps = panda.replay(more[0]) if what == "replay" else panda.steps(int(total))
    for step in steps:
        rows = rng.integers(0, 256, panda["batch"])
        cost, _ = sess.run([loss, train], {x: data[rows], y: target[rows], **panda.feeds()})
        panda.report(cost, rows=len(rows))
        if what == "train":
            time.sleep(0.002)
    weights = np.concatenate([sess.run(v).ravel() for v in tf.global_variables()])
    print(panda.step, panda.stopped, repr(float(cost)), weights.tobytes().hex())
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts a training process; those that are left are ended."""
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, str(script), *map(str, arguments)]
        process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def panda(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of a second terminal."""
    command = [sys.executable, "-m", "minigraph", "panda", str(directory), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def until(true: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def step_of(directory: Path) -> int:
    try:
        return int(read_json(directory / "status.json")["step"])
    except FileNotFoundError:
        return -1


def events(directory: Path, kind: str) -> list[dict[str, Any]]:
    return [e for e in read_lines(directory / "log.jsonl") if e["event"] == kind]


def finished(process: subprocess.Popen[str]) -> tuple[int, bool, str, str]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    step, stopped, cost, weights = out.split()
    return int(step), stopped == "True", cost, weights


def test_from_a_second_terminal(start: Callable[..., Any], tmp_path: Path) -> None:
    run = tmp_path / "run"
    training = start(run, 100_000, "train")
    until(lambda: step_of(run) > 120)

    done = panda(run, "set", "lr=0.003", "batch=64", "--reason", "the loss is <flat>")
    assert done.returncode == 0, done.stderr
    assert "lr is 0.003, it was 0.01; batch is 64, it was 32" in done.stdout
    first = events(run, "edit")[0]["step"]

    file = json.loads((run / "knobs.json").read_text())
    assert file == {"lr": 0.003, "keep": 0.9, "batch": 64, "reason": ""}
    (run / "knobs.json").write_text(json.dumps(file | {"keep": 0.5, "reason": "it overfits"}))
    until(lambda: len(events(run, "edit")) == 3)
    until(lambda: step_of(run) > first + 120)

    for wrong, told in [
        (["set", "keep=7"], "keep stays 0.5: it takes at most 1, not 7"),
        (["set", "batch=1.5"], "batch stays 64: it takes whole numbers, not 1.5"),
        (["set", "lr=fast"], "lr stays 0.003: it takes numbers, not 'fast'"),
        (["set", "lr=nan"], "finite"),
        (["set", "depth=3"], "there is no knob 'depth'; there are: lr, keep, batch"),
        (["rollback", "1000000"], "has not been reached"),
    ]:
        refused = panda(run, *wrong)
        assert refused.returncode == 1
        assert told in refused.stderr

    status = panda(run, "status")
    assert "training, step" in status.stdout
    assert "lr = 0.003    (no search on record)" in status.stdout
    assert "lr -> 0.003 (the loss is <flat>)" in status.stdout
    as_json = json.loads(panda(run, "status", "--json").stdout)
    assert as_json["alive"]
    assert as_json["knobs"] == {"lr": 0.003, "keep": 0.5, "batch": 64}

    done = panda(run, "rollback", str(first + 60), "lr=0.02", "--reason", "too slow")
    assert done.returncode == 0, done.stderr
    back = events(run, "rollback")[0]
    assert first < back["to"] <= first + 60 < back["step"]
    until(lambda: step_of(run) > back["to"] + 30)
    done = panda(run, "stop", "--reason", "enough")
    assert "stopped before step" in done.stdout
    step, stopped, cost, weights = finished(training)
    assert stopped
    assert step > back["to"]
    assert panda(run, "stop").stderr == f"panda: nothing is training in {run}\n"
    assert "stopped, step" in panda(run, "status").stdout

    picture = (run / "curve.svg").read_text()
    assert picture.count('<g class="edit"') == len(events(run, "edit")) == 4
    for told in ("lr: 0.01 -&gt; 0.003 (the loss is &lt;flat&gt;)", "batch: 32 -&gt; 64",
                 "keep: 0.9 -&gt; 0.5 (it overfits)", "lr: 0.003 -&gt; 0.02 (too slow)",
                 "back at step", "stopped (enough)"):  # fmt: skip
        assert told in picture

    kept = [(e.knob, e.value) for e in History.read(run).schedule()]
    edits = [(e["knob"], e["new"]) for e in events(run, "edit") if e["step"] < back["to"]]
    assert kept == [*edits, ("lr", 0.02)]
    assert finished(start(tmp_path / "again", 0, "replay", run)) == (step, False, cost, weights)


def test_killed_and_taken_up_again(start: Callable[..., Any], tmp_path: Path) -> None:
    """kill -9, another process goes on at the last snapshot, and what came of it is replayed."""
    run = tmp_path / "run"
    training = start(run, 100_000, "train")
    until(lambda: step_of(run) > 60)
    assert panda(run, "set", "lr=0.02").returncode == 0
    at = events(run, "edit")[0]["step"]
    until(lambda: step_of(run) > at + 60)
    other = start(run, 10, "train")
    assert "another process trains" in other.communicate()[1]
    training.send_signal(signal.SIGKILL)
    training.wait()
    assert "died" in panda(run, "status").stdout
    with (run / "log.jsonl").open("a") as log:
        log.write('{"event": "ed')  # what a crash may leave

    total = Snapshots(run / "snapshots").places()[-1].step + 150
    step, _, cost, weights = finished(start(run, total, "train"))
    assert step == total
    taken = events(run, "resume")[0]
    assert at <= taken["to"] <= taken["step"]
    assert taken["knobs"]["lr"] == 0.02
    assert finished(start(tmp_path / "again", 0, "replay", run))[2:] == (cost, weights)

    assert panda(run, "branch", str(at), str(tmp_path / "other")).returncode == 0
    step, *_ = finished(start(tmp_path / "other", at + 20, "train"))
    assert step == at + 20
    assert events(tmp_path / "other", "resume")[-1]["knobs"]["lr"] == 0.01  # as before the edit


# ------------------------------------------------------------------------------- in one process


class Model:
    """w moves to 5; the noise comes from a random op and from the program's generator."""

    def __init__(self, directory: Path, **options: Any):
        graph = tf.Graph()
        with graph.as_default():
            self.lr = tf.Variable(0.1, trainable=False, name="lr")
            self.w = tf.Variable(0.0, name="w")
            self.noise = tf.placeholder(tf.float32, [], name="noise")
            self.loss = (self.w - 5.0 + tf.random_normal([]) + self.noise) ** 2
            self.train = tf.train.MomentumOptimizer(self.lr, 0.5).minimize(self.loss) if hasattr(
                tf.train, "MomentumOptimizer"
            ) else tf.train.AdamOptimizer(self.lr).minimize(self.loss)  # fmt: skip
            self.session = tf.Session()
            self.session.run(tf.global_variables_initializer())
        self.rng = np.random.default_rng(3)
        options = {"every": 10, "poll": 0.0, "generators": {"noise": self.rng}} | options
        knobs = {"lr": self.lr, "rounds": 1, "quick": True, "name": "a"}
        self.panda = tf.tune.Panda(directory, self.session, knobs, **options)

    def run(self, steps: Iterator[int], **at: Callable[[], Any]) -> list[float]:
        """The losses of the steps; at step N, call `sN`."""
        losses = []
        for step in steps:
            feed = {self.noise: self.rng.normal() * 0.1}
            losses.append(float(self.session.run([self.loss, self.train], feed)[0]))
            self.panda.report(losses[-1])
            if f"s{step}" in at:
                at.pop(f"s{step}")()
        return losses


def test_edit_back_and_replay(tmp_path: Path) -> None:
    model = Model(tmp_path / "a")
    one = model.panda
    losses = model.run(
        one.steps(60),
        s14=lambda: one.set(lr=0.5, rounds=2, reason="try"),
        s40=lambda: one.rollback(15, reason="no"),
        s30=lambda: one.set(lr=0.05),
    )
    # s30 comes first: 15 tries, its edit is undone by the step back to 15, to before the edit there
    assert one.knobs == {"lr": 0.1, "rounds": 1, "quick": True, "name": "a"}
    assert losses[41] == losses[15]
    assert len(losses) == 41 + 60 - 15
    assert one.schedule() == []
    again = Model(tmp_path / "b")
    assert again.run(again.panda.replay(tmp_path / "a")) == losses[:15] + losses[41:]
    text = (tmp_path / "a" / "curve.svg").read_text()
    assert text.count('<g class="edit"') == 3
    assert text.count('<g class="rollback"') == 1


def test_the_same_steps_come_after_a_step_back(tmp_path: Path) -> None:
    model = Model(tmp_path)
    losses = model.run(model.panda.steps(30), s24=lambda: model.panda.rollback(10))
    assert losses[25:40] == losses[10:25]


@pytest.mark.parametrize("seed", range(8))
def test_any_history_is_replayed(tmp_path: Path, seed: int) -> None:
    """Edits, steps back, broken loops and new processes at random; what is left is replayed."""
    rng = random.Random(seed)
    model = Model(tmp_path / "run", every=7)
    line: dict[int, float] = {}  # step -> loss, of what was not taken back
    for _ in range(4):
        steps = model.panda.steps(60)
        for step in steps:
            feed = {model.noise: model.rng.normal() * 0.1}
            line[step] = float(model.session.run([model.loss, model.train], feed)[0])
            model.panda.report(line[step])
            chance = rng.random()
            if chance < 0.05:
                model.panda.set(lr=rng.choice([0.3, 0.1, 0.03]), rounds=rng.randrange(9))
            elif chance < 0.08:
                model.panda.rollback(rng.randrange(step + 1), lr=rng.choice([0.2, 0.05]))
            elif chance < 0.1:
                model.panda.snapshot(reason="why not")
            elif chance < 0.12:
                model.panda.stop()
            elif chance < 0.14:
                steps.close()  # as after an error: a new process goes on at the last snapshot
        if rng.random() < 0.7 or not model.panda.stopped:
            model = Model(tmp_path / "run", every=7)
    last = model.run(model.panda.steps(70))
    line |= dict(zip(range(model.panda.step - len(last), model.panda.step), last, strict=True))
    again = Model(tmp_path / "again", every=1000)
    assert again.run(again.panda.replay(tmp_path / "run")) == [line[n] for n in range(70)]
    assert again.panda.knobs == model.panda.knobs
    before, after = (export_state(m.session) for m in (model, again))
    for name in before:
        np.testing.assert_array_equal(before[name], after[name])
    assert (tmp_path / "run" / "curve.svg").read_text().count('<g class="edit"') == len(
        events(tmp_path / "run", "edit")
    )


def test_knobs_that_a_new_program_has_not(tmp_path: Path) -> None:
    model = Model(tmp_path)
    model.run(model.panda.steps(5))
    model = Model(tmp_path)
    del model.panda._knobs["rounds"]
    model.run(model.panda.steps(9))
    assert not events(tmp_path, "refused")
    assert "rounds" in (tmp_path / "knobs.json").read_text()


def test_more_steps_later_and_in_a_new_process(tmp_path: Path) -> None:
    whole = Model(tmp_path / "whole")
    start = export_state(whole.session)
    losses = whole.run(whole.panda.steps(40))
    parts = Model(tmp_path / "parts")
    import_state(parts.session, start)
    assert parts.run(parts.panda.steps(15)) == losses[:15]
    assert parts.run(parts.panda.steps(25)) == losses[15:25]
    later = Model(tmp_path / "parts")  # as a new process would
    assert later.run(later.panda.steps(40)) == losses[25:]
    with pytest.raises(RuntimeError, match="another process since"):
        next(parts.panda.steps(50))


def test_an_unfinished_loop(tmp_path: Path) -> None:
    model = Model(tmp_path)
    steps = model.panda.steps(10)
    assert next(steps) == 0
    with pytest.raises(RuntimeError, match="not finished"):
        next(model.panda.steps(10))
    steps.close()
    assert events(tmp_path, "left")
    assert not Lock.is_held(tmp_path / "training.lock")
    with pytest.raises(RuntimeError, match="belongs into the loop"):
        model.panda.report(1.0)


def test_regular_snapshots_go_those_before_edits_stay(tmp_path: Path) -> None:
    model = Model(tmp_path, keep=2)
    model.run(model.panda.steps(95), s12=lambda: model.panda.set(lr=0.2))
    there = [p.step for p in Snapshots(tmp_path / "snapshots").places()]
    assert there == [0, 13, 80, 90, 95]


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No edit without a snapshot before it; a regular one that fails is no reason to stop."""
    model = Model(tmp_path, every=1000)

    def full(*_: Any) -> None:
        raise OSError("no space left")

    def ask() -> None:
        monkeypatch.setattr(Snapshots, "save", full)
        (tmp_path / "requests" / "1-1.json").write_text('{"do": "set", "values": {"lr": 0.2}}')

    with pytest.warns(UserWarning, match="no snapshot at step 9: no space left"):
        assert len(model.run(model.panda.steps(9), s2=ask)) == 9
    assert "no snapshot can be written" in (tmp_path / "answers" / "1-1.json").read_text()
    assert model.panda.knobs["lr"] == 0.1


def test_wrong_use(tmp_path: Path) -> None:
    model = Model(tmp_path)
    with pytest.raises(ValueError, match="no knob 'rate'"):
        model.panda.set(rate=1)
    with pytest.raises(ValueError, match="quick stays True: it takes true or false"):
        model.panda.set(quick=1)
    with pytest.raises(ValueError, match="has not been reached"):
        model.panda.rollback(5)
    with pytest.raises(ValueError, match="no run in"):
        next(model.panda.replay(tmp_path / "none"))
    with model.session.graph.as_default():
        vector = tf.Variable([1.0])
        held = tf.placeholder(tf.float32, [])
    for knobs, error, told in [
        ({"reason": 1}, ValueError, "cannot be named"),
        ({"a b": 1}, ValueError, "like that of a variable"),
        ({"v": vector}, ValueError, "turns scalars"),
        ({"p": held}, ValueError, "needs a start"),
        ({"n": object()}, TypeError, "knob 'n'"),
    ]:
        with pytest.raises(error, match=told):
            tf.tune.Panda(tmp_path / "other", model.session, knobs)
    with pytest.raises(ValueError, match="4 or more"):
        tf.tune.Knob(start=3, low=4)


# ------------------------------------------------------------------------------- hostile files

DEEP = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "JSON object"),
        (b'{"do": "set", "values": {"lr": NaN}}', "NaN"),
        (b'{"do": "set", "do": "stop"}', "twice"),
        (DEEP[:60_000], "not JSON"),
        (b" " * 70_000, "larger than"),
        (b'{"do": "__import__"}', "one can ask for"),
        (b'{"do": ["set"]}', "one can ask for"),
        (b'{"do": "set", "code": "1"}', "no field 'code'"),
        (b'{"do": "set", "values": [1]}', "object of knobs"),
        (b'{"do": "set", "values": {"lr": {"a": 1}}}', "lr stays"),
        (b'{"do": "set", "values": {"lr": 1e999}}', "finite"),
        (b'{"do": "set", "values": {"rounds": 1e300}}', "int64"),
        (b'{"do": "set", "values": {"lr": true}}', "takes numbers"),
        (b'{"do": "set", "values": {"session": 1}}', "no knob 'session'"),
        (b'{"do": "rollback", "step": -1}', "needs a step"),
        (b'{"do": "rollback", "step": true}', "needs a step"),
        (b'{"do": "rollback", "step": 1e400}', "needs a step"),
        (b'{"do": "stop", "reason": 5}', "must be a text"),
    ],
)  # fmt: skip
def test_hostile_request(tmp_path: Path, content: bytes, told: str) -> None:
    model = Model(tmp_path)

    def put() -> None:
        (tmp_path / "requests" / "1-1.json").write_bytes(content)

    assert len(model.run(model.panda.steps(6), s2=put)) == 6
    answer = json.loads((tmp_path / "answers" / "1-1.json").read_text())
    assert not answer["ok"]
    assert told in answer["message"]
    assert not (tmp_path / "requests" / "1-1.json").exists()
    assert model.panda.knobs["lr"] == 0.1


def test_hostile_files_in_the_place_of_requests(tmp_path: Path) -> None:
    model = Model(tmp_path)

    def put() -> None:
        folder = tmp_path / "requests"
        (folder / "1-1.json").symlink_to("/etc/passwd")
        os.mkfifo(folder / "2-2.json")  # to read it would wait forever
        (folder / "3-3.json").mkdir()
        (folder / "..%2f.json").write_text("{}")

    assert len(model.run(model.panda.steps(6), s2=put)) == 6
    for name, told in (("1-1", "cannot be read"), ("2-2", "not a plain file")):
        assert told in (tmp_path / "answers" / f"{name}.json").read_text()
    assert sorted(os.listdir(tmp_path / "requests")) == ["..%2f.json", "3-3.json"]


def test_hostile_file_of_knobs(tmp_path: Path) -> None:
    model = Model(tmp_path)
    file = tmp_path / "knobs.json"

    def put(text: str, age: float = 10) -> Callable[[], None]:
        def write() -> None:
            file.write_text(text)
            os.utime(file, (time.time() - age,) * 2)

        return write

    model.run(
        model.panda.steps(40),
        s2=put("{"),
        s5=put('{"lr": "fast"}'),
        s8=put('{"lr": 0.3, "depth": 1}'),
        s11=put('{"lr": 0.2}', age=0),
        s14=file.unlink,
        s17=put("{", age=0),  # an editor at work: not yet wrong
    )
    errors = [event["error"] for event in events(tmp_path, "refused")]
    assert len(errors) == 3
    assert "not JSON" in errors[0]
    assert "it takes numbers, not 'fast'" in errors[1]
    assert "no knob 'depth'" in errors[2]
    assert [e["step"] for e in events(tmp_path, "edit")] == [12]
    assert model.panda.knobs["lr"] == 0.2


def test_hostile_snapshots(tmp_path: Path) -> None:
    model = Model(tmp_path)
    model.run(model.panda.steps(20))
    snapshots = Snapshots(tmp_path / "snapshots")
    arrays, meta = snapshots.load(Place(0, 20))
    before = export_state(model.session)

    def refused(told: str) -> None:
        with pytest.raises(ValueError, match=told):
            next(Model(tmp_path).panda.steps(30))
        assert not Lock.is_held(tmp_path / "training.lock")

    path = snapshots.path(Place(0, 20))
    for changed, told in [
        ({"variable/w": np.zeros(3, np.float32)}, "shape"),
        ({"variable/w": np.zeros((), np.float64)}, "float64"),
        ({"variable/other": np.zeros(())}, "another"),
        ({"stream/random_normal/RandomStandardNormal": np.zeros(2, np.uint64)}, "not the state"),
    ]:
        snapshots.save(Place(0, 20), arrays | changed, meta)
        refused(told)
    snapshots.save(Place(0, 20), arrays, meta | {"generators": {}})
    refused("no state of the generator")
    snapshots.save(Place(0, 20), arrays, meta | {"generators": {"noise": {"bit_generator": 1}}})
    refused("noise|PCG64|state")
    path.write_bytes(path.read_bytes()[:100])
    refused("not a snapshot")
    with path.open("wb") as file:
        np.savez(file, **{"s/variable/w": np.array([print], object)})
    refused("not a snapshot")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s/variable/w.npy", b"0" * 10_000_000)
    refused("compressed")
    for name, value in export_state(model.session).items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[1]", "not a JSON object"),
        ("{nonsense}", "line 1"),
        ('{"event": "edit", "step": 1, "branch": 0}', "has no 'knob'"),
        ('{"event": "resume", "step": 1, "branch": 0, "to": 0, "parent": 0}', "cannot set out"),
        ('{"event": "start", "step": 0, "branch": 0, "format": 9}', "format 9"),
        ('{"event": "tested", "step": 0, "branch": 0, "knob": "a", "date": "soon"}', "line 1"),
        ('{"event": 5}', "needs an event"),
    ],
)
def test_hostile_log(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "log.jsonl").write_text(line + "\n")
    with pytest.raises(ValueError, match=told):
        Model(tmp_path)


def test_requests_are_understood() -> None:
    with pytest.raises(ValueError, match="nothing to set"):
        understood({"do": "set"}, "1-1")
    assert understood({"do": "stop"}, "1-1").do == "stop"
    with pytest.raises(ValueError, match="nested"):
        parse(DEEP)


# ------------------------------------------------------------------------------- details


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "usage: python -m minigraph COMMAND"),
        (["--help"], 0, "watch over a model that trains"),
        (["eat"], 2, "usage"),
        (["panda"], 2, "the following arguments are required"),
        (["panda", "nowhere", "status"], 1, "panda: there is no run in nowhere"),
        (["panda", "nowhere", "set", "lr"], 2, "'lr' is not KNOB=VALUE"),
    ],
)
def test_the_command(arguments: list[str], code: int, told: str) -> None:
    command = [sys.executable, "-m", "minigraph", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == code
    assert told in done.stderr + done.stdout


def test_reminders(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    model = Model(tmp_path, tested={"lr": "2020-02-02", "rounds": "2999-01-01"})
    model.run(model.panda.steps(2))
    assert "lr was last searched on 2020-02-02" in caplog.text
    assert [e["knob"] for e in events(tmp_path, "reminder")] == ["lr"]
    told = panda(tmp_path, "status").stdout
    assert "lr = 0.1    (last searched 2020-02-02: long ago, test it again)" in told
    assert "rounds = 1    (last searched 2999-01-01)" in told


def test_the_date_of_a_search_is_in_its_log(tmp_path: Path) -> None:
    log = tmp_path / "search.jsonl"
    tf.tune.search(lambda params: params["lr"], {"lr": tf.tune.uniform(0, 1)}, 2, log=log)
    model = Model(tmp_path / "run", tested={"lr": log})
    model.run(model.panda.steps(1))
    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert [e["date"] for e in events(tmp_path / "run", "tested")] == [today]


def test_lines_repair_what_a_crash_left(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b'{"a": 1}\n{"b"' + b" " * 9000)
    lines = Lines(path)
    lines.add({"c": 2})
    lines.close()
    assert list(read_lines(path)) == [{"a": 1}, {"c": 2}]


def test_not_finite_losses(tmp_path: Path) -> None:
    model = Model(tmp_path)
    for step in model.panda.steps(2000):
        model.panda.report(
            float("inf") if step == 3 else float("nan") if step > 1990 else 10.0**-step
        )
        if step > 300:
            model.panda.stop()
    text = (tmp_path / "curve.svg").read_text()
    assert "nan" not in text
    assert "inf" not in text
    assert '"loss": null' in (tmp_path / "curve.jsonl").read_text()
    assert History.read(tmp_path).last_step() == 302


def test_state_of_everything_random(tmp_path: Path) -> None:
    """Loops, samplers that learn, texts, tables; and generators of other kinds."""
    graph = tf.Graph()
    with graph.as_default(), tf.Session() as session:
        text = tf.Variable(["a", "bcd\0"], name="text")
        scalar = tf.Variable(3, name="scalar")
        complex_ = tf.Variable(np.array([1 + 2j]), name="c")
        table = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(["x", "y"], tf.constant([1, 2], tf.int64)), -1
        )
        drawn = tf.random_uniform([3])
        looped = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + tf.random_normal([2])),
                               [0, tf.zeros([2])])[1]  # fmt: skip
        learned = tf.nn.learned_unigram_candidate_sampler(
            tf.constant([[1]], tf.int64), 1, 3, False, 9
        )[0]
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        fetches = [drawn, looped, learned, text, scalar, complex_, table.lookup(tf.constant(["y"]))]
        session.run(fetches)
        state = {name: array.copy() for name, array in export_state(session).items()}
        first = session.run(fetches)
        session.run([text.assign(["", "e"]), scalar.assign(4)])
        session.run(fetches)
        import_state(session, state)
        for a, b in zip(first, session.run(fetches), strict=True):
            np.testing.assert_array_equal(a, b)
        with tf.Session() as other:
            import_state(other, state)
            for a, b in zip(first, other.run(fetches), strict=True):
                np.testing.assert_array_equal(a, b)
    old, python = np.random.RandomState(1), random.Random(2)
    model = Model(tmp_path, generators={"old": old, "python": python})
    drawn_numbers = []
    for step in model.panda.steps(30):
        drawn_numbers.append((old.normal(), python.random(), python.gauss(0, 1)))
        if step == 20 and len(drawn_numbers) == 21:
            model.panda.rollback(10)
    assert drawn_numbers[21:32] == drawn_numbers[10:21]
