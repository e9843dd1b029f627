"""What acts of programs have in common: who did it, who decides, which field a refusal is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from models.views.obligation_views import ObligationDetail
from portal.api.act_shapes import SentBody
from portal.api.api_frame import ClientSeat
from portal.api.problems import Problem
from portal.web.refusals import TurnAway


def named(seat: ClientSeat, body: SentBody) -> str:
    """Who the log names: the person, if one was named, and always the program."""
    try:
        person = texts.line(body.by, texts.LONGEST_NAME)
    except Wrong as wrong:
        raise Problem(422, "api.invalid", {"by": wrong}) from None
    return f"{person} ({seat.client.name})" if person else seat.client.name


def need_decider(seat: ClientSeat, found: ObligationDetail) -> None:
    """Turn away a program whose unit does not decide about the duty."""
    if not found.may_be_decided_by(seat.client.unit):
        raise TurnAway(403, "api.not_yours")


@contextmanager
def beside(places: Mapping[Told, str]) -> Iterator[None]:
    """A refusal that is about one of the fields that were sent is told beside it; nothing is written."""
    try:
        yield
    except Refusal as refusal:
        for place, field in places.items():
            if refusal.where == place:
                raise Problem(422, "api.invalid", {field: Wrong(refusal.what, refusal.todo)}) from None
        raise


def field_of(name: str) -> str:
    """Where it stands in what was sent, of a field of the form of a report."""
    for begins, place in (("f_", "figures"), ("why_", "reasons")):
        if name.startswith(begins):
            return f"{place}.{name.removeprefix(begins)}"
    return name
