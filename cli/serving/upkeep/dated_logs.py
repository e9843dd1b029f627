"""Every line of our logs has its time, and no log grows for ever."""

from __future__ import annotations

import logging
import shutil
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from settings import log_lines

LARGE = 10 * 2**20
"""Bytes of one log."""
KEPT = 5
"""Older parts of it: worker.log.1 is the youngest."""


def dress(role: str = "") -> None:
    """For a process that says something by itself: all our lines from INFO on, with their time."""
    # Prefect sets up the root anew; what is ours keeps its own way out.
    _only("dondoc", log_lines.set_up(role))
    # One line for each request to a vendor would say whom we write to.
    for loud in ("httpx", "httpcore", "alembic"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def write_to(name: str, file: Path) -> None:
    """What that logger of ours says goes to a file of its own, and to no terminal."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    handler = RotatingFileHandler(file, maxBytes=LARGE, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(log_lines.LogLines())
    _only(name, handler)


def _only(name: str, handler: logging.Handler) -> None:
    logger = logging.getLogger(name)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)


def for_uvicorn() -> dict[str, Any]:
    """Its own loggers, and our way of writing."""
    from copy import deepcopy

    from uvicorn.config import LOGGING_CONFIG

    config = deepcopy(LOGGING_CONFIG)
    config["formatters"] = {key: {"()": log_lines.NAME} for key in config["formatters"]}
    return config


def rotate(log: Path, large: int = LARGE, kept: int = KEPT) -> bool:
    """Put a large log aside. Its writers hold it open and append: it is copied away and then emptied.

    What is written between the two is lost; a process that had to reopen its own output would need our code
    in Prefect's.
    """
    if not log.is_file() or log.stat().st_size < large:
        return False
    for number in range(kept - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    shutil.copy(log, log.with_name(f"{log.name}.1"))
    with log.open("r+b") as emptied:
        emptied.truncate(0)
    return True
