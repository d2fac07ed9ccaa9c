"""Static shapes: TF1's Dimension and TensorShape, and the plain tuples that the engine uses.

Inside the engine a static shape is `None` (unknown rank) or a tuple of `int | None`; the classes
here are its face for users, with TF1's rules: a comparison with an unknown dimension is `None`,
neither true nor false.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from typing import Any, overload

__all__ = [
    "Dimension",
    "Dims",
    "TensorShape",
    "as_dims",
    "as_shape",
    "broadcast_dims",
    "compatible",
    "dimension_at_index",
    "dimension_value",
    "merge",
    "show",
]

Dims = tuple[int | None, ...] | None


class Dimension:
    """The size of one axis: an int, or unknown (`value` is None).

    Arithmetic with an unknown size is unknown; comparisons with one give None, as in TF1.

    Example:
        >>> import minigraph as tf
        >>> tf.Dimension(3) + 4, tf.Dimension(None) * 2, tf.Dimension(3) == None
        (Dimension(7), Dimension(None), None)
    """

    __slots__ = ("_value",)

    def __init__(self, value: Any):
        if value is None or type(value) is int:
            self._value: int | None = value
        elif isinstance(value, Dimension):
            self._value = value._value
        else:
            try:
                self._value = operator.index(value)
            except TypeError:
                raise TypeError(
                    "Dimension value must be integer or None or have an __index__ method, "
                    f"got value '{value!r}' with type '{type(value)}'"
                ) from None
        if self._value is not None and self._value < 0:
            raise ValueError(f"Dimension {self._value} must be >= 0")

    @property
    def value(self) -> int | None:
        """The size, or None where it is unknown."""
        return self._value

    def is_compatible_with(self, other: Any) -> bool:
        """Whether the two may be the same size: equal, or one of them unknown."""
        other = as_dimension(other)
        return self._value == other._value or self._value is None or other._value is None

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless the two may be the same size."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> Dimension:
        """The size that both say; ValueError if they differ."""
        self.assert_is_compatible_with(other)
        return as_dimension(other) if self._value is None else self

    def _join(self, other: Any, function: Any) -> Any:
        other = as_dimension(other)
        if self._value is None or other._value is None:
            return None
        return function(self._value, other._value)

    def __eq__(self, other: Any) -> Any:
        try:
            return self._join(other, operator.eq)
        except (TypeError, ValueError):
            return NotImplemented

    def __ne__(self, other: Any) -> Any:
        try:
            return self._join(other, operator.ne)
        except (TypeError, ValueError):
            return NotImplemented

    def __lt__(self, other: Any) -> Any:
        return self._join(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._join(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._join(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._join(other, operator.ge)

    def _arithmetic(self, other: Any, function: Any) -> Any:
        try:
            return Dimension(self._join(other, function))
        except TypeError:
            return NotImplemented

    def __add__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.add)

    def __radd__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.add)

    def __sub__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.sub)

    def __rsub__(self, other: Any) -> Any:
        return self._arithmetic(other, lambda mine, theirs: theirs - mine)

    def __mul__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.mul)

    def __rmul__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.mul)

    def __floordiv__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.floordiv)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._arithmetic(other, lambda mine, theirs: theirs // mine)

    def __div__(self, other: Any) -> Any:
        return self // other

    def __mod__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.mod)

    def __rmod__(self, other: Any) -> Any:
        return self._arithmetic(other, lambda mine, theirs: theirs % mine)

    def __truediv__(self, other: Any) -> Any:
        raise TypeError(
            "unsupported operand type(s) for /: 'Dimension' and "
            f"'{type(other).__name__}', please use // instead"
        )

    __rtruediv__ = __truediv__

    def __int__(self) -> int:
        return self._value  # type: ignore[return-value]  # Python itself refuses int(None)

    def __index__(self) -> int:
        return self._value  # type: ignore[return-value]

    __hash__ = None  # type: ignore[assignment]  # equality with an unknown size is unknown

    def __bool__(self) -> bool:
        return bool(self._value)

    def __str__(self) -> str:
        return "?" if self._value is None else str(self._value)

    def __repr__(self) -> str:
        return f"Dimension({self._value})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Dimension, (self._value,)


def as_dimension(value: Any) -> Dimension:
    """`value` as a Dimension."""
    return value if isinstance(value, Dimension) else Dimension(value)


def dimension_value(dimension: Any) -> Any:
    """The int (or None) of a Dimension; any other value as it is.

    Example:
        >>> import minigraph as tf
        >>> tf.dimension_value(tf.Dimension(3)), tf.dimension_value(4)
        (3, 4)
    """
    return dimension._value if isinstance(dimension, Dimension) else dimension


def dimension_at_index(shape: Any, index: int) -> Dimension:
    """The Dimension of `shape` at `index`; unknown where the rank is.

    Example:
        >>> import minigraph as tf
        >>> tf.dimension_at_index(tf.TensorShape([2, None]), 0)
        Dimension(2)
    """
    dims = as_dims(shape)
    return Dimension(None if dims is None else dims[index])


class TensorShape:
    """What is known of a tensor's shape before it has a value.

    Args:
        dims: None for unknown rank; else a list of ints, Dimensions or None (unknown size);
            a single int is a vector's shape.

    Raises:
        TypeError, ValueError: something in `dims` is no size.

    Example:
        >>> import minigraph as tf
        >>> shape = tf.TensorShape([None, 3])
        >>> print(shape, shape.ndims, shape.as_list())
        (?, 3) 2 [None, 3]
        >>> shape.merge_with([2, None])
        TensorShape([Dimension(2), Dimension(3)])
    """

    __slots__ = ("_dims",)

    def __init__(self, dims: Any):
        self._dims: Dims = _read_dims(dims)

    @classmethod
    def _of(cls, dims: Dims) -> TensorShape:
        """Wrap an engine shape that is already checked."""
        shape = cls.__new__(cls)
        shape._dims = dims
        return shape

    @property
    def dims(self) -> list[Dimension] | None:
        """The Dimensions, or None where the rank is unknown."""
        return None if self._dims is None else [Dimension(d) for d in self._dims]

    @property
    def ndims(self) -> int | None:
        """The rank, or None."""
        return None if self._dims is None else len(self._dims)

    rank = ndims

    def as_list(self) -> list[int | None]:
        """The sizes as a list; ValueError where the rank is unknown."""
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def num_elements(self) -> int | None:
        """The product of the sizes, or None where one is unknown."""
        if self._dims is None or None in self._dims:
            return None
        total = 1
        for size in self._dims:
            total *= size or 0
        return total

    def is_fully_defined(self) -> bool:
        """Whether every size is known."""
        return self._dims is not None and None not in self._dims

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError unless every size is known."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        """Whether some full shape fits both."""
        return compatible(self._dims, as_dims(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError unless some full shape fits both."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def merge_with(self, other: Any) -> TensorShape:
        """What both together say; ValueError if they contradict."""
        other = as_shape(other)
        if not compatible(self._dims, other._dims):
            raise ValueError(f"Shapes {self} and {other} are not compatible")
        return TensorShape._of(merge(self._dims, other._dims))

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """The narrowest shape that both fit: sizes that differ become unknown."""
        return TensorShape._of(generalise(self._dims, as_dims(other)))

    def concatenate(self, other: Any) -> TensorShape:
        """The axes of this shape, then those of `other`."""
        dims = as_dims(other)
        if self._dims is None or dims is None:
            return TensorShape._of(None)
        return TensorShape._of(self._dims + dims)

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return as_shape(other).concatenate(self)

    def assert_same_rank(self, other: Any) -> None:
        """Raise ValueError if the ranks are known and differ."""
        other = as_shape(other)
        if None not in (self.ndims, other.ndims) and self.ndims != other.ndims:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def assert_has_rank(self, rank: int) -> None:
        """Raise ValueError if the rank is known and not `rank`."""
        if self.ndims not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def with_rank(self, rank: int) -> TensorShape:
        """This shape, known to have `rank` axes; ValueError if it has not."""
        self.assert_has_rank(rank)
        return self if self._dims is not None else unknown_shape(rank)

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape; ValueError if it has fewer axes than `rank`."""
        if self.ndims is not None and self.ndims < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape; ValueError if it has more axes than `rank`."""
        if self.ndims is not None and self.ndims > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __iter__(self) -> Iterator[Dimension]:
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter([Dimension(d) for d in self._dims])

    @overload
    def __getitem__(self, key: int) -> Dimension: ...
    @overload
    def __getitem__(self, key: slice) -> TensorShape: ...
    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            if self._dims is not None:
                return TensorShape._of(self._dims[key])
            return self._unknown_slice(key)
        return Dimension(None if self._dims is None else self._dims[key])

    def _unknown_slice(self, key: slice) -> TensorShape:
        """Of a shape of unknown rank: as many unknown sizes as the slice says, if it says."""
        start = 0 if key.start is None else operator.index(key.start)
        stop = -1 if key.stop is None else operator.index(key.stop)
        if key.step is not None or start < 0 or stop < 0:
            return TensorShape._of(None)
        return unknown_shape(max(0, stop - start))

    def __eq__(self, other: Any) -> bool:
        try:
            return self._dims == as_dims(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self._dims)

    def __str__(self) -> str:
        return show(self._dims)

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"

    def __reduce__(self) -> tuple[Any, ...]:
        return TensorShape, (self._dims,)


def _read_dims(dims: Any) -> Dims:
    if dims is None:
        return None
    if isinstance(dims, TensorShape):
        return dims._dims
    if isinstance(dims, (str, bytes)):
        raise TypeError(
            f"Failed to convert {dims!r} to a shape: a shape should be a single dimension "
            "(e.g. 10), or an iterable of dimensions (e.g. [1, 10, None])."
        )
    if isinstance(dims, Iterable) and getattr(dims, "shape", None) != ():
        return tuple(d if type(d) is int and d >= 0 else Dimension(d)._value for d in dims)
    return (Dimension(dims)._value,)


def as_shape(shape: Any) -> TensorShape:
    """`shape` as a TensorShape."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def as_dims(shape: Any) -> Dims:
    """`shape` (a TensorShape, list, int or None) as the engine's plain tuple or None."""
    return shape._dims if isinstance(shape, TensorShape) else _read_dims(shape)


