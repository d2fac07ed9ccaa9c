"""Examples written in JSON, as protocol buffers map to it: decode_json_example."""

from __future__ import annotations

import base64
import json
import math
import re
from typing import Any

import numpy as np

from minigraph.core.errors import InvalidArgumentError
from minigraph.core.nodes import Tensor
from minigraph.core.op_record import bad, case, op, same
from minigraph.io.example import Example
from minigraph.io.scalars import KINDS
from minigraph.text.elements import each

__all__ = ["decode_json_example"]


def _integer(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no integer")
    return int(KINDS["int64"].check(value))


def _real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity"):
        value = float(value)
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is no number")
    found: float = KINDS["float"].check(float(value))
    if math.isinf(found) and not (isinstance(value, str) and "Infinity" in value):
        raise ValueError(f"{value!r} is too large for a float")
    return found


def _bytes(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text in base64")
    plain = value.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


_READ = {"int64": _integer, "float": _real, "bytes": _bytes}


def _fill(message: Any, data: Any) -> None:
    """A message gets what a JSON object says; ValueError if that makes no sense."""
    if not isinstance(data, dict):
        raise ValueError(f"a {type(message).__name__} is an object, not {data!r}")
    for name, value in data.items():
        snake = re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)
        field = message._field(name if name in type(message)._by_name else snake)
        if value is None:
            continue
        if field.oneof and message.WhichOneof(field.oneof) is not None:
            raise ValueError(f"more than one field of {field.oneof!r} is set")
        if field.is_map:
            if not isinstance(value, dict):
                raise ValueError(f"{name} is an object, not {value!r}")
            for key, item in value.items():
                _fill(getattr(message, field.name)[key], item)
        elif field.is_message:
            child = getattr(message, field.name)
            _fill(child, value)
            child._touch()
        else:
            if not isinstance(value, list):
                raise ValueError(f"{name} is a list, not {value!r}")
            getattr(message, field.name).extend([_READ[field.kind](item) for item in value])


def example_from_json(text: bytes) -> bytes:
    """The bytes of the Example that a JSON text describes."""
    example = Example()
    try:
        _fill(example, json.loads(text.decode()))
    except (ValueError, RecursionError) as error:
        raise InvalidArgumentError(
            None, None, f"Error while parsing JSON: {error} in {text[:100]!r}"
        ) from None
    return example.SerializeToString()


@op(
    "DecodeJSONExample",
    "json_examples: string -> binary_examples: string",
    shape=same,
    no_gradient="text has none",
    samples=[
        case(
            np.array(
                [b'{"features": {"feature": {"a": {"int64List": {"value": ["1", 2]}}}}}', b"{}"],
                object,
            )
        ),
        bad(b'{"colour": 1}', error=InvalidArgumentError, match="no .colour. field"),
        bad(b"{", error=InvalidArgumentError, match="Error while parsing JSON"),
    ],
)
def decode_json_example_op(json_examples: Any) -> Any:
    """Each text as the bytes of an Example."""
    return each(example_from_json, json_examples)


def decode_json_example(json_examples: Any, name: str | None = None) -> Tensor:
    """Examples in JSON as serialized Examples, for `tf.parse_example`.

    Args:
        json_examples: strings, each the JSON of an Example: integers as numbers or strings, bytes
            in base64, names as `int64List` or `int64_list`.
        name: of the node.

    Returns:
        A string Tensor of the same shape. No gradient.

    Raises:
        tf.errors.InvalidArgumentError: a text is no JSON, or not of an Example.

    Source: the JSON mapping of protocol buffers.

    Example:
        >>> import minigraph as tf
        >>> text = '{"features": {"feature": {"a": {"int64List": {"value": ["1", 2]}}}}}'
        >>> data = tf.decode_json_example(text)
        >>> parsed = tf.parse_single_example(data, {"a": tf.FixedLenFeature([2], tf.int64)})
        >>> tf.Session().run(parsed["a"]).tolist()
        [1, 2]
    """
    result: Tensor = decode_json_example_op(json_examples, name=name)
    return result
