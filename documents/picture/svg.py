"""The few shapes our pictures are made of, as SVG text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

FONT = "'Noto Sans','Be Vietnam Pro','Segoe UI',Roboto,'DejaVu Sans',sans-serif"


def number(value: float) -> str:
    """At most one decimal: a picture of a province has thousands of coordinates."""
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, fill: str, **more: str | float) -> str:
    title = str(more.pop("title", ""))
    inside = f"><title>{escape(title)}</title></rect>" if title else "/>"
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} fill="{fill}"{_attributes(more)}{inside}'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, **more: str | float) -> str:
    place = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {place} stroke="{stroke}"{_attributes(more)}/>'


def text(x: float, y: float, words: str, size: float = 12, fill: str = "#1f2933", **more: str | float) -> str:
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
    return f"<text {place}{_attributes(more)}>{escape(words, quote=False)}</text>"


def circle(x: float, y: float, radius: float, fill: str, **more: str | float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {place} fill="{fill}"{_attributes(more)}/>'


def path(way: str, stroke: str, **more: str | float) -> str:
    return f'<path d="{way}" fill="none" stroke="{stroke}"{_attributes(more)}/>'


def use(shape: str, x: float, y: float, fill: str, title: str = "") -> str:
    """One more of a shape that is drawn a thousand times."""
    place = f'href="#{shape}" x="{number(x)}" y="{number(y)}"'
    inside = f"><title>{escape(title, quote=False)}</title></use>" if title else "/>"
    return f'<use {place} fill="{fill}"{inside}'


def polygon(points: Iterable[tuple[float, float]], fill: str) -> str:
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polygon points="{corners}" fill="{fill}"/>'


def width_of(words: str, size: float) -> float:
    """About how wide words are: enough to cut them before they run into each other."""
    return (
        sum(0.3 if letter in " .,:;il|·/()1" else 0.66 if letter.isupper() else 0.56 for letter in words)
        * size
    )


def cut(words: str, room: float, size: float) -> str:
    """The words, or as many letters as fit and a sign that there were more."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def to_stand_in_a_page(svg: str) -> str:
    """To stand in a page: it may shrink with the window, so its own size in pixels goes."""
    return re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)


def _attributes(more: dict[str, str | float]) -> str:
    found = ""
    for name, value in more.items():
        shown = number(value) if isinstance(value, float) else escape(str(value))
        found += f' {name.rstrip("_").replace("_", "-")}="{shown}"'
    return found
