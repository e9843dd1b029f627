"""The sorts of act a requirement may ask for, and all that the rules do differently for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from cascade.lang.kept import Kept


@dataclass(frozen=True, slots=True)
class Traits:
    """What the rules want to know of a sort of act; whoever adds one opens no other rule."""

    reports: bool = False
    """It tells of other duties: its day follows theirs, and somebody must receive it."""
    answers_for_teaching: bool = False
    """A report that names nothing to tell of tells of the teaching its own units must do."""
    on_the_day: bool = False
    """It happens at its conference, on that one's day."""
    serves_a_conference: bool = False
    """It falls away with its conference."""
    waits_for_the_day: bool = False
    """Nobody is pressed for it before an invitation fixes the conference's day."""
    ready_to_invite: bool = False
    """Without a day of its own it is due when the invitations leave."""
    event: bool = False
    """It may well fall on a day off: conferences and line tests do."""
    after_a_conference: bool = False
    """It needs working days once its conference is over."""
    asked_once: bool = False
    """Two requirements that ask a unit for this by one day are one too many."""
    is_teaching: bool = False
    """A report tells of it; a special requirement for it stands inside a general one."""
    presented: bool = False
    """A programme that a conference may present must be adopted before that one sits."""
    handed_down: bool = False
    """What the plan above asks of a unit bounds what the unit asks of those below it."""
    answered_by: tuple[str, ...] = ()
    """Other sorts by which a unit may answer it in its own plan."""


_PLAIN = Traits()


class ActionKind(Kept):
    """What sort of act a requirement asks for; forms, ladders and pictures depend on it."""

    _value_: str
    traits: Traits

    HOLD = "hold", Traits(on_the_day=True, serves_a_conference=True, event=True)
    ATTEND = (
        "attend",
        Traits(on_the_day=True, serves_a_conference=True, waits_for_the_day=True, event=True),
    )
    TEACH = (
        "teach",
        Traits(after_a_conference=True, asked_once=True, is_teaching=True, handed_down=True),
    )
    REPORT = (
        "report",
        Traits(
            reports=True,
            answers_for_teaching=True,
            after_a_conference=True,
            asked_once=True,
            handed_down=True,
            answered_by=("synthesise",),
        ),
    )
    SYNTHESISE = "synthesise", Traits(reports=True, handed_down=True)
    ADOPT = "adopt", Traits(after_a_conference=True, asked_once=True, presented=True, handed_down=True)
    SUBMIT = "submit", Traits(handed_down=True)
    PREPARE = "prepare", Traits(serves_a_conference=True, ready_to_invite=True)
    LINE_TEST = "line_test", Traits(serves_a_conference=True, event=True)
    OTHER = "other"

    def __new__(cls, value: str, traits: Traits = _PLAIN) -> ActionKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.traits = traits
        return kind

    @classmethod
    def _missing_(cls, value: object) -> ActionKind | None:
        stranger = super()._missing_(value)
        if stranger is not None:
            stranger.traits = _PLAIN
        return stranger

    def answers(self, asked: ActionKind) -> bool:
        """Whether a unit that owes this does what was asked of it by that one."""
        return asked.traits.handed_down and (self is asked or self.value in asked.traits.answered_by)
