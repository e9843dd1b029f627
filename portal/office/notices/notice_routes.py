"""The notices an officer may know of: searched, and one with all that came of it.

Nothing here words a notice or shows its facts: a link in one is for its reader alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.notices import kinds
from cascade.notices.kinds import Channel, NoticeState, Occasion
from cascade.notices.reasons import said
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from models import outbox
from models.messages import by_hand
from models.org import names_in_time
from models.plans import plans
from models.stats import notice_list
from models.stats.notice_list import WantedNotices, WholeNotice
from portal.office.plans.plan_list_routes import mine
from portal.office.plans.plan_sight import called, plan_names
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = Room()
LONGEST = 200
"""Letters of what is searched."""
LARGEST = 2**31 - 1
DONE = ("gui-lai", "dung")
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
            names=plan_names(desk, (line.plan_id for line in found.lines)),
            choices={name: list(kind) for name, kind in _KINDS.items()},
            asked=asked,
            **_words(),
        )


@room.page("/thong-bao/{notice_id}", Right.LOOK)
def one_notice(request: Request, notice_id: Number) -> Response:
    """To whom, when, how often it was tried, why it did not arrive, and what it was about."""
    with reading(request) as desk:
        return _page(request, desk, _found(desk, notice_id))


@room.act("/thong-bao/{notice_id}/gui-lai", Right.PRESS)
def send_once_more(request: Request, notice_id: Number, _form: Filled) -> Response:
    """It failed, or nobody knows whether it arrived: out it goes again."""
    return _decide(request, notice_id, by_hand.send_again, DONE[0])


@room.act("/thong-bao/{notice_id}/dung", Right.PRESS)
def abort_notice(request: Request, notice_id: Number, _form: Filled) -> Response:
    """It waits and shall not leave."""
    return _decide(request, notice_id, by_hand.abort, DONE[1])


def _decide(request: Request, notice_id: int, act: Callable[..., None], done: str) -> Response:
    with acting(request) as desk:
        seen = _found(desk, notice_id)
        if not seen.may(desk, Right.PRESS):
            raise TurnAway(403, "office.not_yours")
        try:
            act(desk.session, notice_id, now=desk.now, by=desk.officer.name)
        except Refusal as refusal:
            desk.session.rollback()
            return _page(request, desk, _found(desk, notice_id), refusal)
        return RedirectResponse(desk.href("thong-bao", notice_id, xong=done), 303)


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """A notice with the committee that issued its plan; None: it belongs to no plan."""

    whole: WholeNotice
    issuer: str | None

    def of_plan(self, desk: Desk, right: Right) -> bool:
        """Whether the officer has the right for all of its plan."""
        return self.issuer is not None and desk.may(right, self.issuer)

    def may(self, desk: Desk, right: Right) -> bool:
        """Whether they have it for the notice."""
        return self.of_plan(desk, right) or desk.may(right, self.whole.line.view.unit)


def _found(desk: Desk, notice_id: int) -> SeenNotice:
    """The notice, for whoever may look at its unit or at all of its plan."""
    found = notice_list.whole(desk.session, notice_id)
    if found is None:
        raise TurnAway(404, "error.no_page")
    plan = None if found.line.plan_id is None else plans.numbered(desk.session, found.line.plan_id)
    seen = SeenNotice(found, plan.issuer if plan else None)
    if not seen.may(desk, Right.LOOK):
        raise TurnAway(404, "error.no_page")
    return seen


def _page(request: Request, desk: Desk, seen: SeenNotice, refusal: Refusal | None = None) -> Response:
    found, done = seen.whole, request.query_params.get("xong", "")
    view = found.line.view
    at = day_of(view.sent_at or found.created_at)
    known = names_in_time.known(desk.session, {item.unit for item in found.items})
    return office_page(
        request,
        desk,
        "notice.html",
        422 if refusal else 200,
        whole=found,
        view=view,
        whole_plan=seen.of_plan(desk, Right.LOOK),
        names=plan_names(desk, (found.line.plan_id, *(item.plan_id for item in found.items))),
        items=[(item, known.on(item.unit, at)) for item in found.items],
        told_key=told_key,
        refusal=refusal,
        done=done if done in DONE else "",
        repeated=by_hand.REPEATED,
        may_act=seen.may(desk, Right.PRESS),
        **_words(),
    )


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
