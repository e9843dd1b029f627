"""The notices an officer may know of: searched, and one with all that came of it.

Nothing here words a notice or shows its facts: a link in one is for its reader alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from starlette.responses import Response

from cascade.calendar.zone import day_of
from cascade.notices import kinds
from cascade.notices.kinds import Channel, NoticeState, Occasion
from cascade.notices.reasons import said
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from models import outbox
from models.org import names_in_time
from models.plans import plans
from models.stats import notice_list
from models.stats.notice_list import WantedNotices, WholeNotice
from portal.office.plans.plan_list_routes import mine
from portal.office.plans.plan_sight import called
from portal.office.web.desk import Desk, reading
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = Room()
LONGEST = 200
"""Letters of what is searched."""
LARGEST = 2**31 - 1
_KINDS = {"dip": Occasion, "tinh_trang": NoticeState, "kenh": Channel}
_SHOWN_STATES = {
    NoticeState.SENT: "good",
    NoticeState.FAILED: "bad",
    NoticeState.UNKNOWN: "bad",
    NoticeState.RETRY: "wait",
    NoticeState.QUEUED: "wait",
    NoticeState.SENDING: "wait",
}


@room.page("/thong-bao", Right.LOOK)
def notice_index(request: Request) -> Response:
    """Fifty at a time, by plan, unit, occasion, state and channel."""
    asked = {name: request.query_params.get(name.replace("_", "-"), "") for name in _KINDS}
    asked = {name: value if value in set(_KINDS[name]) else "" for name, value in asked.items()}
    words = request.query_params.get("don-vi", "")[:LONGEST].replace("\x00", "").strip()
    plan_id = _number(request.query_params.get("ke-hoach", ""))
    with reading(request) as desk:
        own = mine(desk)
        wanted = WantedNotices(
            plan_id=plan_id,
            units=outbox.called(desk.session, words) if words else None,
            occasion=asked["dip"],
            state=asked["tinh_trang"],
            channel=asked["kenh"],
            before=_number(request.query_params.get("truoc", "")),
        )
        roots = desk.officer.subtrees(Right.LOOK)
        found = notice_list.sheet(desk.session, wanted, roots, [one.id for one in own], day_of(desk.now))
        return office_page(
            request,
            desk,
            "notices.html",
            lines=found.lines,
            older=found.older,
            wanted=wanted,
            words=words,
            kept={"ke_hoach": plan_id, "don_vi": words, **asked},
            plans=[(one.id, called(one)) for one in own],
            names=_plans(desk, (line.plan_id for line in found.lines)),
            choices={name: list(kind) for name, kind in _KINDS.items()},
            asked=asked,
            **_words(),
        )


@room.page("/thong-bao/{notice_id}", Right.LOOK)
def one_notice(request: Request, notice_id: Number) -> Response:
    """To whom, when, how often it was tried, why it did not arrive, and what it was about."""
    with reading(request) as desk:
        found = notice_list.whole(desk.session, notice_id)
        whole_plan = found is not None and _knows_plan(desk, found)
        if found is None or not (whole_plan or desk.may(Right.LOOK, found.line.view.unit)):
            raise TurnAway(404, "error.no_page")
        view = found.line.view
        at = day_of(view.sent_at or found.created_at)
        known = names_in_time.known(desk.session, {item.unit for item in found.items})
        return office_page(
            request,
            desk,
            "notice.html",
            whole=found,
            view=view,
            whole_plan=whole_plan,
            names=_plans(desk, (found.line.plan_id, *(item.plan_id for item in found.items))),
            items=[(item, known.on(item.unit, at)) for item in found.items],
            told_key=told_key,
            **_words(),
        )


def _knows_plan(desk: Desk, found: WholeNotice) -> bool:
    """Whether the officer may look at the committee that issued its plan, and so at all of the plan."""
    plan = None if found.line.plan_id is None else plans.numbered(desk.session, found.line.plan_id)
    return plan is not None and desk.may(Right.LOOK, plan.issuer)


def _plans(desk: Desk, numbers: Iterable[int | None]) -> dict[int, str]:
    """What the plans are called; a secret one by its number."""
    known = {one.id: one for one in plans.all_plans(desk.session)}
    return {number: called(known[number]) for number in numbers if number is not None and number in known}


def _words() -> dict[str, Any]:
    return {
        "occasion": Occasion,
        "state": NoticeState,
        "channel": Channel,
        "tones": _SHOWN_STATES,
        "address": kinds.address,
        "said": said,
    }


def _number(written: str) -> int | None:
    """A number out of the address; anything else asks for nothing."""
    if not (written.isascii() and written.isdigit() and len(written) < 11):
        return None
    return min(int(written), LARGEST) or None
