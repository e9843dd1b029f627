"""What can become of one attempt to send a notice, and how many attempts ended how."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cascade.lang.told import Told
from cascade.notices.kinds import NoticeState


class OutcomeKind(StrEnum):
    """The five things that can become of an attempt; whoever sends acts on nothing else."""

    ACCEPTED = "accepted"
    """The service said, in its documented words, that it has the message."""
    LATER = "later"
    """Surely not taken, and worth another try: busy, over quota, unreachable."""
    NEVER = "never"
    """Surely not taken, and never will be: bad address, opted out, refused content."""
    OURS = "ours"
    """Our own fault (credentials, settings, template): the channel stops and ops are told."""
    AMBIGUOUS = "ambiguous"
    """Perhaps taken: the answer was lost or is not the documented one."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _OUTCOMES[self]


_OUTCOMES = {
    OutcomeKind.ACCEPTED: Told("đã gửi", "sent"),
    OutcomeKind.LATER: Told("sẽ gửi lại", "to be sent again"),
    OutcomeKind.NEVER: Told("không gửi được", "failed"),
    OutcomeKind.OURS: Told("kênh lỗi", "the channel is wrong"),
    OutcomeKind.AMBIGUOUS: Told("chưa rõ", "unknown"),
}


def attempts(done: Mapping[str, int], lang: str = "vi") -> str:
    """How many attempts ended how: "đã gửi 12, sẽ gửi lại 18"; beside them what was no longer needed."""
    words = {str(kind): told for kind, told in _OUTCOMES.items()} | {
        str(state): state.told for state in NoticeState
    }
    return ", ".join(f"{words[kind].said(lang)} {count}" for kind, count in sorted(done.items()))
