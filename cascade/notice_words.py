"""What the kinds of notices are called, for values that come as they are stored."""

from __future__ import annotations

from cascade.kinds import Channel, NoticeState, Occasion

Kind = type[Occasion] | type[NoticeState] | type[Channel]


def called(kind: Kind, stored: str, lang: str = "vi") -> str:
    """The name in "vi" or "en"; what a newer version has stored is called as it is written."""
    return kind(stored).told.said(lang) if stored in set(kind) else stored
