"""PDF from SVG, where no renderer on this machine writes PDF itself (graphviz-pure does not)."""

from __future__ import annotations

import io
import logging

HELP = "install the extra `pip install 'minigraph[pdf]'`, or Graphviz"


class NoConverter(Exception):
    """The packages of the extra are not there, or could not read the picture."""


def svg_to_pdf(svg: bytes) -> bytes:
    """Converts a picture with the packages svglib and reportlab.

    Raises:
        NoConverter: they are not installed, or failed.
    """
    try:
        from reportlab.graphics import renderPDF  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from svglib.svglib import svg2rlg  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        raise NoConverter(f"PDF needs one thing more: {HELP}") from None
    logging.getLogger("svglib").setLevel(logging.ERROR)
    drawing = svg2rlg(io.BytesIO(svg))
    if drawing is None:
        raise NoConverter(f"svglib could not read the picture: {HELP}")
    result: bytes = renderPDF.drawToString(drawing, autoclose=0)
    return result
