"""Gives the run of a plan that was played in a demo the dates it was played on.

Prefect stamps the start and the end of a run with the server's own clock, and draws its picture to the
scale of the time between them: a plan of 2024 played today would be drawn a finger wide. No call of the API
can change those two instants, so the demo, whose server keeps its file on the same machine, writes them
there. Nothing else does this.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings

from settings.catalogue import HOME

TRIES = 3
logger = logging.getLogger(__name__)


def server_file() -> Path | None:
    """The database of the server that a house on this machine has started; None where there is none."""
    if HOME.written() is None:
        return None
    file = HOME.get() / "prefect" / "prefect.db"
    return file if file.is_file() else None


async def backdate(file: Path, run: UUID, start: datetime, end: datetime) -> bool:
    """From when to when the run lived. False: not now; the picture is narrow until the next time."""
    for _ in range(TRIES):
        try:
            await _write(file, run, start, end)
        except Exception as error:
            # The server is writing, or is another one than we know: no reason for a demo to stop.
            logger.info("chưa ghi được ngày của lượt %s: %s", run, error)
            await asyncio.sleep(0.2)
        else:
            return True
    return False


async def _write(file: Path, run: UUID, start: datetime, end: datetime) -> None:
    # Imported here: only a demo ever needs the server's own modules.
    from prefect.server.database import provide_database_interface

    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{file}"}):
        database = provide_database_interface()
        # At once a writer: a reader that turns into one is refused without being let wait.
        async with database.session_context(begin_transaction=True, with_for_update=True) as session:
            row = await session.get(database.FlowRun, run)
            if row is not None:
                row.start_time, row.end_time = start, end
