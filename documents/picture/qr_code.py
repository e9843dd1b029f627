"""A square of dots that a telephone reads a text from."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

QUIET = 4
"""Empty dots around it, which readers ask for."""


def dots(text: str) -> list[list[bool]]:
    """Row by row, whether a dot is dark: as small as the text allows, a fifteenth of it may be unreadable."""
    from reportlab.graphics.barcode import qrencoder

    code: Any = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(qrencoder.QR8bitByte(text))
    code.make()
    many = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(many)] for row in range(many)]


def svg(text: str, label: str) -> str:
    """The picture for a page, dark on light whatever the page's colours are; `label` is what it is called."""
    rows = dots(text)
    side = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' aria-label={quoteattr(label)} shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )
