"""The sums of a plan or a part of it as papers have them: level by level, each figure with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cascade.org import format
from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.model import Figure
from cascade.reports import secrecy
from cascade.reports.rollup import Counts
from documents.signed.paper_frame import units_words
from documents.signed.result_papers import SourcedFigure
from models.database.ledger import Session
from models.stats import rollups
from models.stats.duty_counts import CountedPart
from models.stats.rollups import FigureSum
from models.views.plan_views import FrozenPlan


def levels(session: Session, plan_id: int, part: CountedPart, now: datetime) -> list[tuple[Level, Counts]]:
    """How each level stands, from the top."""
    found = rollups.counts(session, plan_id, now, by="level", within=part)
    known = {Level(level): counts for level, counts in found.items()}
    return [(level, known[level]) for level in sorted(known, key=LEVEL_ORDER.__getitem__)]


def figures(session: Session, plan: FrozenPlan, part: CountedPart) -> Iterator[SourcedFigure]:
    """Of each requirement the sums of the highest level that has reported: they hold what is below."""
    by_level = rollups.figures(session, plan.id, by="level", within=part)
    for requirement in plan.plan.requirements:
        secret = secrecy.is_secret(plan.plan, requirement)
        level, sums = _highest(by_level, requirement.id)
        told_with = {figure.of for figure in requirement.figures if figure.id in sums}
        for figure in secrecy.content(requirement.figures, secret, ()):
            one = sums.get(figure.id)
            if one is not None and figure.id not in told_with:
                yield SourcedFigure(figure.label, _shown(figure, one), _source(one, level))


def _highest(
    by_level: Mapping[str, Mapping[str, Sequence[FigureSum]]], requirement: str
) -> tuple[Level, dict[str, FigureSum]]:
    for level in sorted(map(Level, by_level), key=LEVEL_ORDER.__getitem__):
        for key, sums in by_level[level.value].items():
            if key.partition("/")[0].partition("@")[0] == requirement:
                return level, {one.figure: one for one in sums}
    return Level.GRASSROOTS, {}


def _shown(figure: Figure, one: FigureSum) -> str:
    if one.of:
        return format.share(one.part, one.of)
    return format.number(one.total)


def _source(one: FigureSum, level: Level) -> str:
    return f"cộng từ báo cáo của {units_words(one.reports, level)}"
