"""From what the ledger hands out to what the API answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from cascade.plan.model import Figure
from cascade.reports import report_form, secrecy
from cascade.reports.rollup import Counts
from models.org.clients.client_lists import SeenUnit
from models.stats.rollups import FigureSum
from models.views.obligation_views import (
    Granted,
    ObligationDetail,
    ObligationView,
    Report,
    ReportFile,
    ReportsBelow,
)
from models.views.plan_views import DutyRecord, PlanRecord
from portal.api.api_frame import ClientSeat
from portal.api.api_shapes import (
    CountsShape,
    DutyShape,
    FigureShape,
    FigureSumShape,
    FileShape,
    GrantShape,
    ObligationShape,
    PlanShape,
    ReportShape,
    SumsShape,
    UnitShape,
    WholeObligation,
)
from portal.duty.standing import standing


def unit(one: SeenUnit) -> UnitShape:
    """A unit."""
    return UnitShape(
        code=one.code, name=one.name, level=one.level, kind=one.kind, parent=one.parent, ended=one.ended
    )


def plan(one: PlanRecord) -> PlanShape:
    """A plan; a secret one is called by its number."""
    return PlanShape(
        id=one.id,
        code=one.code,
        number=one.number,
        title=secrecy.plan_name(one.title, number=one.number, code=one.code, secret=one.secret),
        issuer=one.issuer,
        state=one.state.value,
        revision=one.revision,
        issued_at=one.issued_at,
        closed_at=one.closed_at,
        secret=one.secret,
    )


def duty(one: DutyRecord, secret: bool) -> DutyShape:
    """A duty of a plan that is secret or not."""
    secret = secret or one.secret
    return DutyShape(
        key=one.key,
        requirement=one.requirement,
        action=secrecy.action(one.action, number=one.key, secret=secret),
        kind=one.kind,
        level=one.level,
        due_at=one.due_at,
        closes_at=one.closes_at,
        secret=secret,
        figures=figures(one.figures, secret),
        collects=list(one.collects),
        depends_on=list(one.depends_on),
    )


def figures(asked: Iterable[Figure], secret: bool) -> list[FigureShape]:
    """What a report is asked for; of what is secret nothing: it goes on paper."""
    told = [
        FigureShape(id=one.id, label=one.label, kind=one.kind.value, required=one.required, of=one.of)
        for one in asked
    ]
    return secrecy.content(told, secret, [])


def obligation(row: ObligationView) -> ObligationShape:
    """A line of a list."""
    return ObligationShape(**_line(row))


def _line(row: ObligationView) -> dict[str, object]:
    return {
        "id": row.id,
        "plan": row.plan_id,
        "plan_code": row.plan,
        "duty": row.key,
        "action": secrecy.action(row.action, number=row.key, secret=row.secret),
        "kind": row.kind,
        "unit": row.unit,
        "unit_name": row.unit_name,
        "branch": row.branch,
        "level": row.level,
        "state": row.state.value,
        "due_at": row.due_at,
        "stated_due_at": row.stated_due_at,
        "extended_until": row.extended_until,
        "closes_at": row.closes_at,
        "submitted_at": row.submitted_at,
        "accepted_at": row.accepted_at,
        "late": row.late,
        "promised": row.promised,
        "secret": row.secret,
    }


def whole(seat: ClientSeat, found: ObligationDetail) -> WholeObligation:
    """One duty of one unit with all that may be told of it."""
    row = found.row
    stands = standing(row, seat.now, closed=found.closed, waits_for=found.waits_for)
    waits = found.latest is not None and stands.key == "state.submitted"
    return WholeObligation(
        **_line(row),
        figures=figures(report_form.asked(found.figures), row.secret),
        note=report_form.note_label(found.figures, row.secret).vi,
        in_words=report_form.in_words(found.figures, row.secret),
        may_report=stands.may_report,
        may_decide=waits and found.may_be_decided_by(seat.client.unit),
        unmet=[one.kind.value for one in found.unmet],
        seen=found.latest.number if found.latest else 0,
        reports=[report(one, row.secret) for one in found.reports],
        granted=[_granted(one, row.secret) for one in found.granted],
        below=_below(found.reports_below, row.secret),
    )


def report(one: Report, secret: bool) -> ReportShape:
    """A report; of a secret duty that it came, and when."""
    return ReportShape(
        number=one.number,
        receipt=one.receipt,
        state=one.state.value,
        at=one.at,
        by=one.by,
        late=one.late,
        early=bool(one.early),
        confirmed=secrecy.content([question.key for question in one.confirmed], secret, []),
        figures=secrecy.content(dict(one.figures), secret, {}),
        note=secrecy.content(one.note, secret, ""),
        files=secrecy.content([file(kept) for kept in one.files], secret, []),
        reason=secrecy.content(one.reason, secret, None),
        decided_at=one.decided_at,
        decided_by=one.decided_by,
    )


def file(one: ReportFile) -> FileShape:
    """A file of a report."""
    return FileShape(digest=one.digest, name=one.name, kind=one.kind, size=one.size)


def _granted(one: Granted, secret: bool) -> GrantShape:
    return GrantShape(kind=one.kind, at=one.at, until=one.until, why=secrecy.content(one.why, secret, ""))


def _below(one: ReportsBelow | None, secret: bool) -> SumsShape | None:
    if one is None or secret:
        return None
    return SumsShape(expected=one.expected, received=one.received, sums=dict(one.sums))


def counts(one: Counts) -> CountsShape:
    """Sums of obligations."""
    return CountsShape(**asdict(one))


def sums(by_duty: Mapping[str, Iterable[FigureSum]]) -> list[FigureSumShape]:
    """Sums of figures."""
    return [FigureSumShape(duty=key, **asdict(one)) for key, found in by_duty.items() for one in found]
