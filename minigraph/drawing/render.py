"""Turns DOT source into an image with whatever renderer this machine has.

There is always at least one, since the wheel `graphviz-pure` is a dependency; but it may have been
left out, be of another platform, or lack a format, and a layout may take longer than anyone waits.
So renderers are tried in turn, each as a program of its own under a time limit, and what comes back
is looked at before it is believed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from typing import IO

from minigraph.drawing.pdf import NoConverter, svg_to_pdf

SIGNATURES = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF", "jpg": b"\xff\xd8"}
QUICK = ("-Gnslimit=1", "-Gnslimit1=1", "-Gmclimit=0.1", "-Gsplines=line")  # about ten times faster
DPI = 96  # of a bitmap


class RenderError(RuntimeError):
    """No renderer made the image; the message says which were tried and what helps."""


def renderers() -> list[str]:
    """The programs to try, in order: MINIGRAPH_DOT, the system's `dot`, that of graphviz-pure.

    The last is looked for beside this Python first, so that it is found in a virtual environment
    that was not activated, too.
    """
    chosen = os.environ.get("MINIGRAPH_DOT")
    beside = sysconfig.get_path("scripts")
    found = [
        (shutil.which(chosen) or chosen) if chosen else None,
        shutil.which("dot"),
        shutil.which("graphviz-pure", path=beside) or shutil.which("graphviz-pure"),
    ]
    return list(dict.fromkeys(program for program in found if program))


class LayoutTimeout(RenderError):
    """A layout took longer than anyone wants to wait; a smaller picture may do."""


def render(source: str, format: str, timeout: float = 30.0, size: int = 8000) -> bytes:
    """Draws DOT source.

    Args:
        source: the text of one graph.
        format: "png", "svg", "pdf" or "jpg".
        timeout: seconds for one attempt. A layout that takes longer, or fails, is tried once more
            with options that trade looks for speed.
        size: the longest side of a bitmap, in pixels.

    Returns:
        The bytes of the image file.

    Raises:
        LayoutTimeout: a renderer was there, and too slow.
        RenderError: no renderer made it.
    """
    failures, late = [], False
    for program in renderers():
        try:
            return _draw(program, source, format, timeout, size)
        except RenderError as error:
            late |= isinstance(error, LayoutTimeout)
            failures.append(f"{program}: {error}")
    if format == "pdf" and failures and not late:
        try:
            return svg_to_pdf(render(source, "svg", timeout))
        except NoConverter as error:
            raise RenderError(str(error)) from None
    tried = "; ".join(failures) if failures else "no renderer was found"
    raise (LayoutTimeout if late else RenderError)(
        f"no {format} image could be made ({tried}): `pip install graphviz-pure`, or install "
        "Graphviz, or name a `dot` program in the environment variable MINIGRAPH_DOT"
    )


def _draw(program: str, source: str, format: str, timeout: float, size: int) -> bytes:
    command = [program, f"-T{format}", *_limits(format, size)]
    try:
        image = _run(command, source, timeout)
    except (subprocess.TimeoutExpired, RenderError):  # Graphviz loses edges now and then
        try:
            image = _run([*command, *QUICK], source, timeout)
        except subprocess.TimeoutExpired:
            raise LayoutTimeout(f"gave no picture within {timeout:g} s") from None
    if SIGNATURES[format] not in image[:2000]:
        raise RenderError(f"what it wrote is no {format}")
    return image


def _limits(format: str, size: int) -> list[str]:
    inches = f"{size / DPI:.2f}"
    return [f"-Gsize={inches},{inches}"] if format in ("png", "jpg") else []


def _run(command: list[str], source: str, timeout: float) -> bytes:
    """Runs one renderer and gives what it wrote.

    It reads and writes files, not pipes: nothing that it starts can keep us waiting by holding a
    pipe open. It is a session of its own, so that on a timeout all of it can be ended.
    """
    with (
        tempfile.TemporaryFile() as text,
        tempfile.TemporaryFile() as image,
        tempfile.TemporaryFile() as noise,
    ):
        text.write(source.encode("utf-8", "replace"))
        text.seek(0)
        try:
            process = subprocess.Popen(
                command, stdin=text, stdout=image, stderr=noise, start_new_session=True
            )
        except OSError as error:
            raise RenderError(error.strerror or str(error)) from None
        try:
            status = process.wait(timeout)
        finally:
            if process.poll() is None:
                _end(process)
        if status != 0:
            raise RenderError(f"exit status {status}{_last_line(noise)}")
        image.seek(0)
        return image.read()


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(OSError):  # it ended just now
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(noise: IO[bytes]) -> str:
    """What a renderer complained about last; what a successful one says is of no interest."""
    noise.seek(0)
    lines = noise.read().decode("utf-8", "replace").strip().splitlines()
    return f", {lines[-1].strip()[:200]}" if lines else ""
