"""One model, watched over while it trains: `Panda`.

The program keeps its own loop. Between two steps the panda looks whether somebody wants something
(a knob turned, a step back, the end), does it, writes down what it did, and goes on:

    for step in panda.steps(10_000):
        _, cost = session.run([train, loss], {x: batch, **panda.feeds()})
        panda.report(cost)

Before a knob is turned, and every `every` steps, all of the model's state is put aside; so any edit
can be taken back, and the edits of a run can be replayed to the same result.
"""

from __future__ import annotations

import datetime
import os
import time
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from minigraph.run.session import get_default_session
from minigraph.run.snapshots import export_state, import_state
from minigraph.tune.log import read_log
from minigraph.tune.panda.files import Lock
from minigraph.tune.panda.generators import set_state, state_of
from minigraph.tune.panda.history import FORMAT, KNOBS, LOG, Edit, History
from minigraph.tune.panda.knob_file import KnobFile
from minigraph.tune.panda.knobs import as_knobs
from minigraph.tune.panda.mailbox import Command, Mailbox
from minigraph.tune.panda.record import Record
from minigraph.tune.panda.snapshots import Place, Snapshots

__all__ = ["Panda"]


class Panda:
    """Trains one model with knobs that may be turned meanwhile.

    Args:
        directory: of the run; it is made. If there is a run in it, `steps` takes that up again at
            its last snapshot.
        session: the session that trains; default: the default session.
        knobs: name -> what to turn: a scalar `tf.Variable`; a pair (placeholder, first value); a
            number, truth value or text that the program reads as `panda["name"]`; or a
            `tune.Knob`, which can have limits.
        goal: the name of the reported value that the curve shows.
        every: steps between regular snapshots.
        keep: how many of these stay; those before edits stay all.
        generators: name -> the program's own generators of random numbers (`np.random.Generator`,
            `np.random.RandomState`, `random.Random`) that choose its batches: they go into the
            snapshots, so that after a step back the same batches come.
        poll: seconds between looks at the directory.
        tested: knob -> when its value was last searched for: a date, its ISO text, or the file of
            the search's log.
        retest_after: days after which a reminder says that a value should be searched for again.

    Attributes:
        step: the number of steps done.
        stopped: whether the last `steps` ended because somebody asked for it.

    From another terminal:

        python -m minigraph panda DIR status
        python -m minigraph panda DIR set lr=0.003 --reason "the loss is flat"
        python -m minigraph panda DIR rollback 1500
        python -m minigraph panda DIR stop

    or edit DIR/knobs.json. The directory has, besides, log.jsonl (what happened), curve.jsonl
    (what was reported), curve.svg (both) and snapshots/.

    Raises:
        ValueError, TypeError: a knob is none; the directory holds something else.

    Example:
        >>> import minigraph as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     w, lr = tf.Variable(0.0), tf.Variable(0.1, trainable=False)
        ...     loss = (w - 5.0) ** 2
        ...     train = tf.train.GradientDescentOptimizer(lr).minimize(loss)
        ...     sess.run(tf.global_variables_initializer())
        ...     panda = Panda("run", knobs={"lr": lr})
        ...     for step in panda.steps(100):
        ...         panda.report(sess.run([loss, train])[0])
        ...         if step == 50:
        ...             panda.set(lr=0.01, reason="a finer step")
        >>> panda.schedule()
        [Edit(step=51, knob='lr', value=0.01, reason='a finer step')]
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        session: Any = None,
        knobs: Mapping[str, Any] | None = None,
        *,
        goal: str = "loss",
        every: int = 1000,
        keep: int = 5,
        generators: Mapping[str, Any] | None = None,
        poll: float = 0.05,
        tested: Mapping[str, Any] | None = None,
        retest_after: int = 30,
    ):
        self.session = session or get_default_session()
        if self.session is None:
            raise ValueError("there is no default session: pass session=")
        if every < 1 or keep < 1:
            raise ValueError(f"every and keep must be 1 or more, not {every} and {keep}")
        self.directory = Path(directory)
        self._knobs = as_knobs(knobs or {})
        if "reason" in self._knobs:
            raise ValueError("a knob cannot be named 'reason'")
        self._generators = dict(generators or {})
        self._goal, self._every, self._poll = goal, every, poll
        self._tested = {name: _iso(date) for name, date in (tested or {}).items()}
        self._retest_after = retest_after
        self.step = 0
        self.stopped = False
        self.directory.mkdir(parents=True, exist_ok=True)
        self._history = History.read(self.directory)
        self._snapshots = Snapshots(self.directory / "snapshots", keep)
        self._mailbox = Mailbox(self.directory)
        self._lock = Lock(self.directory / "training.lock")
        self._record: Record | None = None
        self._file = KnobFile(self.directory / KNOBS)
        self._queue: deque[Command] = deque()
        self._begun = False  # in this process
        self._left_at: int | None = None  # the size of the log when this process let go of it
        self._looked_at = 0.0

    # ----------------------------------------------------------------------------- for the program
    def steps(self, total: int) -> Iterator[int]:
        """The numbers of the steps to do, until `total` are done or somebody asks to stop.

        After a step back the numbers go on from there. A step counts as done when the loop asks
        for the next one; a loop that is left with `break` has not done its last step.

        Raises:
            RuntimeError: another process trains in the directory.
        """
        return self._train(total, [])

    def replay(self, directory: str | os.PathLike[str]) -> Iterator[int]:
        """The steps of another run, with its edits at the steps where they were made.

        The model starts as that one did, and ends as it is now: steps that were taken back, and
        the edits on them, are left out.

        Args:
            directory: of the recorded run; not this panda's own, which must be empty.
        """
        other = Path(directory)
        if self._history.events or other.resolve() == self.directory.resolve():
            raise ValueError("a replay needs a directory of its own, without a run in it")
        history = History.read(other)
        if not history.events:
            raise ValueError(f"there is no run in {other}")
        self._restore(Snapshots(other / "snapshots").load(Place(0, 0)))
        return self._train(history.last_step(), history.schedule())

    def feeds(self) -> dict[Any, Any]:
        """placeholder -> value, of the knobs that turn placeholders."""
        knobs = self._knobs.values()
        return {knob.target: knob.value for knob in knobs if knob.kind == "placeholder"}

    def __getitem__(self, name: str) -> Any:
        """The value of a knob now."""
        return self._knobs[name].read(self.session)

    @property
    def knobs(self) -> dict[str, Any]:
        """All knobs' values now."""
        return {name: knob.read(self.session) for name, knob in self._knobs.items()}

    def report(self, value: Any = None, **values: Any) -> None:
        """Put values of this step on the curve: that of the goal first, others by name."""
        if self._record is None:
            raise RuntimeError("report() belongs into the loop over steps()")
        if value is not None:
            values[self._goal] = value
        self._record.report(self.step, self._history.branch, values)

    def set(self, *, reason: str = "", **values: Any) -> None:
        """Turn knobs before the next step.

        Raises:
            ValueError: there is no such knob, or it does not take that value.
        """
        self._queue.append(Command("set", self._checked(values), reason=reason))

    def rollback(self, step: int, *, reason: str = "", **values: Any) -> None:
        """Go back to the last snapshot at or before `step`, and turn these knobs there.

        Raises:
            ValueError: there is none, or a knob does not take that value.
        """
        self._place_before(step)
        self._queue.append(Command("rollback", self._checked(values), step, reason))

    def snapshot(self, *, reason: str = "") -> None:
        """Put the state before the next step aside, for good."""
        self._queue.append(Command("snapshot", reason=reason))

    def stop(self, *, reason: str = "") -> None:
        """End the loop after this step."""
        self._queue.append(Command("stop", reason=reason))

    def schedule(self) -> list[Edit]:
        """The edits that made the present model, in order."""
        return self._history.schedule()

    # -------------------------------------------------------------------------------- the loop
    def _train(self, total: int, schedule: list[Edit]) -> Iterator[int]:
        self._begin()
        self.stopped, how = False, "left"
        try:
            while True:
                for edit in schedule:
                    if edit.step == self.step:
                        values = {edit.knob: edit.value}
                        self._queue.append(Command("set", values, None, edit.reason, "replay"))
                self._between_steps(total)
                if self.stopped or self.step >= total:
                    how = "stop" if self.stopped else "end"
                    self._save("end")
                    break
                yield self.step
                self.step += 1
        finally:
            self._leave(how, total)

    def _between_steps(self, total: int) -> None:
        """Do what is due before the next step."""
        if self.step % self._every == 0:
            self._save("every")
        moment = time.monotonic()
        if moment >= self._looked_at + self._poll:
            self._looked_at = moment
            self._queue.extend(self._file.look(self.knobs))
            self._queue.extend(self._mailbox.take())
        if self._queue:
            turned = [self._obey(self._queue.popleft()) for _ in range(len(self._queue))]
            if any(turned):
                self._file.write(self.knobs)
            self._records.draw(force=True)
            self._write_status("training", total, force=True)
        elif moment == self._looked_at:
            self._records.draw(force=False)
            self._write_status("training", total, force=False)

    @property
    def _records(self) -> Record:
        assert self._record is not None
        return self._record

    def _event(self, kind: str, **facts: Any) -> None:
        self._records.event(kind, self.step, self._history.branch, **facts)

    def _write_status(self, state: str, total: int, *, force: bool) -> None:
        self._records.status(
            state,
            self.step,
            self._history.branch,
            force=force,
            total=total,
            knobs=self.knobs,
            retest_after=self._retest_after,
        )

    def _begin(self) -> None:
        """Take the directory and start, take up again, or go on."""
        if self._record is not None:
            raise RuntimeError("an earlier loop over steps() is not finished")
        if not self._lock.take():
            raise RuntimeError(f"another process trains in {self.directory}")
        try:
            log = self.directory / LOG
            if self._begun and log.stat().st_size != self._left_at:
                raise RuntimeError(
                    f"{self.directory} was used by another process since: make a new Panda"
                )
            self._start_record()
        except BaseException:
            if self._record is not None:
                self._record.close()
            self._record, self._begun = None, False
            self._lock.release()
            raise

    def _start_record(self) -> None:
        self._record = Record(self.directory, self._history)
        lost = self._mailbox.empty()
        if not self._begun:
            self._begun = True
            start = {name: knob.read(self.session) for name, knob in self._knobs.items()}
            if self._history.events:
                self._take_up()
            else:
                facts = {name: knob.facts() for name, knob in self._knobs.items()}
                self._event("start", format=FORMAT, goal=self._goal, knobs=facts, values=start)
                self._save("start")
            for name, date in self._tested.items():
                if self._history.tested.get(name) != date:
                    self._event("tested", knob=name, date=date)
            self._records.remind(self.step, self._history.branch, self._knobs, self._retest_after)
        if lost:
            self._event("refused", error=f"{lost} requests came while nothing was trained")
        self._file.begin(self.knobs)
        self._looked_at = 0.0

    def _take_up(self) -> None:
        """Go on where the run in the directory has its last snapshot."""
        for event in self._history.events:
            if event["event"] == "snapshot" and event["why"] != "every":
                self._snapshots.kept.add(Place(event["branch"], event["step"]))
        self._go_to(self._place_before(None), "resume")

    def _leave(self, how: str, total: int) -> None:
        """Close the files and let go of the directory."""
        record = self._records
        self._event(how)
        record.draw(force=True)
        self._write_status({"end": "done", "stop": "stopped"}.get(how, how), total, force=True)
        record.close()
        self._record = None
        self._left_at = (self.directory / LOG).stat().st_size
        for command in self._mailbox.take():
            self._mailbox.answer(command.ident, ok=False, message="the training has ended")
        self._lock.release()

    # -------------------------------------------------------------------------------- what is asked
    def _obey(self, command: Command) -> bool:
        """Carry out a command, and answer it; whether it was one that could be."""
        try:
            message = {
                "set": self._do_set,
                "rollback": self._do_rollback,
                "snapshot": self._do_snapshot,
                "stop": self._do_stop,
                "wrong": self._do_refuse,
            }[command.do](command)
        except (ValueError, OSError) as error:
            self._event("refused", asked=command.do, error=str(error), by=command.by)
            if command.by == "program":
                raise
            self._mailbox.answer(command.ident, ok=False, message=str(error))
            return False
        self._mailbox.answer(command.ident, ok=True, message=message)
        return True

    def _checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as their knobs take them."""
        checked = {}
        for name, value in values.items():
            if name not in self._knobs:
                known = ", ".join(self._knobs) or "none"
                raise ValueError(f"there is no knob {name!r:.100}; there are: {known}")
            try:
                checked[name] = self._knobs[name].check(value)
            except ValueError as error:
                raise ValueError(f"{name} stays {self[name]!r}: {error}") from None
        return checked

    def _do_set(self, command: Command) -> str:
        values, now = self._checked(command.values), self.knobs
        changed = {name: value for name, value in values.items() if value != now[name]}
        if changed:
            self._save("edit")
        for name, value in changed.items():
            self._knobs[name].turn(self.session, value)
            facts = {"knob": name, "old": now[name], "new": value}
            self._event("edit", **facts, reason=command.reason, by=command.by)
        told = [
            f"{n} is {v!r}, it was {now[n]!r}" if n in changed else f"{n} is {v!r} already"
            for n, v in values.items()
        ]
        return f"before step {self.step}: {'; '.join(told)}"

    def _do_rollback(self, command: Command) -> str:
        assert command.step is not None
        values = self._checked(command.values)
        before, place = self.step, self._place_before(command.step)
        self._snapshots.kept.add(place)
        self._go_to(place, "rollback", reason=command.reason, by=command.by)
        message = f"back from step {before} to the snapshot before step {self.step}"
        if values:
            message += "; " + self._do_set(command._replace(values=values))
        return message

    def _do_snapshot(self, command: Command) -> str:
        self._save("asked", reason=command.reason)
        return f"the state before step {self.step} is kept"

    def _do_stop(self, command: Command) -> str:
        self.stopped = True
        self._event("stop", reason=command.reason, by=command.by)
        return f"stopped before step {self.step}"

    def _do_refuse(self, command: Command) -> str:
        raise ValueError(command.reason)

    # -------------------------------------------------------------------------------- the state
    def _place_before(self, step: int | None) -> Place:
        """The last snapshot at or before a step."""
        if step is not None and step > self.step:
            raise ValueError(f"step {step} has not been reached: {self.step} steps are done")
        place = self._history.snapshot_before(step, self._snapshots.places())
        if place is None:
            raise ValueError(f"there is no snapshot at or before step {step}")
        return place

    def _save(self, why: str, **facts: Any) -> None:
        """Put the state aside; all but regular snapshots stay for good."""
        place = Place(self._history.branch, self.step)
        is_there = self._snapshots.path(place).exists()
        if is_there and (why == "every" or place in self._snapshots.kept) and not facts:
            return
        if why != "every":
            self._snapshots.kept.add(place)
        if not is_there:
            meta = {
                "step": self.step,
                "knobs": self.knobs,
                "generators": {n: state_of(g) for n, g in self._generators.items()},
            }
            try:
                self._snapshots.save(place, export_state(self.session), meta)
            except OSError as error:
                if why == "edit":
                    raise OSError(f"no snapshot can be written: {error}") from error
                warnings.warn(f"no snapshot at step {self.step}: {error}", stacklevel=4)
                return
        self._event("snapshot", why=why, **facts)

    def _restore(self, content: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Put session, knobs and generators in the state of a snapshot."""
        arrays, meta = content
        values, states = meta.get("knobs", {}), meta.get("generators", {})
        checked = self._checked({n: v for n, v in values.items() if n in self._knobs})
        missing = sorted(self._generators.keys() - states.keys())
        if missing:
            raise ValueError(f"the snapshot has no state of the generator {missing[0]!r}")
        import_state(self.session, arrays)
        for name, value in checked.items():
            if self._knobs[name].kind != "variable":
                self._knobs[name].turn(self.session, value)
        for name, generator in self._generators.items():
            set_state(generator, states[name])

    def _go_to(self, place: Place, kind: str, **facts: Any) -> None:
        """Restore a snapshot and start a branch there."""
        self._restore(self._snapshots.load(place))
        branch = max([self._history.branch, *self._history.parents]) + 1
        to = {"to": place.step, "parent": place.branch}
        before = self._history.last_step() if kind == "resume" else self.step
        self._records.event(kind, before, branch, **to, knobs=self.knobs, **facts)
        self.step = place.step


def _iso(date: Any) -> str:
    """A date, or that of the last trial in a search's log, as text."""
    if isinstance(date, (str, os.PathLike)) and Path(date).is_file():
        last = max(trial.started for trial in read_log(date).trials.values())
        return datetime.datetime.fromtimestamp(last, datetime.UTC).date().isoformat()
    text = date.isoformat() if isinstance(date, datetime.date) else str(date)
    return datetime.datetime.fromisoformat(text).date().isoformat()
