"""The plans that many machines run while they are killed: a province's paper, the generated nation's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import generate
from bench import ledger as houses
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.plans import plans as known
from tests.deploy.upkeep.many_machines import Machines

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@dataclass(frozen=True)
class ScalePlan:
    """What is issued, when, and how it goes on."""

    code: str = "dong-nai-tw8"
    begins: datetime = datetime(2024, 3, 4, 1, tzinfo=UTC)
    patience: float = 300.0
    """Seconds until all that is due has left."""
    letters: int = 1_500
    """So many leave at least."""

    def issue(self, machines: Machines, _: Ledger) -> None:
        """Units and paper, as the desk does it."""
        machines.desk("units", "import", str(EXAMPLES / "dong-nai.csv"))
        machines.desk("issue", str(EXAMPLES / f"{self.code}.yaml"), "--units", str(EXAMPLES / "dong-nai.csv"))

    def next_morning(self, session: Session) -> datetime:
        """A week on."""
        return clock.now(session) + timedelta(days=5)


@dataclass(frozen=True)
class NationPlan(ScalePlan):
    """34 provinces, 3,321 communes, 52,000 grassroots organisations, or a share of them."""

    share: int = 1

    def issue(self, machines: Machines, ledger: Ledger) -> None:
        """Past the desk: nobody has a file of so many units."""
        of = houses.size(self.share)
        with ledger.begin() as session:
            import_units.take_over(session, of.tree, houses.NOW)
        houses.issued(of, ledger)

    def next_morning(self, session: Session) -> datetime:
        """The next rung: most of them wake every unit at once."""
        now = clock.now(session)
        later = obligations.next_due(session, known.number(session, self.code))
        return max(later or now, now + timedelta(minutes=6))


def plans() -> list[ScalePlan]:
    """The province; the nation where it is asked for."""
    share = int(os.environ.get("SCALE_SHARE", "0"))
    if not share:
        return [ScalePlan()]
    units = sum(generate.NATION) // share
    code = generate.plan(generate.NATION).code
    return [NationPlan(code, houses.NOW, max(300.0, units / 10), units, share)]
