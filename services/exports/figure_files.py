"""The figures of a plan as files: a picture as SVG or PNG, all of them as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import resvg_py

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.reports import secrecy
from cascade.reports.results import DayResult
from documents.office.figures_workbook import FiguresBook, write_figures
from documents.picture.branch_map import BranchTile, branch_map_svg
from documents.picture.progress_chart import ProgressPicture, progress_svg
from documents.picture.svg import FONT
from models.database.ledger import Session
from models.obligations import obligations
from models.org.work_calendar import load_calendar
from models.plans import plans
from services.exports import write_exports
from services.figures import plan_figures
from services.figures.plan_figures import FollowingPlan, PlanFigures


class PlanPicture(StrEnum):
    """What can be drawn of a plan."""

    PROGRESS = "progress"
    BRANCHES = "branches"
    CASCADE = "cascade"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _PICTURES[self]


_PICTURES = {
    PlanPicture.PROGRESS: Told("Tiến độ theo ngày", "Progress by day"),
    PlanPicture.BRANCHES: Told("Các đảng bộ", "The branches"),
    PlanPicture.CASCADE: Told("Sơ đồ triển khai", "The cascade"),
}
MOST_CELLS = 20_000
"""A cascade of more units is worked out for minutes, and no eye follows it."""


def drawable(found: PlanFigures) -> bool:
    """Whether its cascade is a picture that an eye can follow."""
    return found.own.counts.expected <= MOST_CELLS


def svg(session: Session, found: PlanFigures, kind: PlanPicture, now: datetime, lang: str = "vi") -> str:
    """One picture. Refusal: a cascade of very many units is drawn by nobody."""
    match kind:
        case PlanPicture.CASCADE:
            return _cascade(session, found, now, lang)
        case PlanPicture.BRANCHES:
            return branches(found, lang)
        case PlanPicture.PROGRESS:
            return progress(session, found, plan_figures.days(session, found), lang)


def branches(found: PlanFigures, lang: str = "vi") -> str:
    """The map of the plan's own branches."""
    tiles = [BranchTile(one.name, one.counts) for one in found.branches if one.counts.expected]
    return branch_map_svg(_title(found, PlanPicture.BRANCHES, lang), _standing(found, lang), tiles, lang)


def progress(session: Session, found: PlanFigures, days: Sequence[DayResult], lang: str = "vi") -> str:
    """Progress by day, of all that is counted together."""
    picture = ProgressPicture(
        _title(found, PlanPicture.PROGRESS, lang),
        days,
        found.whole.counts.expected,
        day_of(found.plan.issued_at),
        found.whole.day,
        lang,
    )
    return progress_svg(picture, load_calendar(session))


def as_png(session: Session, found: PlanFigures, kind: PlanPicture, now: datetime, lang: str = "vi") -> bytes:
    """The same for papers and slides. Refusal: as for the picture."""
    return png(svg(session, found, kind, now, lang))


def png(svg: str) -> bytes:
    """The same picture as PNG with the fonts of this machine, twice as wide: sharp on paper."""
    family = FONT.split(",")[0].strip("'")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2.0, font_family=family))


def workbook(session: Session, found: PlanFigures, now: datetime, path: Path, lang: str = "vi") -> None:
    """All numbers as an Excel file."""
    book = FiguresBook(
        title=called(found),
        sentence=found.sentence.said(lang),
        as_of=now,
        levels=found.whole.levels,
        branches=[(one.name, one.counts) for one in found.branches],
        plans=[(follower_name(one), one.counts) for one in found.followers],
        days=plan_figures.days(session, found),
        figures=found.whole.figures,
        lang=lang,
    )
    write_figures(path, book)


def called(found: PlanFigures) -> str:
    """The plan's name in titles; a secret one by its number."""
    plan = found.plan
    name = secrecy.plan_name(plan.short or plan.title, number=plan.number, code=plan.code, secret=plan.secret)
    return name[:1].upper() + name[1:]


def follower_name(one: FollowingPlan) -> str:
    """A plan that follows, with who issued it."""
    plan = one.follower.plan
    name = secrecy.plan_name(plan.short or plan.title, number=plan.number, code=plan.code, secret=plan.secret)
    return f"{plan.issuer_name}: {name}"


def _title(found: PlanFigures, kind: PlanPicture, lang: str) -> str:
    return f"{called(found)} · {kind.told.said(lang)}"


def _standing(found: PlanFigures, lang: str) -> str:
    counts = found.own.counts
    told = tell(
        "Đến ngày {day}, {pair} nhiệm vụ đã báo cáo",
        "By {day} {pair} duties have been reported on",
        day=format.told_day(found.own.day),
        pair=Told(*(format.share(counts.received, counts.expected, one) for one in ("vi", "en"))),
    )
    return told.said(lang)


def _cascade(session: Session, found: PlanFigures, now: datetime, lang: str) -> str:
    plan = found.plan
    if not drawable(found):
        what = tell(
            "có {n} nhiệm vụ, quá nhiều để vẽ thành sơ đồ",
            "it has {n} duties, too many for a drawing",
            n=format.told_number(found.own.counts.expected),
        )
        raise Refusal(plan.code, what, Told("xem các đảng bộ hoặc tiến độ", "look at branches or progress"))
    rows = obligations.rows(session, plan.id, now=now)
    drawn = write_exports.as_called(session, plans.recompile(session, plan.code), plan, now)
    return write_exports.svg(drawn, rows, now, lang)
