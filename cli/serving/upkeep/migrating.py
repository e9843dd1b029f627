"""Prefect's own tables: made or brought up to date by one process at a time, whoever starts beside."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cli.serving.processes import veil
from cli.serving.upkeep import dated_logs, patient_worker, tie

PLACE = 640_451_998
"""The number of the advisory lock, ours alone in Prefect's database."""
PAUSE = 0.5
THEN_SERVICES = "--then-services"


@asynccontextmanager
async def alone(engine: Any) -> AsyncIterator[None]:
    """For the block nobody else migrates this database.

    Asked for again and again, never waited for: an index that is built concurrently waits for whoever waits.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    async with engine.connect() as opened:
        line = await opened.execution_options(isolation_level="AUTOCOMMIT")
        while not (await line.exec_driver_sql(f"SELECT pg_try_advisory_lock({PLACE})")).scalar():
            await asyncio.sleep(PAUSE)
        try:
            yield
        finally:
            await line.exec_driver_sql(f"SELECT pg_advisory_unlock({PLACE})")


async def migrate() -> None:
    """All tables, and the kinds of blocks that the server knows."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.block_registration import run_block_auto_registration

    database = provide_database_interface()
    engine = await database.engine()
    async with alone(engine):
        await database.create_db()
        session = await database.session()
        async with session:
            await run_block_auto_registration(session=session)
    await engine.dispose()


def before_serving() -> None:
    """In every process of a Prefect server that shares its database with others."""
    from prefect.settings import get_current_settings

    url = get_current_settings().server.database.connection_url
    if url is not None and url.get_secret_value().startswith("postgresql"):
        asyncio.run(migrate())


def main() -> None:
    """Only that; or, told `--then-services`, afterwards Prefect's services until somebody stops them.

    Started before the tables were made, its triggers would stay away for good.
    """
    dated_logs.dress()
    words = tie.untie(sys.argv[1:])
    asyncio.run(migrate())
    if THEN_SERVICES in words:
        sys.exit(patient_worker.run(["server", "services", "start"]))


if __name__ == "__main__":
    os.umask(0o077)
    veil()
    main()
