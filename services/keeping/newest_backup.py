"""The newest backup, as the ledger knows it: whoever watches over backups asks here."""

from __future__ import annotations

import socket
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from models.database import clock, stored_settings
from models.database.ledger import Session

DAILY = timedelta(hours=26)
"""Older than this, a backup that is made every night has been missed."""
_MEMO = "memo:backup"


@dataclass(frozen=True, slots=True)
class NewestBackup:
    """One backup that was made, and that was put back once to see that it can be."""

    at: str
    """When, by the machine's clock; ISO, UTC."""
    file: str
    host: str
    size: int
    """Bytes."""
    rows: int
    encrypted: bool
    tried: str
    """How it was tried: "restored" into a ledger of its own, or "read" where none may be made."""

    @property
    def age(self) -> timedelta:
        """How long ago, by this machine's clock."""
        return clock.machine() - datetime.fromisoformat(self.at)

    @property
    def fresh(self) -> bool:
        """Whether last night's has been made."""
        return self.age <= DAILY

    @property
    def there(self) -> bool | None:
        """Whether its file is still in its place; None where another machine has made it."""
        return Path(self.file).is_file() if self.host == socket.gethostname() else None


def newest_backup(session: Session) -> NewestBackup | None:
    """The last one that was made of this ledger and tried; None: there was never one."""
    known = stored_settings.get(session, _MEMO)
    return NewestBackup(**known) if known else None


def remember(session: Session, made: NewestBackup) -> None:
    """A backup was made and tried."""
    stored_settings.put(session, _MEMO, asdict(made))
