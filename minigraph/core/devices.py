"""Device names: recorded on operations as TF1 writes them, of no effect on where they run."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["DeviceSpec", "apply_device", "device_entry"]


class _Parts(NamedTuple):
    job: str | None = None
    replica: int | None = None
    task: int | None = None
    device_type: str | None = None
    device_index: int | None = None


def _parse(text: str) -> _Parts:
    parts: dict[str, Any] = {}
    for piece in text.split("/")[1:]:
        key, *rest = piece.split(":")
        if key == "job" and len(rest) == 1:
            parts["job"] = rest[0]
        elif key in ("replica", "task") and len(rest) == 1 and rest[0].isdigit():
            parts[key] = int(rest[0])
        elif key == "device" and len(rest) == 2:
            parts["device_type"], parts["device_index"] = rest[0].upper(), _index(rest[1], text)
        elif key.upper() in ("CPU", "GPU", "TPU", "XLA_CPU", "XLA_GPU") and len(rest) == 1:
            parts["device_type"], parts["device_index"] = key.upper(), _index(rest[0], text)
        elif piece:
            raise ValueError(
                f"Unknown attribute {key!r} is encountered while parsing the device name: {text!r}."
            )
    return _Parts(**parts)


def _index(text: str, device: str) -> int | None:
    if text == "*":
        return None
    if not text.isdigit():
        raise ValueError(f"Could not parse the device name {device!r}: {text!r} is no number.")
    return int(text)


def _show(parts: _Parts) -> str:
    text = f"/job:{parts.job}" if parts.job is not None else ""
    text += f"/replica:{parts.replica}" if parts.replica is not None else ""
    text += f"/task:{parts.task}" if parts.task is not None else ""
    if parts.device_type is not None:
        index = "*" if parts.device_index is None else parts.device_index
        text += f"/device:{parts.device_type}:{index}"
    return text


def _merge(inner: _Parts, outer: _Parts) -> _Parts:
    filled: list[Any] = [o if i is None else i for i, o in zip(inner, outer, strict=True)]
    return _Parts(*filled)


def device_entry(name_or_function: Any) -> Any:
    """What `tf.device` keeps of its argument: a name, a function of an op, or None."""
    if isinstance(name_or_function, DeviceSpec):
        return name_or_function.to_string()
    if isinstance(name_or_function, str):
        return name_or_function and "/" + name_or_function.removeprefix("/")
    if name_or_function is None or callable(name_or_function):
        return name_or_function
    raise AttributeError(f"{name_or_function!r} is no device name or function.")


def apply_device(stack: list[Any], op: Any) -> str:
    """The device of a new op: the innermost `tf.device` first, outer ones fill what it leaves."""
    parts = _Parts()
    for entry in reversed(stack):
        if entry is None:
            break
        if callable(entry):
            op.device = _show(parts)
            entry = device_entry(entry(op)) or ""
        parts = _merge(parts, _parse(entry))
    return _show(parts)


class DeviceSpec:
    """A (partly) specified device, such as `/job:worker/task:1/device:CPU:0`.

    Example:
        >>> import minigraph as tf
        >>> tf.DeviceSpec(job="ps", device_type="CPU", device_index=0).to_string()
        '/job:ps/device:CPU:0'
    """

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ):
        self._parts = _Parts(job, replica, task, device_type and device_type.upper(), device_index)

    @property
    def job(self) -> str | None:
        """The job's name."""
        return self._parts.job

    @property
    def replica(self) -> int | None:
        """The replica's number."""
        return self._parts.replica

    @property
    def task(self) -> int | None:
        """The task's number."""
        return self._parts.task

    @property
    def device_type(self) -> str | None:
        """CPU, GPU or TPU."""
        return self._parts.device_type

    @property
    def device_index(self) -> int | None:
        """The device's number."""
        return self._parts.device_index

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """Read a device name; ValueError if it is none."""
        return cls(*_parse(spec))

    def to_string(self) -> str:
        """The device name."""
        return _show(self._parts)
