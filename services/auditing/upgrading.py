"""Whether the ledger can be brought up to this version while other processes go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.channels import presence
from models.channels.presence import Present
from models.database import migrate
from models.database.ledger import Ledger, Session
from models.database.migrate import PendingMigration


@dataclass(frozen=True, slots=True)
class UpgradeOutlook:
    """What an upgrade would do, and to whom."""

    found: str
    """The revision the ledger is at; "" before the first."""
    ours: str
    known: bool
    """Whether this version knows the ledger's revision; if not, a newer one has written there."""
    pending: Sequence[PendingMigration]
    alive: Sequence[Present]
    """Processes that have shown themselves lately."""
    chain: Sequence[str]
    """All revisions that this version knows, in their order."""

    def breaks(self, one: Present) -> list[PendingMigration]:
        """Migrations that the process does not survive: its code is older than they can bear."""
        order = {revision: place for place, revision in enumerate(self.chain)}
        theirs = order.get(one.schema or self.found, len(order))
        return [step for step in self.pending if theirs < order.get(step.survived_from, 0)]

    @property
    def in_the_way(self) -> list[Present]:
        """Processes to stop before, and only those."""
        return [one for one in self.alive if self.breaks(one)]

    @property
    def ready(self) -> bool:
        """Whether the upgrade may be done now."""
        return self.known and not self.in_the_way


def outlook(session: Session) -> UpgradeOutlook:
    """Looks, and changes nothing."""
    found, ours, known = migrate.standing(session.connection())
    # Before the first migration there is nobody; the table that would say so is not there either.
    alive = presence.at_work(session) if found else []
    return UpgradeOutlook(found, ours, known, migrate.pending(session.connection()), alive, migrate.chain())


def upgrade(ledger: Ledger) -> UpgradeOutlook:
    """Run what is missing; hands out how it stood before.

    Refusal: a newer version has written there; or a process at work does not survive it.
    """
    with ledger.read() as session:
        before = outlook(session)
    if before.in_the_way:
        names = ", ".join(f"{one.role} {one.name}" for one in before.in_the_way)
        what = Told(f"không chạy tiếp được sau khi nâng cấp: {names}", f"do not survive the upgrade: {names}")
        raise Refusal("", what, Told("dừng các tiến trình ấy trước", "stop these processes first"))
    ledger.upgrade()
    return before
