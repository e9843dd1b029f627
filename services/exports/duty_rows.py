"""Every duty of every unit, read once: the table of all of them, and how the table of each duty begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from cascade.lang.vietnamese import vn_sort_key
from cascade.org.format import level_name
from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from cascade.reports.obligation_states import Shown
from cascade.result.derivation import Derivation
from documents.office.sheet_rows import Cell
from documents.office.xlsx import StatusRow
from models.database.ledger import Session
from models.obligations import obligations
from models.stats.closing_lists import ClosingSum
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan

Begun = tuple[int, tuple[Cell, ...]]
"""An obligation's id, with its branch, unit, level, state and day."""


class PlanRows:
    """The rows of a plan, branch by branch in Vietnamese order; only what each begins with is kept."""

    def __init__(self, session: Session, plan: FrozenPlan, now: datetime, lang: str) -> None:
        self._session, self._plan, self._now, self._lang = session, plan, now, lang
        found = obligations.branches(session, plan.id, now)
        self.names: Mapping[str, str] = {each.branch: each.name for each in found}
        self._begun: defaultdict[str, list[Begun]] = defaultdict(list)
        self._whole = False
        self._levels = {level.value: level_name(level, lang) for level in Level}
        self._spoken = lru_cache(1_000)(Derivation.spoken)
        self._days: dict[datetime | None, datetime | None] = {}

    def status(self) -> Iterator[StatusRow]:
        """One row each."""
        self._begun.clear()
        for branch in in_order(self.names, obligations.branch_codes(self._session, self._plan.id)):
            rows = obligations.rows(self._session, self._plan.id, now=self._now, branch=branch)
            for row in sorted(rows, key=_by_name):
                yield self._status_row(row, self.names.get(branch, branch))
        self._whole = True

    def of_duty(self, key: str) -> Sequence[Begun]:
        """The rows of one duty, in the same order."""
        if not self._whole:
            for _ in self.status():
                pass
        return self._begun[key]

    def _status_row(self, row: ObligationView, branch: str) -> StatusRow:
        level = self._levels.get(row.level) or level_name(Level(row.level), self._lang)
        due = self._days.setdefault(row.due_at, row.due_at)
        head = (branch, row.unit_name, level, row.shown.told.said(self._lang), due)
        self._begun[row.key].append((row.id, head))
        return StatusRow(
            branch=branch,
            unit=row.unit_name,
            level=row.level,
            requirement=_told_key(row.key).said(self._lang),
            action=action(row),
            # Days late stand in a column of their own.
            state=Shown.LATE if row.overdue else Shown(row.state),
            due_at=due,
            submitted_at=row.submitted_at,
            days_late=row.days_late,
            derived=self._spoken(row.derived, self._lang) if row.derived else None,
            promised=row.promised,
        )


def action(row: ObligationView | ClosingSum) -> str:
    """What the unit is asked to do; of a secret duty the number."""
    return secrecy.action(row.action, number=row.requirement, secret=row.secret)


def in_order(names: Mapping[str, str], codes: Iterable[str]) -> list[str]:
    """Branches by what they are called."""
    return sorted(codes, key=lambda code: vn_sort_key(names.get(code, code)))


_told_key = lru_cache(1_000)(told_key)


def _by_name(row: ObligationView) -> tuple[object, ...]:
    return LEVEL_ORDER[Level(row.level)], vn_sort_key(row.unit_name), row.unit, row.id
