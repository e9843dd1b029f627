"""The cascade as an image: levels as rows, units as cells coloured by how they stand, dates on an axis."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from cascade.calendar.zone import day_of
from models.views.obligation_views import ObligationView

MOST = 6_000
"""Obligations of one image; a nation's has too many cells to be looked at, and too many bytes."""


def basis(rows: Sequence[ObligationView], revision: int, now: datetime) -> str:
    """Changes when the image would; working the image out costs far more than this."""
    told = [f"{row.id}:{row.shown}:{row.unit_name}" for row in rows]
    return hashlib.sha256(f"{revision} {day_of(now)} {' '.join(told)}".encode()).hexdigest()[:16]


def embedded(image: str) -> str:
    """The image inside a text: an artifact of type image would print its whole address below itself."""
    address = "data:image/svg+xml;base64," + base64.b64encode(image.encode()).decode()
    return f"![Sơ đồ]({address})"
