"""Signatures as text, the same for TensorFlow's functions and for minigraph's.

Annotations are left out; a default is written as `repr`, a DType as `tf.int64`, an enum by its
member, any other object as `<object>`.
"""

from __future__ import annotations

import inspect
from enum import Enum
from typing import Any

MISSING = object()


def default_text(tf: Any, value: Any) -> str:
    """A default value, without what differs from process to process."""
    if isinstance(value, tf.DType):
        return f"tf.{value.name}"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return repr(value)
    if isinstance(value, list | tuple):
        items = ", ".join(default_text(tf, v) for v in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"
    return "<object>"


def signature_text(tf: Any, target: Any) -> str | None:
    """`(a, b=1, *, c=None)`; of a class its constructor's, without self. None if it has none."""
    try:
        signature = inspect.signature(target)
        if inspect.isclass(target) and str(signature) == "(*args, **kwargs)":
            # A metaclass stands before the constructor.
            signature = inspect.signature(target.__init__)
            parameters = list(signature.parameters.values())[1:]
            signature = signature.replace(parameters=parameters)
    except (ValueError, TypeError):
        return None
    words, starred = [], False
    for p in signature.parameters.values():
        if p.kind is p.VAR_POSITIONAL:
            words.append(f"*{p.name}")
            starred = True
            continue
        if p.kind is p.VAR_KEYWORD:
            words.append(f"**{p.name}")
            continue
        if p.kind is p.KEYWORD_ONLY and not starred:
            words.append("*")
            starred = True
        has = p.default is not p.empty
        words.append(f"{p.name}={default_text(tf, p.default)}" if has else p.name)
    return f"({', '.join(words)})"


def member(owner: type, name: str) -> Any:
    """A member of a class, unbound; an attribute that it only annotates counts as a property."""
    found = inspect.getattr_static(owner, name, MISSING)
    if found is MISSING and any(name in vars(c).get("__annotations__", {}) for c in owner.__mro__):
        return property()
    return found


def resolve(tf: Any, name: str) -> Any:
    """The object that `tf.a.b` names; MISSING if there is none."""
    target = tf
    for part in name.split(".")[1:]:
        target = member(target, part) if inspect.isclass(target) else getattr(target, part, MISSING)
        if target is MISSING:
            return MISSING
    return target


def describe(tf: Any, target: Any) -> tuple[str, str]:
    """Kind (function, class, property, value) and signature, or the type of a value."""
    if isinstance(target, property):
        return "property", ""
    if isinstance(target, staticmethod | classmethod):
        target = target.__func__
    if inspect.isclass(target):
        return "class", signature_text(tf, target) or ""
    if callable(target) and not isinstance(target, tf.DType):
        return "function", signature_text(tf, target) or ""
    return "value", type(target).__name__
