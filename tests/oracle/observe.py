"""Run one case under an engine and say, in JSON, all that it shows.

The same functions watch TensorFlow (record.py) and minigraph (test_oracle.py); what they compare
is what both were asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.oracle import inputs
from tests.oracle.cases import Case
from tests.oracle.encode import (
    describe_nodes,
    encode,
    encode_array,
    encode_tensor,
    error_class,
    shape_text,
)

DTYPES = (
    *("float16", "float32", "float64", "complex64", "complex128", "bool"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
)
FLOATS = ("float16", "float32", "float64")
Session = Callable[[], Any]


def raised(tf: Any, error: Exception, stage: str = "") -> dict[str, Any]:
    """An exception: its class, and all classes that it may be caught as (not recorded)."""
    code: dict[str, Any] = {"raises": error_class(tf, error)}
    code["bases"] = [
        name for c in type(error).__mro__ for name in (c.__name__, f"errors.{c.__name__}")
    ]
    if stage:
        code["stage"] = stage
    return code


def flat(tf: Any, made: Any) -> list[Any]:
    """The fetches of a case: what its function returned, in order."""
    if isinstance(made, dict):
        made = list(made.values())
    if isinstance(made, list) or type(made) is tuple:
        return [item for part in made for item in flat(tf, part)]
    return [made]


def output_weights(shape: tuple[int, ...], dtype: Any) -> np.ndarray[Any, Any]:
    """Fixed weights for an output, so that each element counts differently in a gradient."""
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 + 3) % 11 / 4 - 1.125).reshape(shape).astype(dtype)


def run_case(tf: Any, session: Any, case: Case, outputs: list[Any]) -> list[list[Any]]:
    """Values of all outputs, `case.repeat` times, in a session with its variables set."""
    feeds = dict(inputs.fed)
    if tf.global_variables():
        session.run(tf.global_variables_initializer())
    return [session.run(outputs, feeds) for _ in range(case.repeat)]


def gradients(tf: Any, session: Any, outputs: list[Any], values: list[Any]) -> Any:
    """d sum(weights * outputs) / d each float input and variable; None if there is none to take."""
    ys, weights = [], []
    for output, value in zip(outputs, values, strict=True):
        if isinstance(output, tf.Tensor) and output.dtype.base_dtype.name in FLOATS:
            ys.append(output)
            weights.append(output_weights(np.shape(value), value.dtype))
    xs = [x for x, _ in inputs.fed if x.dtype.name in FLOATS] + list(tf.trainable_variables())
    if not ys or not xs:
        return None
    grads = tf.gradients(ys, xs, [tf.constant(w) for w in weights])
    found = [g for g in grads if g is not None]
    values = iter(session.run(found, dict(inputs.fed)))
    return [None if g is None else encode(tf, next(values)) for g in grads]


def observe_mask(tf: Any, session: Session, case: Case, mask: str) -> dict[str, Any]:
    """The case with parts of its input shapes unknown: static shapes, then values if it runs."""
    with tf.Graph().as_default(), inputs.fresh(mask):
        try:
            outputs = flat(tf, case.run(tf))
        except Exception as error:
            return {"shapes": raised(tf, error, "build")}
        tensors = [t for t in outputs if isinstance(t, tf.Tensor)]
        shapes = " ".join(f"[{shape_text(t.get_shape())}]" for t in tensors)
        seen: dict[str, Any] = {"shapes": shapes}
        if mask in ("dims", "rank"):
            with session() as sess:
                runs = run_case(tf, sess, case, outputs)
                seen["values"] = encode(tf, runs)
                if "grads" not in case.skip:
                    seen["grads"] = gradients(tf, sess, outputs, runs[0])
        return seen


def wanted_masks(tf: Any, case: Case) -> list[str]:
    """The masks that differ for the inputs of this case."""
    with tf.Graph().as_default(), inputs.fresh():
        case.run(tf)
        free = [array for _, array in inputs.fed]
    if not free:
        return []
    masks = ["rank"]
    if any(a.ndim for a in free):
        masks.append("dims")
    if any(a.ndim > 1 for a in free):
        masks += ["first", "last"]
    if len(free) > 1:
        masks += ["rank0", "rank1"]
    return masks


def observe_case(tf: Any, session: Session, case: Case, aspects: tuple[str, ...]) -> Any:
    """An expression: forward, nodes, gradients, masks, as far as `aspects` asks for them."""
    seen: dict[str, Any] = {}
    if set(aspects) - {"masks"}:
        with tf.Graph().as_default() as graph, inputs.fresh():
            outputs = flat(tf, case.run(tf))
            if "forward" in aspects:
                seen["out"] = [encode(tf, t, case.types) for t in outputs]
            if "nodes" in aspects:
                seen["nodes"] = describe_nodes(graph)
            if {"forward", "grads"} & set(aspects):
                with session() as sess:
                    runs = run_case(tf, sess, case, outputs)
                    if "forward" in aspects:
                        seen["values"] = encode(tf, runs)
                    if "grads" in aspects:
                        seen["grads"] = gradients(tf, sess, outputs, runs[0])
    if "masks" in aspects:
        masks = wanted_masks(tf, case)
        seen["masks"] = {mask: observe_mask(tf, session, case, mask) for mask in masks}
    return seen


def observe_dtypes(tf: Any, session: Session, case: Case) -> dict[str, Any]:
    """One expression over all dtypes: output and value, or the error and its stage."""
    seen: dict[str, Any] = {}
    for dtype in DTYPES:
        unsigned = dtype.startswith("uint") or dtype == "bool"
        value = [[0, 1, 2]] if unsigned else [[-1, 1, 2]]
        with tf.Graph().as_default(), inputs.fresh():
            try:
                outputs = flat(tf, case.run(tf, inputs.feed(tf, "x", value, dtype)))
            except Exception as error:
                seen[dtype] = raised(tf, error, "build")
                continue
            with session() as sess:
                try:
                    values = sess.run(outputs, dict(inputs.fed))
                except Exception as error:
                    seen[dtype] = raised(tf, error, "run")
                    continue
            seen[dtype] = [encode_array(v) for v in values]
    return seen


def observe_ask(tf: Any, case: Case) -> Any:
    """A line of Python after its setup: what it is, or what it raises."""
    setup, line = case.run
    names = {"tf": tf, "np": np}
    with tf.Graph().as_default(), inputs.fresh():
        exec(setup, names)
        try:
            value = eval(line.removeprefix("!").strip(), names)
        except Exception as error:
            return raised(tf, error)
        return encode(tf, value)


def observe_wrong(tf: Any, session: Session, case: Case) -> Any:
    """A program that must fail: class and stage."""
    with tf.Graph().as_default(), inputs.fresh():
        try:
            fetches = case.run(tf)
        except Exception as error:
            return raised(tf, error, "build")
        try:
            with session() as sess:
                sess.run(fetches, dict(inputs.fed))
        except Exception as error:
            return raised(tf, error, "run")
        return "no error"


def observe_either(tf: Any, session: Session, case: Case) -> Any:
    """Outputs, nodes and values; or class and stage of the error."""
    stage = "build"
    try:
        with tf.Graph().as_default() as graph, inputs.fresh():
            outputs = flat(tf, case.run(tf))
            seen = {"out": encode(tf, outputs), "nodes": describe_nodes(graph)}
            stage = "run"
            with session() as sess:
                seen["values"] = encode(tf, run_case(tf, sess, case, outputs))
            return seen
    except Exception as error:
        return raised(tf, error, stage)


def observe_script(tf: Any, case: Case) -> list[Any]:
    """All that a script yields, each encoded at its moment."""
    with tf.Graph().as_default(), inputs.fresh():
        steps: Iterator[Any] = case.run(tf, np)
        return [step.code if isinstance(step, Code) else encode(tf, step) for step in steps]


class Code:
    """Something that a script shows as JSON of its own making."""

    def __init__(self, code: Any) -> None:
        self.code = code


def nodes(tf: Any, hide: str = "") -> Code:
    """For scripts: the nodes of the default graph as they stand, without those under `hide`."""
    return Code({"nodes": describe_nodes(tf.get_default_graph(), hide)})


def named(tensor: Any) -> Code:
    """For scripts: a tensor without its op type."""
    return Code(encode_tensor(tensor, types=False))


def error(tf: Any, call: Callable[[], Any]) -> Code:
    """For scripts: the class that `call()` raises, or that it raised nothing."""
    try:
        call()
    except Exception as exception:
        return Code(raised(tf, exception))
    return Code("no error")


def observe(
    tf: Any, case: Case, aspects: tuple[str, ...] | None = None, session: Session | None = None
) -> Any:
    """What `case` shows under `tf`. `session` makes the sessions for the cases that open none."""
    session = session or tf.Session
    aspects = case.aspects if aspects is None else aspects
    if case.kind == "case":
        return observe_case(tf, session, case, aspects)
    if case.kind == "dtypes":
        return observe_dtypes(tf, session, case)
    if case.kind == "ask":
        return observe_ask(tf, case)
    if case.kind == "wrong":
        return observe_wrong(tf, session, case)
    if case.kind == "either":
        return observe_either(tf, session, case)
    return observe_script(tf, case)
