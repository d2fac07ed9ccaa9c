"""The functions of tf.layers, each a call of a new layer; defaults that differ from class to class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from minigraph.layers.base import Layer

__all__ = ["layer_function", "with_defaults"]

_KIND = inspect.Parameter.POSITIONAL_OR_KEYWORD


def with_defaults(layer: type[Layer], **defaults: Any) -> inspect.Signature:
    """The signature of a subclass that inherits `__init__` and means the same by other defaults."""
    own = list(inspect.signature(layer.__init__).parameters.values())[1:]
    changed = [p.replace(default=defaults.get(p.name, p.default)) for p in own]
    return inspect.Signature(changed)


def layer_function(
    layer: type[Layer], name: str, doc: str, reuse: bool = True
) -> Callable[..., Any]:
    """A function `name(inputs, <the arguments of the class>, name=None, reuse=None)`.

    Args:
        layer: the class.
        name: of the function.
        doc: its docstring.
        reuse: whether it has variables, so that the function takes `reuse`.
    """
    own = [p for p in inspect.signature(layer).parameters.values() if p.kind is _KIND]
    parameters = [inspect.Parameter("inputs", _KIND), *own]
    if reuse:
        parameters.append(inspect.Parameter("reuse", _KIND, default=None))
    signature = inspect.Signature(parameters)

    def function(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        inputs = given.pop("inputs")
        if reuse:
            given.update(_reuse=given.pop("reuse", None), _scope=given.get("name"))
        return layer(**given)(inputs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = layer.__module__
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function
