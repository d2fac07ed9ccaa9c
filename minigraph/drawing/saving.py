"""Saving: files of each format, and what a notebook shows, of anything that has DOT source."""

from __future__ import annotations

import contextlib
import os
import secrets
import warnings
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from minigraph.drawing.render import SIGNATURES, RenderError

SVG = "image/svg+xml"
SOURCES = ("dot", "gv")
PAGE = "html"
FORMATS = (*SIGNATURES, PAGE, *SOURCES)
_ALIASES = {"jpeg": "jpg"}


class Image(ABC):
    """A picture that can be saved; what it shows is its subclass's."""

    source: str
    files: list[str]

    @abstractmethod
    def _image(self, format: str, stacklevel: int) -> bytes:
        """The picture in a format, or RenderError."""

    @abstractmethod
    def _page(self, stacklevel: int) -> str:
        """The HTML page, with a picture in it if there is a renderer."""

    @abstractmethod
    def _bare_page(self) -> str:
        """The HTML page where no renderer is."""

    def save(
        self, filename: str | os.PathLike[str], format: str | Sequence[str] | None = None
    ) -> list[str]:
        """Writes the drawing to one file for each format.

        A picture whose layout takes too long is folded further, and a warning says so. Where an
        image cannot be made at all, the DOT source and an HTML page are written in its place and a
        warning says how to get images: a training script does not end because of its picture.

        Args:
            filename: where to. Its suffix is the format; a name without one gets PNG and SVG.
            format: one of "png", "svg", "pdf", "jpg", "html", "dot", "gv", or several. Each takes
                the place of the filename's suffix.

        Returns:
            The names of the files that were written.

        Raises:
            ValueError: a format is not one of these.
        """
        return self._save(filename, format, stacklevel=3)

    def _save(
        self,
        filename: str | os.PathLike[str],
        format: str | Sequence[str] | None,
        stacklevel: int,
    ) -> list[str]:
        """As `save`; the warning names the line that many calls up, which is the user's."""
        written: list[str] = []
        extra: list[str] = []  # pages beside the sources that stand in for images
        for path, kind in _targets(os.fspath(filename), format):
            if kind in SOURCES:
                data = self.source.encode()
            elif kind == PAGE:
                data = self._page(stacklevel + 1).encode()
            else:
                try:
                    data = self._image(kind, stacklevel + 1)
                except RenderError as error:
                    stem = os.path.splitext(path)[0]
                    page = f"{stem}.html"
                    message = (
                        f"{path} was not drawn; {stem}.dot was written in its place, and {page}, "
                        f"which a browser can show: {error}"
                    )
                    warnings.warn(message, RuntimeWarning, stacklevel=stacklevel)
                    path, data = f"{stem}.dot", self.source.encode()
                    _write(page, self._bare_page().encode())
                    extra.append(page)
            _write(path, data)
            written.append(path)
        written = list(dict.fromkeys([*written, *extra]))
        self.files += [path for path in written if path not in self.files]
        return written

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """The drawing in a notebook: SVG, and text where that cannot be shown or made."""
        bundle = {"text/plain": repr(self)}
        wanted = include is None or SVG in include
        if wanted and SVG not in (exclude or ()):
            image = self._repr_svg_(stacklevel=3)
            bundle |= {} if image is None else {SVG: image}
        return bundle

    def _repr_svg_(self, stacklevel: int = 2) -> str | None:
        """The drawing as SVG; without a renderer, None and a warning."""
        try:
            return self._image("svg", stacklevel + 1).decode()
        except RenderError as error:
            message = f"the drawing cannot be shown: {error}"
            warnings.warn(message, RuntimeWarning, stacklevel=stacklevel)
            return None


def _targets(filename: str, format: str | Sequence[str] | None) -> list[tuple[str, str]]:
    """The files to write, each with its format."""
    stem, suffix = os.path.splitext(filename)
    if format is None:
        if suffix:
            return [(filename, _known(suffix[1:]))]
        format = ("png", "svg")
    if suffix[1:].lower() not in (*FORMATS, *_ALIASES):
        stem = filename  # "model.v2" has no suffix that could give way to a format
    formats = [format] if isinstance(format, str) else format
    return [(f"{stem}.{one}", _known(one)) for one in formats]


def _known(format: str) -> str:
    """The format's own name, or ValueError."""
    name = _ALIASES.get(format.lower(), format.lower())
    if name not in FORMATS:
        raise ValueError(f"cannot draw the format '{format}': choose from {', '.join(FORMATS)}")
    return name


def _write(path: str, data: bytes) -> None:
    """Puts a file in place whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    temporary = os.path.join(folder, f".{secrets.token_hex(8)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
