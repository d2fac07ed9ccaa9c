"""TF1's error classes: what a run that fails raises.

Every class is an `OpError` with the op that failed (`.op`), its definition (`.node_def`), the text
(`.message`) and TensorFlow's numeric code (`.error_code`). Kernels raise these with no op at hand;
the session adds the op's name and the user's line (see `run/failures.py`).
"""

from __future__ import annotations

from typing import Any

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """An op failed while a session ran.

    Args:
        node_def: the definition of the op, or None.
        op: the Operation, or None.
        message: what went wrong.
        error_code: one of the codes of `tf.errors`.

    Example:
        >>> import minigraph as tf
        >>> error = tf.errors.InvalidArgumentError(None, None, "no such row")
        >>> error.message, error.error_code == tf.errors.INVALID_ARGUMENT
        ('no such row', True)
    """

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int, *args: Any):
        super().__init__(node_def, op, message)
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = error_code

    @property
    def message(self) -> str:
        """What went wrong."""
        return self._message

    @property
    def op(self) -> Any:
        """The Operation that failed, where known."""
        return self._op

    @property
    def error_code(self) -> int:
        """TensorFlow's number of the kind of error."""
        return self._error_code

    @property
    def node_def(self) -> Any:
        """The NodeDef of the op that failed, where known."""
        return self._node_def

    def __str__(self) -> str:
        return self._message


class _Coded(OpError):
    """An OpError whose class says the code."""

    code = UNKNOWN

    def __init__(self, node_def: Any, op: Any, message: str, *args: Any):
        super().__init__(node_def, op, message, self.code)


def _error_class(name: str, code: int, meaning: str) -> type[_Coded]:
    return type(name, (_Coded,), {"code": code, "__doc__": meaning, "__module__": __name__})


CancelledError = _error_class("CancelledError", CANCELLED, "The run was cancelled.")
UnknownError = _error_class("UnknownError", UNKNOWN, "A failure with no better class.")
InvalidArgumentError = _error_class(
    "InvalidArgumentError", INVALID_ARGUMENT, "An op received an input that it cannot take."
)
DeadlineExceededError = _error_class(
    "DeadlineExceededError", DEADLINE_EXCEEDED, "The time limit passed before the run ended."
)
NotFoundError = _error_class("NotFoundError", NOT_FOUND, "A file or another thing is missing.")
AlreadyExistsError = _error_class(
    "AlreadyExistsError", ALREADY_EXISTS, "A thing to be created is there already."
)
PermissionDeniedError = _error_class(
    "PermissionDeniedError", PERMISSION_DENIED, "The caller may not do this."
)
UnauthenticatedError = _error_class(
    "UnauthenticatedError", UNAUTHENTICATED, "The caller has not said who it is."
)
ResourceExhaustedError = _error_class(
    "ResourceExhaustedError", RESOURCE_EXHAUSTED, "Memory or another resource has run out."
)
FailedPreconditionError = _error_class(
    "FailedPreconditionError",
    FAILED_PRECONDITION,
    "The state does not allow it: most often a variable that was never initialized.",
)
AbortedError = _error_class("AbortedError", ABORTED, "The run was aborted.")
OutOfRangeError = _error_class(
    "OutOfRangeError", OUT_OF_RANGE, "A read past the end: a dataset or a queue is used up."
)
UnimplementedError = _error_class(
    "UnimplementedError", UNIMPLEMENTED, "The op does not do this for such inputs."
)
InternalError = _error_class("InternalError", INTERNAL, "An invariant of the engine is broken.")
UnavailableError = _error_class("UnavailableError", UNAVAILABLE, "A service does not answer.")
DataLossError = _error_class("DataLossError", DATA_LOSS, "A file is damaged.")

_CLASSES: dict[int, type[_Coded]] = {
    CANCELLED: CancelledError,
    UNKNOWN: UnknownError,
    INVALID_ARGUMENT: InvalidArgumentError,
    DEADLINE_EXCEEDED: DeadlineExceededError,
    NOT_FOUND: NotFoundError,
    ALREADY_EXISTS: AlreadyExistsError,
    PERMISSION_DENIED: PermissionDeniedError,
    RESOURCE_EXHAUSTED: ResourceExhaustedError,
    FAILED_PRECONDITION: FailedPreconditionError,
    ABORTED: AbortedError,
    OUT_OF_RANGE: OutOfRangeError,
    UNIMPLEMENTED: UnimplementedError,
    INTERNAL: InternalError,
    UNAVAILABLE: UnavailableError,
    DATA_LOSS: DataLossError,
    UNAUTHENTICATED: UnauthenticatedError,
}


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class that stands for a code; KeyError for one that is none.

    Example:
        >>> import minigraph as tf
        >>> tf.errors.exception_type_from_error_code(11).__name__
        'OutOfRangeError'
    """
    return _CLASSES[error_code]


def error_code_from_exception_type(cls: type[Any]) -> int:
    """The code that a class stands for; KeyError for a class that has none.

    Example:
        >>> import minigraph as tf
        >>> tf.errors.error_code_from_exception_type(tf.errors.NotFoundError)
        5
    """
    return {known: code for code, known in _CLASSES.items()}[cls]


class raise_exception_on_not_ok_status:
    """A context for calls of TensorFlow's C library: there is none here, so nothing is raised.

    Example:
        >>> import minigraph as tf
        >>> with tf.errors.raise_exception_on_not_ok_status() as status:
        ...     pass
    """

    def __enter__(self) -> raise_exception_on_not_ok_status:
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Errors pass."""
