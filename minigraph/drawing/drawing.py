"""A drawing: the picture of a graph with its DOT source, ready to be shown or saved."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from minigraph.drawing.choose import choose
from minigraph.drawing.dot import to_dot
from minigraph.drawing.hubs import without_hubs
from minigraph.drawing.options import Options
from minigraph.drawing.page import first_writer, page_of
from minigraph.drawing.picture import Picture
from minigraph.drawing.render import LayoutTimeout, RenderError, render
from minigraph.drawing.saving import Image


@dataclass
class Drawing(Image):
    """What `tf.draw` returns.

    A notebook shows it as it is. `source` is its DOT text, `picture` the model behind it, `full`
    the same in full detail, with nothing folded, and `files` what has been written.
    """

    full: Picture
    options: Options
    files: list[str] = field(default_factory=list)
    picture: Picture = field(init=False)
    in_page: Picture = field(init=False, repr=False)  # with its hubs: a page can hide things
    source: str = field(init=False)
    _limit: int | None = field(default=None, init=False, repr=False)  # nodes, after a timeout

    def __post_init__(self) -> None:
        """Chooses what to fold."""
        self._show(choose(self.full, self.options))

    def _show(self, picture: Picture) -> None:
        self.in_page, self.picture = picture, without_hubs(picture)
        self.source = to_dot(self.picture, self.options)

    def _page(self, stacklevel: int) -> str:
        """The HTML page; without a renderer, the browser makes the first picture as well."""
        try:
            return self._page_with(self._image("svg", stacklevel + 1, in_page=True))
        except RenderError:
            return self._bare_page()

    def _bare_page(self) -> str:
        return self._page_with(None)

    def _page_with(self, svg: bytes | None) -> str:
        writer = first_writer(self.in_page, self.options)
        writer.source()
        return page_of(self.full, self.options, self._limit, writer, svg)

    def _image(self, format: str, stacklevel: int, in_page: bool = False) -> bytes:
        """Renders; where a layout takes too long, the picture is folded further, and again."""
        before = len(self.picture.nodes)
        while True:
            source = self.source
            if in_page:
                source = first_writer(self.in_page, self.options).source()
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
                self._show(smaller)
                self._limit = limit
                return True
        return False

    def __repr__(self) -> str:
        """How much there is to see."""
        return f"<Drawing of {len(self.picture.nodes)} nodes and {len(self.picture.edges)} edges>"
