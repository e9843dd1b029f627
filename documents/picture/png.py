"""A picture of ours as PNG, for papers and slides that take no SVG."""

from __future__ import annotations

import resvg_py

from documents.picture.svg import FONT

ZOOM = 2.0
"""Sharp on paper: 1,920 pixels for the width of a page."""


def png(svg: str) -> bytes:
    """The same picture with the fonts of this machine; without any it has shapes and no words."""
    family = FONT.split(",")[0].strip("'")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, font_family=family))
