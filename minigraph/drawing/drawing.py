"""A drawing: the picture of a graph with its DOT source, ready to be shown or saved."""

from __future__ import annotations

import contextlib
import os
import secrets
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from minigraph.drawing.choose import choose
from minigraph.drawing.dot import to_dot
from minigraph.drawing.options import Options
from minigraph.drawing.page import first_writer, page_of
from minigraph.drawing.picture import Picture
from minigraph.drawing.render import SIGNATURES, LayoutTimeout, RenderError, render

SVG = "image/svg+xml"
SOURCES = ("dot", "gv")
PAGE = "html"
FORMATS = (*SIGNATURES, PAGE, *SOURCES)
_ALIASES = {"jpeg": "jpg"}


@dataclass
class Drawing:
    """What `tf.draw` returns.

    A notebook shows it as it is. `source` is its DOT text, `picture` the model behind it, `full`
    the same in full detail, with nothing folded, and `files` what has been written.
    """

    full: Picture
    options: Options
    files: list[str] = field(default_factory=list)
    picture: Picture = field(init=False)
    source: str = field(init=False)
    _limit: int | None = field(default=None, init=False, repr=False)  # nodes, after a timeout

    def __post_init__(self) -> None:
        """Chooses what to fold."""
        self.picture = choose(self.full, self.options)
        self.source = to_dot(self.picture, self.options)

    def save(
        self, filename: str | os.PathLike[str], format: str | Sequence[str] | None = None
    ) -> list[str]:
        """Writes the drawing to one file for each format.

        A picture whose layout takes too long is folded further, and a warning says so. Where an
        image cannot be made at all, the DOT source and a page that draws itself in a browser are
        written in its place and a warning says how to get images: a training script does not end because of its picture.

        Args:
            filename: where to. Its suffix is the format; a name without one gets PNG and SVG.
            format: one of "png", "svg", "pdf", "jpg", "dot", "gv", or several. Each takes the
                place of the filename's suffix.

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
        written = []
        for path, kind in _targets(os.fspath(filename), format):
            if kind in SOURCES:
                data = self.source.encode()
            elif kind == PAGE:
                data = self._page(stacklevel + 1)
            else:
                try:
                    data = self._image(kind, stacklevel + 1)
                except RenderError as error:
                    image, stem = path, os.path.splitext(path)[0]
                    path, page = f"{stem}.dot", f"{stem}.html"
                    message = (
                        f"{image} was not drawn; {path} and {page}, which a browser draws, were "
                        f"written in its place: {error}"
                    )
                    warnings.warn(message, RuntimeWarning, stacklevel=stacklevel)
                    data = self.source.encode()
                    _write(page, self._page_text(None).encode())
                    written.append(page)
            _write(path, data)
            written.append(path)
        written = list(dict.fromkeys(written))
        self.files += [path for path in written if path not in self.files]
        return written

    def _page(self, stacklevel: int) -> bytes:
        """The HTML file; without a renderer its browser makes the first picture as well."""
        try:
            svg = self._image("svg", stacklevel + 1, in_page=True)
        except RenderError:
            svg = None
        return self._page_text(svg).encode()

    def _page_text(self, svg: bytes | None) -> str:
        writer = first_writer(self.picture, self.options)
        writer.source()
        return page_of(self.full, self.options, self._limit, writer, svg)

    def _image(self, format: str, stacklevel: int, in_page: bool = False) -> bytes:
        """Renders; where a layout takes too long, the picture is folded further, and again."""
        before = len(self.picture.nodes)
        while True:
            source = self.source
            if in_page:
                source = first_writer(self.picture, self.options).source()
            try:
                image = render(source, format, self.options.timeout, self.options.size)
                break
            except LayoutTimeout:
                if not self._fold_further():
                    raise
        after = len(self.picture.nodes)
        if after < before:
            message = (
                f"the picture was folded from {before} to {after} nodes: its layout took longer "
                f"than timeout={self.options.timeout:g} seconds"
            )
            warnings.warn(message, RuntimeWarning, stacklevel=stacklevel)
        return image

    def _fold_further(self) -> bool:
        """A picture of at most half as many nodes; whether there is any smaller one."""
        before = limit = len(self.picture.nodes)
        while limit > 1:
            limit //= 2
            smaller = choose(self.full, self.options, limit)
            if len(smaller.nodes) < before:
                self.picture = smaller
                self.source = to_dot(smaller, self.options)
                self._limit = limit
                return True
        return False

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

    def __repr__(self) -> str:
        """How much there is to see."""
        return f"<Drawing of {len(self.picture.nodes)} nodes and {len(self.picture.edges)} edges>"


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
