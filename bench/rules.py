"""How fast and how small the rules are: a nation's plan compiled, a province's plan rehearsed."""

from __future__ import annotations

import resource
import subprocess
import sys

from bench import generate
from bench.measuring import median_cpu
from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.org.tree import OrgTree
from cascade.rehearsal import rehearse
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cascade.result.obligation import Cascade

CALENDAR = WorkCalendar()
MIXED = Behaviour(
    seed=1,
    shares=(
        (Habit(), 80),
        (Habit(UnitBehaviour.LATE, 3), 12),
        (Habit(UnitBehaviour.NEVER), 3),
        (Habit(UnitBehaviour.WRONG), 5),
    ),
)


class Compiling:
    """A plan on a tree of one size; each run starts with a tree of which nothing is known yet."""

    def __init__(self, sizes: tuple[int, ...], share: int = 1) -> None:
        self._tree, self._plan = generate.tree(sizes, share), generate.plan(sizes)
        self.obligations = len(self.once().obligations)

    def once(self) -> Cascade:
        """Every index is built again."""
        known = self._tree
        return cascade(self._plan, OrgTree(known.units, known.contacts, known.day, known.versions), CALENDAR)


def rehearsing() -> float:
    """CPU seconds to play a province's plan from issue to the last report."""
    known = cascade(generate.plan(generate.PROVINCE), generate.tree(generate.PROVINCE), CALENDAR)
    return median_cpu(lambda: rehearse(known, MIXED, CALENDAR))


def peak_mb() -> float:
    """The most memory a process of its own ever held while it compiled the nation."""
    told = subprocess.run([sys.executable, "-m", "bench.rules"], capture_output=True, text=True, check=True)
    return float(told.stdout)


def _hold_the_nation() -> float:
    held = cascade(generate.plan(generate.NATION), generate.tree(generate.NATION), CALENDAR)
    assert held.obligations
    # Linux counts in KiB.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(_hold_the_nation())
