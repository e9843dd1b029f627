"""All duties of a unit on one page, and the code that links a Zalo to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.reports.obligation_states import ObligationState
from models.conferences import talks
from models.contacts import address_health, zalo_link
from models.obligations import obligations
from models.obligations.below import part_sums, subordinates
from models.org import report_links
from models.plans import duties
from models.views.obligation_views import ObligationView
from portal.conference import conference_list
from portal.talk.talk_page import sheet
from portal.unit.entries import grouped
from portal.web.counter import counter_of
from portal.web.form_input import Typed
from portal.web.pages import page, speech
from portal.web.visit import Here, Visit, acting, looking

router = APIRouter()


@router.api_route("/d/{token}", methods=["GET", "HEAD"])
def show(request: Request, token: str) -> Response:
    """What the unit owes under every plan, what presses first."""
    with looking(request, token) as visit:
        here, t = Here.of(request, token), speech(request)
        rows = obligations.of_unit(visit.session, visit.caller.unit, visit.now)
        sent = [row.id for row in rows if row.state is ObligationState.SUBMITTED and not row.secret]
        stale = part_sums.stale(visit.session, sent)
        contact = visit.caller.contact_id
        own = _Links(report_links.signer(visit.session, [contact]), contact, here)
        bot = bool(counter_of(request).zalo.bot_secret)
        return page(
            request,
            "duties.html",
            caller=visit.caller,
            here=here,
            groups=grouped(rows, duties.hanging(visit.session), visit.now, t, own.duty, stale),
            conferences=conference_list.lines(visit, here),
            below=_below(visit),
            talks=[
                sheet(visit, talk, here, ("", ""))
                for talk in talks.of_unit(visit.session, visit.caller.unit, visit.now)
            ],
            failing=address_health.failing_of(visit.session, visit.caller.contact_id),
            zalo=zalo_link.zalo_of(visit.session, visit.caller.contact_id, visit.now),
            may_link_zalo=bot and not zalo_link.is_linked(visit.session, visit.caller.contact_id),
        )


@router.post("/d/{token}/dia-chi")
def mend_address(request: Request, token: str, typed: Typed) -> Response:
    """Mail to the caller's own address came back, and they say that it works again."""
    with acting(request, token) as visit:
        number, own = typed.get("which", ""), visit.caller
        if number.isascii() and number.isdigit() and len(number) < 10:
            address_health.mend_own(visit.session, own.contact_id, int(number), visit.now, own.name)
        return RedirectResponse(Here.of(request, token).unit(), 303)


@router.post("/d/{token}/zalo")
def link_zalo(request: Request, token: str, typed: Typed) -> Response:
    """A code that works once; asking again makes the earlier one useless."""
    with acting(request, token) as visit:
        code = zalo_link.new_code(visit.session, visit.caller.contact_id, visit.now)
        bot = counter_of(request).zalo.bot_name
        return page(request, "zalo.html", here=Here.of(request, token), code=code, bot=bot)


@router.api_route("/d/{token}/zalo", methods=["GET", "HEAD"])
def linked_zalo(request: Request, token: str) -> Response:
    """Which Zalo account is linked, and the button that ends it."""
    with looking(request, token) as visit:
        zalo = zalo_link.zalo_of(visit.session, visit.caller.contact_id, visit.now)
        return page(request, "zalo_linked.html", here=Here.of(request, token), zalo=zalo)


@router.post("/d/{token}/zalo/bo-lien-ket")
def end_zalo(request: Request, token: str, typed: Typed) -> Response:
    """The account that was on the page is no longer written to; this page goes on under a new link."""
    with acting(request, token) as visit:
        number, own = typed.get("which", ""), visit.caller.contact_id
        if number.isascii() and number.isdigit() and len(number) < 10:
            zalo_link.end(visit.session, own, int(number), visit.now)
        token = report_links.sign(visit.session, 0, own)
        return RedirectResponse(Here.of(request, token).unit("zalo"), 303)


@dataclass(frozen=True, slots=True)
class _Links:
    """Links to the visitor's own duties."""

    signer: report_links.Signer
    contact_id: int
    here: Here

    def duty(self, row: ObligationView) -> str:
        """To the form of one of them."""
        token = self.signer.sign(row.id, self.contact_id, within_list=True)
        return replace(self.here, token=token).duty()


def _below(visit: Visit) -> dict[str, int] | None:
    """How many below are late or wait for us; None for a unit without any below."""
    every, late, sent = subordinates.counts(visit.session, visit.caller.unit, visit.now)
    return {"late": late, "sent": sent} if every else None
