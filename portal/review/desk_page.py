"""The list of what a unit looks after, as its page shows it: line by line, with what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request

from cascade.plan.typed.levels import told_key
from cascade.reports import report_lines, secrecy
from cascade.reports.obligation_states import ObligationState
from models.database.ledger import Session
from models.obligations import report_reading
from models.obligations.below import desk_lines, part_sums, subordinates
from models.obligations.below.desk_lines import PAGE, DeskPage, DeskWanted, DutyBelow
from models.obligations.below.desk_scope import DeskScope
from models.stats.wanted_lines import Pick
from models.views.obligation_views import ObligationView, Report
from portal.unit.entries import ListEntry, entry
from portal.web.i18n import LANGUAGES, Speech, capital
from portal.web.visit import Here

BELOW = "truc-thuoc"
LONGEST = 200
"""Letters of what is searched."""
_SHOWN_DUTY = 70
OPENING = 25
"""Lines under each heading of the page as it opens; the whole list is one press away."""
PICKS = (Pick.LATE, Pick.SUBMITTED, Pick.OPEN, Pick.RETURNED, Pick.ACCEPTED)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One duty of one unit; `seen` is the number of the report that may be accepted, 0: none."""

    number: int
    entry: ListEntry
    seen: int = 0
    said: str = ""
    """What the report says, on one line."""
    stale: bool = False
    """Whether it puts reports together that have changed since."""


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """Lines under one heading; `total` may be more than are shown."""

    key: str
    lines: tuple[DeskLine, ...]
    total: int
    full: str = ""
    """The address of the whole list; empty: this is it."""

    @property
    def has_boxes(self) -> bool:
        """Whether a box can be ticked in it."""
        return any(line.seen for line in self.lines)


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """What the address asks for; what makes no sense is not asked for."""

    wanted: DeskWanted
    page: int
    ticked: bool
    """Whether every box of the page is ticked from the start."""
    lang: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> DeskAsked:
        """As a browser sent it."""

        def number(name: str) -> int:
            text = asked.get(name, "")
            return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

        pick, words = asked.get("xem", ""), asked.get("tim", "")[:LONGEST].replace("\x00", "").strip()
        wanted = DeskWanted(Pick(pick) if pick in PICKS else None, number("nhiem-vu"), words)
        lang = asked.get("lang", "")
        page = min(max(number("trang"), 1), 100_000)
        return cls(wanted, page, bool(asked.get("chon")), lang if lang in LANGUAGES else "")

    @property
    def narrowed(self) -> bool:
        """Whether one list is asked for, and not the page as it opens."""
        return self.wanted != DeskWanted() or self.page > 1

    def address(self, here: Here, *further: str, **more: object) -> str:
        """The same list with something else asked: xem, trang, chon; or what lies behind it."""
        kept = {
            "xem": self.wanted.pick.value if self.wanted.pick else "",
            "nhiem-vu": self.wanted.duty or "",
            "tim": self.wanted.words,
            "lang": self.lang,
            **more,
        }
        query = urlencode({name: value for name, value in kept.items() if value})
        path = replace(here, suffix="").unit(BELOW, *further)
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """Everything the page says."""

    asked: DeskAsked
    groups: tuple[DeskGroup, ...]
    counts: tuple[int, int, int]
    duties: tuple[tuple[int, str], ...]
    """Row and name of each duty that may be asked for."""
    further: str
    """The address of the next page; empty: this is the last."""
    before: str
    export: str
    """The address of all of it as a file."""

    @property
    def may_accept(self) -> bool:
        """Whether a box can be ticked anywhere."""
        return any(group.has_boxes for group in self.groups)


def sheet(session: Session, unit: str, asked: DeskAsked, now: datetime, here: Here, t: Speech) -> DeskSheet:
    """The page as it opens, the late ones first, then what waits; or one list, if one is asked for."""
    scope = DeskScope.of(session, unit)
    counts = subordinates.counted(session, scope, now)
    known = desk_lines.duties_below(session, scope)
    pages = dict(_pages(session, scope, asked, now))
    lines = _lines(session, [row for page in pages.values() for row in page.rows], known, now, here, t)
    groups = tuple(
        DeskGroup(
            key,
            tuple(lines[row.id] for row in page.rows),
            page.total,
            "" if asked.narrowed or page.total <= OPENING else asked.address(here, xem=_PICK[key].value),
        )
        for key, page in pages.items()
    )
    last = asked.narrowed and asked.page * PAGE < groups[0].total
    return DeskSheet(
        asked=asked,
        groups=groups,
        counts=counts,
        duties=tuple((one.id, duty_name(one, t)) for one in known),
        further=asked.address(here, trang=asked.page + 1) if last else "",
        before=asked.address(here, trang=asked.page - 1) if asked.page > 1 else "",
        export=asked.address(here, "xuat"),
    )


_PICK = {pick.name.lower(): pick for pick in (Pick.LATE, Pick.SUBMITTED)}
"""What the page shows as it opens, under which headings."""


def _pages(session: Session, scope: DeskScope, asked: DeskAsked, now: datetime) -> list[tuple[str, DeskPage]]:
    if asked.narrowed:
        pick = asked.wanted.pick
        key = pick.name.lower() if pick and pick in _PICK.values() else "found"
        return [(key, desk_lines.page(session, scope, asked.wanted, now, asked.page))]
    return [
        (key, desk_lines.page(session, scope, DeskWanted(pick), now, size=OPENING))
        for key, pick in _PICK.items()
    ]


def _lines(
    session: Session,
    rows: Sequence[ObligationView],
    known: Sequence[DutyBelow],
    now: datetime,
    here: Here,
    t: Speech,
) -> dict[int, DeskLine]:
    waiting = [row.id for row in rows if row.state is ObligationState.SUBMITTED]
    latest = report_reading.of(session, waiting)
    stale = part_sums.stale(session, waiting)
    duties = {(one.plan_id, one.key): one for one in known}
    return {
        row.id: replace(
            _line(row, duties.get((row.plan_id, row.key)), latest.get(row.id), now, here, t),
            stale=row.id in stale and not row.secret,
        )
        for row in rows
    }


def _line(
    row: ObligationView, duty: DutyBelow | None, report: Report | None, now: datetime, here: Here, t: Speech
) -> DeskLine:
    shown = entry(row, now, here.unit(BELOW, str(row.id)), t)
    if report is None:
        return DeskLine(row.id, shown)
    figures = duty.figures if duty else ()
    said = report_lines.whole(figures, report, secret=row.secret, lang=t.lang)
    return DeskLine(row.id, shown, report.number, capital(report_lines.brief(said)))


def duty_name(duty: DutyBelow, t: Speech) -> str:
    """Plan, number and what is to be done; of a secret duty not the last."""
    key = told_key(duty.key).said(t.lang)
    action = secrecy.action(duty.action, number="", secret=duty.secret)
    return " · ".join(part for part in (duty.plan, key, report_lines.cut(action, _SHOWN_DUTY)) if part)


def asked_by(request: Request) -> DeskAsked:
    """What this request asks for."""
    return DeskAsked.of(request.query_params)
