"""Lines: the Python expression that each step becomes.

In order of preference: what the op's own lowering rule says, an operator where all is scalar
(NumPy's scalars are 20 times cheaper than its ufuncs), the ufunc, the kernel that writes to a
given array, the kernel.
"""

from __future__ import annotations

import math
from typing import Any

from minigraph.core.dtypes import DType
from minigraph.core.lowering import Line
from minigraph.plan.trace import call_of
from minigraph.plan.values import Step

__all__ = ["line_for"]


def line_for(step: Step, constant_name: Any) -> Line:
    """The expression of a plain step; `constant_name(obj)` names an object for the text."""
    record = step.record
    static = bool(step.outputs) and step.outputs[0].is_static and step.outputs[0].dims != ()
    static = static and step.outputs[0].dtype.np_dtype.kind != "O"  # texts have no place of theirs
    if record.lower_rule is not None:
        line = record.lower_rule(call_of(record, step.inputs, step.attrs))
        if line is not None:
            if line.out and not static:
                return Line(line.text.replace("{out}", "None"), line.names)
            return line  # type: ignore[no-any-return]
    places = ", ".join(f"{{{i}}}" for i in range(len(step.inputs)))
    if record.ufunc is not None:
        if all(v.is_scalar for v in step.inputs):
            if record.scalar is not None:
                return Line(record.scalar)
            return Line(f"np.{record.ufunc.__name__}({places})")
        if static:
            return Line(f"np.{record.ufunc.__name__}({places}, out={{out}})", out=True, over=True)
        return Line(f"np.{record.ufunc.__name__}({places})")
    arguments = ([places] if places else []) + attributes(step, constant_name)
    if record.new_stream is not None:
        arguments.append("stream={stream}")
    if record.out_kernel is not None and static:
        name = f"{record.name}_into"  # the plain kernel may stand in the same program
        text = f"{name}({', '.join([*arguments, 'out={out}'])})"
        rows = record.by_rows and len(step.outputs[0].dims or ()) > 1
        return Line(text, {name: record.out_kernel}, out=True, rows=rows)
    text = f"{record.name}({', '.join(arguments)})"
    if len(step.outputs) == 1 and record.outputs[0].is_sequence:
        text += "[0]"  # the kernel gives a list
    if step.outputs and step.outputs[0].dims == () and len(step.outputs) == 1:
        if step.outputs[0].dtype.np_dtype.kind != "O":
            text += "[()]"  # rank-0 values are NumPy scalars, never 0-d arrays
    return Line(text, {record.name: record.kernel})


def attributes(step: Step, constant_name: Any) -> list[str]:
    """The step's attributes as keyword arguments, those that have their defaults left out."""
    return [
        f"{key}={_literal(step.attrs[key], constant_name)}"
        for key, default in step.record.attrs.items()
        if type(step.attrs[key]) is not type(default) or step.attrs[key] != default
    ]


def _literal(value: Any, constant_name: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(constant_name(value))
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value).replace("{", "{{").replace("}", "}}")
    if isinstance(value, tuple) and all(isinstance(v, (bool, int, str)) for v in value):
        return repr(value).replace("{", "{{").replace("}", "}}")
    if isinstance(value, DType):
        return str(constant_name(value, value.name))
    return str(constant_name(value))
