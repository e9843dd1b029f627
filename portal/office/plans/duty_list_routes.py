"""The duties of a plan's units in one long list, and what is done to several of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.format import told_level
from cascade.org.office_roles import Right
from cascade.org.tree import Level
from cascade.plan.typed.levels import told_key
from cascade.reports import report_lines
from cascade.reports.obligation_states import ObligationState
from cascade.reports.report_lines import ReportLine
from models.obligations import obligations, report_reading
from models.plans import duties
from models.stats import branch_standing, plan_list
from models.stats.wanted_lines import PAGE, ListOrder, ListPlace, Pick, Wanted
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanRecord
from portal.office.plans.plan_sight import called, plan_of
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.answers.below import accept_many as accepting
from services.answers.below.accept_many import AcceptedMany

room = Room()
LONGEST = 200
"""Letters of what is searched."""
MOST_AT_ONCE = PAGE
_NOTHING = Refusal(
    Told("Báo cáo", "Reports"),
    Told("chưa chọn báo cáo nào", "no report is chosen"),
    Told("đánh dấu các báo cáo cần tiếp nhận", "tick those to accept"),
)


@dataclass(frozen=True, slots=True)
class PickedReport:
    """A report among several that are to be accepted."""

    row: ObligationView
    number: int
    lines: Sequence[ReportLine]


@room.page("/ke-hoach/{plan_id}/nhiem-vu", Right.LOOK)
def duty_list(request: Request, plan_id: Number) -> Response:
    """Filtered, searched, in an order, fifty at a time."""
    with reading(request) as desk:
        return _list_page(request, desk, plan_of(desk, plan_id))


@room.act("/ke-hoach/{plan_id}/nhiem-vu", Right.PRESS)
def accept_many(request: Request, plan_id: Number, form: Filled) -> Response:
    """First the reports that were ticked are shown; then each that can be is accepted, or all or none."""
    together = form.get("how") != "each"
    with acting(request) as desk:
        plan, chosen = plan_of(desk, plan_id), _chosen(form)
        try:
            _refuse_strangers(desk, plan, chosen)
        except Refusal as refusal:
            return _list_page(request, desk, plan, 422, refusal)
        if not form.get("sure"):
            return _show_chosen(request, desk, plan, chosen)
        done = accepting.accept_many(
            desk.session, chosen, together=together, office=None, now=desk.now, by=desk.officer.name
        )
        if done.left:
            return _list_page(request, desk, plan, 422 if together else 200, done=done)
    return RedirectResponse(
        desk.href("ke-hoach", plan_id, "nhiem-vu", tinh_trang=Pick.SUBMITTED.value, da_nhan=len(chosen)), 303
    )


def _show_chosen(request: Request, desk: Desk, plan: PlanRecord, chosen: Mapping[int, int]) -> Response:
    """What the reports say, before anything is accepted; those that cannot be are named with the reason."""
    found = accepting.look(desk.session, chosen, desk.now)
    if not found.ready:
        return _list_page(request, desk, plan, 422, done=AcceptedMany((), found.left))
    figures = {one.key: one.figures for one in duties.records(desk.session, plan.id)}
    picked = []
    for number in found.ready:
        row, report = found.rows[number], found.held.latest[number]
        asked = figures.get(row.key, ())
        lines = report_lines.whole(asked, report, secret=row.secret, lang=desk.officer.lang)
        picked.append(PickedReport(row, report.number, lines))
    return office_page(
        request, desk, "accept_many.html", plan=plan, name=called(plan), picked=picked, left=found.left
    )


def _chosen(form: OfficeForm) -> dict[int, int]:
    """Duty -> number of the report that was seen, of each box that is ticked; nonsense is none."""
    found = {}
    for value in form.all("pick")[:MOST_AT_ONCE]:
        number, _, seen = value.partition(":")
        if number.isascii() and seen.isascii() and number.isdigit() and seen.isdigit():
            found[int(number[:9])] = int(seen[:9])
    return found


def _refuse_strangers(desk: Desk, plan: PlanRecord, chosen: Mapping[int, int]) -> None:
    """Refusal: nothing is chosen, or something that is not of this plan."""
    rows = obligations.some(desk.session, list(chosen), desk.now)
    if not chosen or any(number not in rows or rows[number].plan_id != plan.id for number in chosen):
        raise _NOTHING


def _list_page(
    request: Request,
    desk: Desk,
    plan: PlanRecord,
    status: int = 200,
    refusal: Refusal | None = None,
    done: AcceptedMany | None = None,
) -> Response:
    asked = request.query_params
    wanted = wanted_of(asked)
    after = _place(asked.get("tu", ""), wanted.order)
    page = plan_list.page(desk.session, plan.id, wanted, desk.now, after)
    known = obligations.some(desk.session, page.numbers, desk.now)
    rows = [known[number] for number in page.numbers]
    waiting = [row.id for row in rows if row.state is ObligationState.SUBMITTED]
    latest = report_reading.of(desk.session, waiting)
    kept = {name: value for name, value in _query(wanted).items() if value}
    return office_page(
        request,
        desk,
        "duties.html",
        status,
        plan=plan,
        name=called(plan),
        wanted=wanted,
        rows=rows,
        seen={number: report.number for number, report in latest.items()},
        more=_written(page.more) if page.more else "",
        first=after is None,
        kept=kept,
        branches=branch_standing.names(desk.session, plan.id, desk.now),
        duties=duties.records(desk.session, plan.id),
        levels=[(level.value, told_level(level)) for level in Level],
        picks=list(Pick),
        orders=list(ListOrder),
        told_key=told_key,
        may_press=desk.may(Right.PRESS, plan.issuer),
        refusal=refusal,
        done=done,
        accepted=asked.get("da-nhan", "") if asked.get("da-nhan", "").isdigit() else "",
    )


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What the address asks for; what makes no sense is not asked for."""

    def said(name: str) -> str:
        return asked.get(name, "")[:LONGEST].replace("\x00", "").strip()

    pick, order, under = said("tinh-trang"), said("xep"), said("duoi")
    return Wanted(
        branch=said("nhanh"),
        level=said("cap"),
        duty=said("nhiem-vu"),
        pick=Pick(pick) if pick in set(Pick) else None,
        words=said("tim"),
        units=(under,) if under else None,
        order=ListOrder(order) if order in set(ListOrder) else ListOrder.DEADLINE,
    )


def _query(wanted: Wanted) -> dict[str, str]:
    """The choice as the address has it, for links to other pages of the same list."""
    return {
        "nhanh": wanted.branch,
        "cap": wanted.level,
        "nhiem_vu": wanted.duty,
        "tinh_trang": wanted.pick.value if wanted.pick else "",
        "tim": wanted.words,
        "xep": "" if wanted.order is ListOrder.DEADLINE else wanted.order.value,
        "duoi": wanted.units[0] if wanted.units else "",
    }


def _place(written: str, order: ListOrder) -> ListPlace | None:
    rank, _, rest = written[:LONGEST].partition("|")
    key, _, number = rest.rpartition("|")
    if not (rank.isascii() and rank.isdigit() and number.isascii() and number.isdigit()):
        return None
    if order is not ListOrder.UNIT and not _instant(key):
        return None
    return ListPlace(int(rank[:3]), key.replace("\x00", ""), int(number[:9]))


def _instant(key: str) -> bool:
    try:
        return datetime.fromisoformat(key).tzinfo is not None
    except ValueError:
        return False


def _written(place: ListPlace) -> str:
    return f"{place.rank}|{place.key}|{place.number}"
