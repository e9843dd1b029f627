"""What the letter that presses and the papers of results say, out of the ledger: of a plan or a part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import vn_sort_key
from cascade.org import format
from cascade.org.tree import LEVEL_ORDER, Level, OrgTree
from cascade.reports import results, secrecy
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade
from documents.office import paper_names
from documents.office.docx_data import UnitLine
from documents.office.docx_lists import MOST
from documents.signed.paper_frame import units_words
from documents.signed.pressing_letter import LateUnits
from documents.signed.result_papers import Compared, PlanResults
from models.database.ledger import Session
from models.obligations import obligations
from models.org import names_in_time
from models.plans import plans
from models.stats import closing_lists, rollups
from models.stats.closing_lists import ClosingList, ClosingSum
from models.stats.duty_counts import WHOLE, CountedPart
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan, PlanState
from services.exports import conference_sheets, plan_sums
from services.exports.duty_rows import action
from services.figures import plan_figures

FEW_REASONS = 20


def part_below(tree: OrgTree, root: str, unit: str | None, level: Level | None = None) -> CountedPart:
    """The obligations of a committee and all below it; of everybody where it is the one that issued."""
    wanted = level.value if level else None
    if unit is None or unit == root:
        return CountedPart(level=wanted)
    above = tree.above(unit)
    if above is not None and above.code == root:
        return CountedPart(level=wanted, branch=unit)
    return CountedPart(level=wanted, units=tuple(one.code for one in tree.subtree(unit)))


def late_of(
    session: Session, plan: FrozenPlan, part: CountedPart, now: datetime, to: str | None, until: date | None
) -> LateUnits:
    """Who is late in that part; `to`: the one committee that the letter goes to, else all of them."""
    listed = closing_lists.missing(session, plan.id, now, MOST, closed=False, part=part)
    counts = rollups.counts(session, plan.id, now, by="plan", within=part)
    codes = [to] if to else closing_lists.late_units(session, plan.id, now, part, MOST)
    names = names_in_time.known(session, set(codes)).all_on(names_in_time.shown_on(now, plan.closed_at))
    return LateUnits(
        _by_duty(session, listed, now),
        sum(one.many for one in listed.sums),
        counts["plan"],
        sorted((names.get(code, code) for code in codes), key=vn_sort_key),
        until,
    )


def results_of(
    session: Session, plan: FrozenPlan, drawn: Cascade, part: CountedPart, now: datetime
) -> PlanResults:
    """How it went in that part of the plan."""
    closed = plan.state is PlanState.CLOSED
    late = closing_lists.late(session, plan.id, MOST, part)
    missing = closing_lists.missing(session, plan.id, now, MOST, closed=closed, part=part)
    levels = plan_sums.levels(session, plan.id, part, now)
    before = _before(session, plan)
    compared = _compared(session, plan, before, part, now) if before and part == WHOLE else []
    came = conference_sheets.came(session, plan.id) if part == WHOLE else {}
    return PlanResults(
        as_of=now,
        said=_said(session, plan, now) if part == WHOLE else "",
        levels=levels,
        branches=_branches(session, plan, part, now),
        figures=[*plan_sums.figures(session, plan, part)],
        meetings=[f"{drawn_name}: {words}" for drawn_name, words in _held(drawn, came, now)],
        ahead=[] if closed else [*_ahead(closing_lists.ahead(session, plan.id, now, part))],
        late=_by_duty(session, late, now),
        missing=_by_duty(session, missing, now),
        late_many=sum(one.many for one in late.sums),
        missing_many=sum(one.many for one in missing.sums),
        reasons=_reasons(session, missing, now),
        before=paper_names.cited(before.plan, before.issuer_name) if before and compared else "",
        compared=compared,
    )


def _said(session: Session, plan: FrozenPlan, now: datetime) -> str:
    """ "Đến ngày 28/02/2024, 16/16 (100%) đảng bộ trực thuộc tỉnh … đã báo cáo."; figures stand below it."""
    own = plan_figures.look(session, plan, now, alone=True).own
    return results.sentence(replace(own, figures=())).vi


def _branches(
    session: Session, plan: FrozenPlan, part: CountedPart, now: datetime
) -> Sequence[tuple[str, Counts]]:
    """By branch; of one branch or less by unit, as many as paper takes."""
    whole = part.branch is None and part.units is None
    found = rollups.counts(session, plan.id, now, by="branch" if whole else "unit", within=part)
    codes = [*found][:MOST]
    names = names_in_time.known(session, set(codes)).all_on(names_in_time.shown_on(now, plan.closed_at))
    listed = [(names.get(code, code), found[code]) for code in codes]
    return sorted(listed, key=lambda one: vn_sort_key(one[0]))


def _held(drawn: Cascade, came: Mapping[str, str], now: datetime) -> Iterator[tuple[str, str]]:
    for one in drawn.meetings:
        end = one.end or one.start
        if end is not None and end <= now and not one.cancelled and one.start is not None:
            name = secrecy.content(one.conference.name, drawn.plan.secret, one.conference.id)
            there = came.get(one.conference.id)
            yield name, f"ngày {format.day(day_of(one.start))}{f'; {there}' if there else ''}"


def _ahead(sums: Sequence[ClosingSum]) -> Iterator[str]:
    """The nearest day first."""
    found: dict[tuple[datetime | None, str, str], int] = defaultdict(int)
    for one in sums:
        found[one.due_at, action(one), one.level] += one.many
    latest = datetime.max.replace(tzinfo=UTC)
    for (due, what, level), many in sorted(found.items(), key=lambda one: (one[0][0] or latest, *one[0][1:])):
        until = f"hạn {format.day(day_of(due))}" if due else "chưa có ngày"
        yield f"{what}: {until}, còn {units_words(many, Level(level))}"


def _by_duty(session: Session, listed: ClosingList, now: datetime) -> list[UnitLine]:
    """Duty by duty, the upper levels first, units by name."""
    rows = list(obligations.some(session, listed.first, now).values())
    rows.sort(
        key=lambda row: (LEVEL_ORDER[Level(row.level)], row.requirement, row.key, vn_sort_key(row.unit_name))
    )
    return [_line(row) for row in rows]


def _line(row: ObligationView) -> UnitLine:
    due = day_of(row.due_at) if row.due_at else None
    came = day_of(row.submitted_at) if row.submitted_at else None
    return UnitLine(row.unit_name, f"{action(row)} ({format.level_name(Level(row.level))})", due, came)


def _reasons(session: Session, missing: ClosingList, now: datetime) -> list[str]:
    """What late units have said of when they will be done, and why."""
    said = closing_lists.promises(session, missing.first)
    rows = obligations.some(session, [*said][:FEW_REASONS], now)
    told = []
    for number, row in rows.items():
        day, note = said[number]
        why = secrecy.content(f"{note.rstrip('.')}, " if note else "", row.secret, "")
        told.append(f"{row.unit_name}: {why}dự kiến hoàn thành ngày {format.day(day)}")
    return sorted(told, key=vn_sort_key)


def _before(session: Session, plan: FrozenPlan) -> FrozenPlan | None:
    """The last closed plan of the same issuer that is no secret."""
    closed = [
        one
        for one in plans.in_state(session, PlanState.CLOSED)
        if one.issuer == plan.issuer
        and one.id != plan.id
        and one.issued_at < plan.issued_at
        and not one.secret
    ]
    return plans.record(session, closed[0].code) if closed else None


def _compared(
    session: Session, plan: FrozenPlan, before: FrozenPlan, part: CountedPart, now: datetime
) -> list[Compared]:
    """The rates of both, and the figures that both asked for in the same words."""
    told = []
    for level, counts in plan_sums.levels(session, plan.id, part, now):
        then = dict(plan_sums.levels(session, before.id, part, now)).get(level)
        if then is not None and then.expected and counts.expected:
            name = format.level_name(level)
            pair = (_rate(counts), _rate(then))
            told.append(Compared(f"Đã báo cáo, {name}", *pair))
            if counts.received and then.received:
                on_time = [format.share(one.on_time, one.received) for one in (counts, then)]
                told.append(Compared(f"Đúng hạn, {name}", *on_time))
    old = {one.label: one for one in plan_sums.figures(session, before, part)}
    for figure in plan_sums.figures(session, plan, part):
        if figure.label in old:
            told.append(Compared(figure.label, figure.words, old[figure.label].words))
    return told


def _rate(counts: Counts) -> str:
    return format.share(counts.received, counts.expected)
