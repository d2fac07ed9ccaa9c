"""A search for TensorBoard: curves and the HParams page. Needs `pip install tensorboard`."""

from __future__ import annotations

import math
import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from minigraph.tune.results import Result

__all__ = ["to_tensorboard"]


def to_tensorboard(result: Result, folder: str | os.PathLike[str]) -> None:
    """Writes a search as event files, a run for each trial: `tensorboard --logdir FOLDER`.

    A run has the trial's curve as the scalar "reported", its end as "result", and its parameters
    for the HParams page.

    Args:
        result: of a search, or of `load`.
        folder: a new folder, or an empty one.

    Raises:
        ImportError: TensorBoard is not installed.
        FileExistsError: there is something in the folder already.
    """
    try:
        writers = import_module("tensorboard.summary.writer.event_file_writer")
        hparams = import_module("tensorboard.plugins.hparams.summary_v2")
        summary = import_module("tensorboard.compat.proto.summary_pb2")
        event = import_module("tensorboard.compat.proto.event_pb2")
    except ImportError as error:
        raise ImportError("to_tensorboard needs TensorBoard: pip install tensorboard") from error
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: event files of two searches would mix")

    def scalar(name: str, value: float, step: int, when: float) -> Any:
        told = summary.Summary(value=[summary.Summary.Value(tag=name, simple_value=value)])
        return event.Event(wall_time=when, step=step, summary=told)

    for trial in result.trials:
        writer = writers.EventFileWriter(str(folder / f"trial_{trial.number:04}"))
        params = {
            name: value if isinstance(value, bool | int | float | str) else str(value)
            for name, value in trial.params.items()
        }
        start = trial.started or time.time()
        told = hparams.hparams_pb(params, trial_id=f"trial {trial.number}", start_time_secs=start)
        writer.add_event(event.Event(wall_time=start, summary=told))
        for place, (step, value) in enumerate(trial.curve):
            when = start + trial.seconds * (place + 1) / len(trial.curve)
            if math.isfinite(value):
                writer.add_event(scalar("reported", value, int(step), when))
        if trial.state == "done" and trial.value is not None:
            writer.add_event(scalar("result", trial.value, 0, start + trial.seconds))
        writer.close()
