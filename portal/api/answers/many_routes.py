"""Many reports, or acceptances, in one call: each is done or explained; all or none, where that is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, said
from models.obligations import obligations
from models.obligations.below import desk_lines
from models.org.clients import client_lists
from models.views.client_views import Scope
from portal.api import problems
from portal.api.act_frame import named
from portal.api.answers import report_acts
from portal.api.answers.many_shapes import (
    ManyAcceptances,
    ManyOutcomes,
    ManyReports,
    OneOutcome,
    OneReport,
)
from portal.api.api_frame import ApiRoom, ClientSeat, acting
from portal.api.done_once import once
from portal.api.problems import FieldFault, Problem
from portal.web.error_pages import problem
from portal.web.pages import speech
from services.answers.below import accept_many

room = ApiRoom("many at once")
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LeftOne:
    """One that is not done."""

    key: str
    """Of the sentence that says why."""
    why: Refusal | Telling | None = None
    """What says it better."""
    faults: Mapping[str, Wrong] = field(default_factory=dict)


@room.act("/reports", ManyOutcomes, Scope.REPORT, most=MOST_BYTES)
def submit_reports(request: Request, body: ManyReports) -> Response:
    """Hand in the reports of many units. With `together` one that is wrong leaves nothing written (422)."""

    def act(seat: ClientSeat) -> Iterator[tuple[int, OneOutcome | LeftOne]]:
        by, theirs = named(seat, body), _theirs(seat, [one.obligation for one in body.reports])
        # In one order for everybody: two tables that meet never wait for each other.
        for place in sorted(range(len(body.reports)), key=lambda one: body.reports[one].obligation):
            one = body.reports[place]
            there = one.obligation in theirs
            yield place, _written(seat, one, by) if there else LeftOne("api.not_there")

    numbers = [one.obligation for one in body.reports]
    return _all(request, act, numbers, together=body.together)


@room.act("/acceptances", ManyOutcomes, Scope.DECIDE)
def accept_reports(request: Request, body: ManyAcceptances) -> Response:
    """Take in many reports that were read; one that has changed since is left and explained."""

    def act(seat: ClientSeat) -> Iterator[tuple[int, OneOutcome | LeftOne]]:
        chosen = {one.obligation: one.number for one in body.reports}
        theirs = _theirs(seat, list(chosen))
        decided = theirs & desk_lines.decided_by(seat.session, seat.client.unit, sorted(theirs))
        done = accept_many.accept_many(
            seat.session,
            {number: chosen[number] for number in decided},
            together=False,
            office=seat.client.unit,
            now=seat.now,
            by=named(seat, body),
        )
        left = {one.row.id: one.why for one in done.left}
        for place, one in enumerate(body.reports):
            if one.obligation not in decided:
                key = "api.not_yours" if one.obligation in theirs else "api.not_there"
                yield place, LeftOne(key)
            elif chosen[one.obligation] != one.number:
                yield place, LeftOne("api.twice")
            elif one.obligation in left:
                yield place, LeftOne("api.changed", left[one.obligation])
            else:
                yield place, OneOutcome(obligation=one.obligation, done=True, number=one.number)

    numbers = [one.obligation for one in body.reports]
    return _all(request, act, numbers, together=body.together)


def _theirs(seat: ClientSeat, numbers: Sequence[int]) -> set[int]:
    """Those that units of the key owe."""
    owners = obligations.owners(seat.session, numbers)
    mine = client_lists.among(seat.session, seat.client.unit, set(owners.values()), seat.today)
    return {number for number, unit in owners.items() if unit in mine}


def _written(seat: ClientSeat, one: OneReport, by: str) -> OneOutcome | LeftOne:
    try:
        # What is refused halfway leaves nothing behind.
        with seat.session.begin_nested():
            report = report_acts.write(seat, one.obligation, one, one.seen, by)
    except Problem as wrong:
        return LeftOne(wrong.key, faults=wrong.faults)
    except Refusal as refusal:
        return LeftOne(problems.refused_as(refusal)[1], refusal)
    return OneOutcome(obligation=one.obligation, done=True, number=report.number, receipt=report.receipt)


class _NoneDone(Exception):
    """All or none was wanted, and it is none: the transaction ends with nothing written."""


def _all(
    request: Request,
    act: Callable[[ClientSeat], Iterator[tuple[int, OneOutcome | LeftOne]]],
    numbers: Sequence[int],
    *,
    together: bool,
) -> Response:
    found: dict[int, OneOutcome | LeftOne] = {}

    def do(seat: ClientSeat) -> ManyOutcomes:
        found.clear()
        found.update(act(seat))
        left = sum(isinstance(one, LeftOne) for one in found.values())
        if together and left:
            raise _NoneDone
        items = [_told(request, numbers[place], found[place]) for place in range(len(numbers))]
        return ManyOutcomes(done=len(items) - left, left=left, items=items)

    try:
        with acting(request) as seat:
            return once(request, seat, ManyOutcomes, lambda: do(seat))
    except _NoneDone:
        return _none_done(request, found)


def _told(request: Request, number: int, one: OneOutcome | LeftOne) -> OneOutcome:
    if isinstance(one, OneOutcome):
        return one
    t = speech(request)
    return OneOutcome(
        obligation=number,
        done=False,
        code=one.key.rpartition(".")[2],
        detail=_why(request, one),
        errors=[FieldFault(field=name, detail=wrong.told.said(t.lang)) for name, wrong in one.faults.items()],
    )


def _why(request: Request, one: LeftOne) -> str:
    t = speech(request)
    if isinstance(one.why, Refusal):
        return one.why.said(t.lang)
    return said(one.why, t.lang) if one.why is not None else t(one.key)


def _none_done(request: Request, found: dict[int, OneOutcome | LeftOne]) -> Response:
    t, faults = speech(request), list[tuple[str, str]]()
    for place in sorted(found):
        one = found[place]
        if isinstance(one, LeftOne):
            here = f"reports.{place}"
            faults += [(f"{here}.{name}", wrong.told.said(t.lang)) for name, wrong in one.faults.items()]
            faults += [] if one.faults else [(here, _why(request, one))]
    return problem(request, 422, "api.none_done", t("api.none_done"), faults)
