"""`python -m minigraph panda DIR ...`: watch a training run from another terminal."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from minigraph.tune.panda.files import Lines, Lock, now, parse, read_json
from minigraph.tune.panda.history import CURVE, LOG, STATUS, History
from minigraph.tune.panda.mailbox import Mailbox
from minigraph.tune.panda.record import overdue
from minigraph.tune.panda.snapshots import Place, Snapshots

__all__ = ["branch", "main"]


def main(arguments: Sequence[str]) -> int:
    """The command, its own name first: 0 when done, 1 when refused, 2 when misunderstood."""
    given = _parser().parse_args(arguments[1:])
    directory = Path(given.directory)
    try:
        if not (directory / LOG).exists():
            raise ValueError(f"there is no run in {directory}")
        print(given.function(directory, given))
    except (ValueError, OSError) as error:
        print(f"panda: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m minigraph panda", description="Watch over a model that trains."
    )
    parser.add_argument("directory", help="of the run")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(function=function, do=name, values=[], step=None, reason="")
        return added

    def asking(name: str, text: str) -> argparse.ArgumentParser:
        added = command(name, _ask, text)
        added.add_argument("--reason", default="", help="goes into the log")
        added.add_argument("--wait", type=float, default=30.0, help="seconds for an answer")
        return added

    values: dict[str, Any] = {"metavar": "KNOB=VALUE", "type": _pair}
    status = command("status", _status, "how the training stands")
    status.add_argument("--json", action="store_true", help="as JSON")
    asking("set", "turn knobs").add_argument("values", nargs="+", **values)
    back = asking("rollback", "go back to a snapshot, and turn knobs there")
    back.add_argument("step", type=int, help="the last snapshot at or before it is taken")
    back.add_argument("values", nargs="*", **values)
    asking("snapshot", "keep the present state")
    asking("stop", "end the training after this step")
    copy = command("branch", _branch, "start another run from a snapshot of this one")
    copy.add_argument("step", type=int, help="the last snapshot at or before it is taken")
    copy.add_argument("new", help="directory of the other run")
    return parser


def _pair(text: str) -> tuple[str, Any]:
    """A knob and its value: a number or true, false as JSON and Python write them, else a text."""
    name, mark, value = text.partition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"{text!r} is not KNOB=VALUE")
    try:
        return name, parse(value.lower() if value in ("True", "False") else value)
    except ValueError:
        pass
    try:
        return name, float(value)
    except ValueError:
        return name, value


def _ask(directory: Path, given: argparse.Namespace) -> str:
    """Hand a request over and wait for what comes of it."""
    if not Lock.is_held(directory / "training.lock"):
        raise ValueError(f"nothing is training in {directory}")
    values = dict(given.values)
    wrong = [name for name, value in values.items() if value in (float("inf"), -float("inf"))]
    if wrong or any(value != value for value in values.values()):
        raise ValueError("knobs take finite numbers")
    content = {"do": given.do, "values": values, "reason": given.reason, "by": "terminal"}
    if given.step is not None:
        content["step"] = given.step
    answer = Mailbox(directory).ask(content, given.wait)
    if answer is None:
        raise ValueError(
            f"no answer in {given.wait:g} seconds: the training may be in a long step. The request "
            "was taken back; --wait gives it more time."
        )
    if answer.get("ok") is not True:
        raise ValueError(str(answer.get("message")))
    return str(answer.get("message"))


def _status(directory: Path, given: argparse.Namespace) -> str:
    """What the training process wrote last, and whether it lives."""
    try:
        status = read_json(directory / STATUS)
    except FileNotFoundError:
        status = {}
    history = History.read(directory)
    alive = Lock.is_held(directory / "training.lock")
    if status.get("state") in ("training", None) and not alive:
        status["state"] = "died"
    status["alive"] = alive
    status["snapshots"] = [
        {"branch": p.branch, "step": p.step} for p in Snapshots(directory / "snapshots").places()
    ]
    knobs = status.get("knobs")
    knobs = knobs if isinstance(knobs, dict) else {}
    days = status.get("retest_after")
    late = overdue(history.tested, knobs, days if isinstance(days, int) else 30)
    status["tested"] = {name: history.tested.get(name) for name in knobs}
    if given.json:
        return json.dumps(status, indent=2)
    return _told(directory, status, history, late)


def _told(directory: Path, status: dict[str, Any], history: History, late: dict[str, str]) -> str:
    """The status for people."""
    latest, knobs = status.get("latest"), status.get("knobs")
    latest = latest if isinstance(latest, dict) else {}
    rows = [
        f"{directory}: {status['state']}, step {status.get('step')} of {status.get('total')}"
        f", branch {status.get('branch')}, {status.get('steps_per_second')} steps a second"
        f", written {status.get('time')}"
    ]
    if latest:
        rows.append("  " + ", ".join(f"{name} {value}" for name, value in latest.items()))
    for name, value in (knobs if isinstance(knobs, dict) else {}).items():
        date = history.tested.get(name)
        note = f"last searched {date}" if date else "no search on record"
        if name in late:
            note += ": long ago, test it again"
        rows.append(f"  {name} = {value!r}    ({note})")
    line = {span.branch: span for span in history.line()}
    steps = {
        place["step"]
        for place in status["snapshots"]
        if place["branch"] in line and line[place["branch"]].has(place["step"], last=True)
    }
    rows.append(f"  rollback to: {', '.join(map(str, sorted(steps))) or 'nowhere'}")
    for edit in history.schedule()[-5:]:
        reason = f" ({edit.reason})" if edit.reason else ""
        rows.append(f"  step {edit.step}: {edit.knob} -> {edit.value!r}{reason}")
    return "\n".join(rows)


def _branch(directory: Path, given: argparse.Namespace) -> str:
    place = branch(directory, given.step, Path(given.new))
    return f"{given.new} starts from the snapshot before step {place.step}"


def branch(directory: Path, step: int, new: Path) -> Place:
    """Start another run from a snapshot: a `Panda` on `new` takes it up there.

    The new directory has the history up to that point, and the snapshots that it and a replay
    need; the old one may still be training and is not touched.

    Args:
        directory: of a run.
        step: the last snapshot at or before it is taken.
        new: the directory to make; it must be empty.

    Returns:
        The branch and step of the snapshot.
    """
    if new.exists() and any(new.iterdir()):
        raise ValueError(f"{new} is not empty")
    history = History.read(directory)
    old = Snapshots(directory / "snapshots")
    place = history.snapshot_before(step, old.places())
    if place is None:
        raise ValueError(f"there is no snapshot at or before step {step}")
    copies = Snapshots(new / "snapshots")
    for each in {Place(0, 0), place}:
        shutil.copyfile(old.path(each), copies.path(each))
    if (directory / CURVE).exists():
        shutil.copyfile(directory / CURVE, new / CURVE)
    lines = Lines(new / LOG)
    for event in history.events:
        lines.add(event)
    number = max([history.branch, *history.parents]) + 1
    event = {"event": "rollback", "step": history.last_step(), "branch": number, "time": now()}
    lines.add({**event, "to": place.step, "parent": place.branch, "reason": f"from {directory}"})
    lines.flush(to_disk=True)
    lines.close()
    return place
