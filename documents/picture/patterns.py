"""A pattern for each state besides its colour: on a black-and-white print they are told apart by it."""

from __future__ import annotations

from collections.abc import Collection

from cascade.reports.obligation_states import Shown
from documents.picture.svg import path, rect

SIZE = 9.0
"""The side of a tile: as large as the smallest cell, which then shows it whole."""
_WHITE, _DARK = "#ffffff", "#323f4b"
_STROKES = {
    Shown.LATE: ("M1.5,1.5 L7.5,7.5 M7.5,1.5 L1.5,7.5", _WHITE),
    Shown.RETURNED: ("M0,9 L9,0", _DARK),
    Shown.OPEN: ("M4.5,4.5 L4.6,4.5", _WHITE),
    Shown.SUBMITTED: ("M0,4.5 L9,4.5", _DARK),
    Shown.DONE_LATE: ("M0,0 L9,9", _WHITE),
    Shown.EXEMPT: ("M4.5,0 L4.5,9", "#9aa5b1"),
}
"""What is accepted stays a plain dark, what waits a plain light."""


def fill(state: Shown) -> str:
    """What a shape of that state is filled with."""
    return f"url(#s-{state})" if state in _STROKES else state.colour


def defs(states: Collection[Shown]) -> str:
    """The patterns that a picture with these states needs."""
    return "".join(_pattern(state) for state in _STROKES if state in states)


def _pattern(state: Shown) -> str:
    """A tile: the colour of the state, and its stroke."""
    way, ink = _STROKES[state]
    wide = "3" if state is Shown.OPEN else "1.6"
    stroke = path(way, ink, stroke_width=wide, stroke_linecap="round" if wide == "3" else "butt")
    opening = f'<pattern id="s-{state}" width="9" height="9" patternUnits="userSpaceOnUse">'
    return f"{opening}{rect(0, 0, SIZE, SIZE, state.colour)}{stroke}</pattern>"