def unknown_shape(rank: int | None = None) -> TensorShape:
    """A shape of `rank` unknown sizes, or of unknown rank."""
    return TensorShape._of(None if rank is None else (None,) * rank)


def show(dims: Dims) -> str:
    """A shape in TF1's words: `(?, 3)`, `(2,)`, `<unknown>`."""
    if dims is None:
        return "<unknown>"
    if len(dims) == 1:
        return f"({'?' if dims[0] is None else dims[0]},)"
    return f"({', '.join('?' if d is None else str(d) for d in dims)})"


def compatible(a: Dims, b: Dims) -> bool:
    """Whether some full shape fits both."""
    if a is None or b is None or a == b:
        return True
    return len(a) == len(b) and all(
        x == y or x is None or y is None for x, y in zip(a, b, strict=True)
    )


def merge(a: Dims, b: Dims) -> Dims:
    """What two compatible shapes say together."""
    if a is None or b is None:
        return b if a is None else a
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def generalise(a: Dims, b: Dims) -> Dims:
    """The narrowest shape that both fit."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def broadcast_dims(a: Dims, b: Dims) -> Dims:
    """The shape of an elementwise result by NumPy's rule; ValueError if there is none."""
    if a == b and (a is None or None not in a):
        return a
    if a is None or b is None:
        return None
    if len(a) < len(b):
        a, b = b, a
    head, tail = a[: len(a) - len(b)], a[len(a) - len(b) :]
    joined: list[int | None] = []
    for x, y in zip(tail, b, strict=True):
        if x == y:
            joined.append(x)
        elif x == 1 or y == 1:
            joined.append(y if x == 1 else x)
        elif x is None or y is None:
            joined.append(y if x is None else x)
        else:
            raise ValueError(f"shapes {show(a)} and {show(b)} do not broadcast together")
    return head + tuple(joined)
