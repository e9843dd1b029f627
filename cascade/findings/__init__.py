"""What a person must see before issuing: contradictions, rest days, missing dates, missing people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cascade.duty import Finding, FixedMeeting, Meeting
from cascade.plan import Plan

if TYPE_CHECKING:
    from cascade.compile import Outline


def find(
    outline: Outline,
    *,
    fixed: Mapping[str, FixedMeeting],
    parents: Sequence[Plan] = (),
    others: Sequence[Meeting] = (),
) -> tuple[Finding, ...]:
    """All findings of a plan, the gravest first."""
    return ()
