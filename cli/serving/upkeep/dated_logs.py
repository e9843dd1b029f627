"""Every line of our logs has its time, and no log grows for ever."""

from __future__ import annotations

import logging
import shutil
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

DAY_AND_TIME = "%Y-%m-%dT%H:%M:%S%z"
"""By the machine's clock, with its distance from UTC."""
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LARGE = 10 * 2**20
"""Bytes of one log."""
KEPT = 5
"""Older parts of it: worker.log.1 is the youngest."""


def dress() -> None:
    """For a process that says something by itself: everything from INFO on, with its time."""
    logging.basicConfig(level=logging.INFO, format=FORM, datefmt=DAY_AND_TIME)
    # Prefect sets up the root anew; what is ours keeps its own way out.
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORM, DAY_AND_TIME))
    _only("dondoc", handler)
    # One line for each request to a vendor would say whom we write to.
    for loud in ("httpx", "httpcore", "alembic"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def write_to(name: str, file: Path) -> None:
    """What that logger of ours says goes to a file of its own, and to no terminal."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    handler = RotatingFileHandler(file, maxBytes=LARGE, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORM, DAY_AND_TIME))
    _only(name, handler)


def _only(name: str, handler: logging.Handler) -> None:
    logger = logging.getLogger(name)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)


def for_uvicorn() -> dict[str, Any]:
    """Its own way of writing, with the time before each line."""
    from copy import deepcopy

    from uvicorn.config import LOGGING_CONFIG

    config = deepcopy(LOGGING_CONFIG)
    for form in config["formatters"].values():
        form["fmt"] = f"%(asctime)s {form['fmt']}"
        form["datefmt"] = DAY_AND_TIME
    return config


def for_prefect() -> dict[str, str]:
    """The day as well as the hour, in whatever Prefect writes."""
    return {
        f"PREFECT_LOGGING_FORMATTERS_{form}_DATEFMT": "%Y-%m-%d %H:%M:%S" for form in ("STANDARD", "DEBUG")
    }


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
