"""To import a module of ours changes nothing in the process that does it; the rest is called at its start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.test_house import HOUSE, SOURCES

LOOK = """
import gc, importlib, json, locale, logging, os, signal, socket, sys, threading, warnings

def log(logger):
    return [logger.level, logger.propagate, logger.disabled, *map(repr, logger.filters + logger.handlers)]

def look():
    signals = [number for number in signal.valid_signals() if isinstance(number, signal.Signals)]
    os.umask(mask := os.umask(0o077))
    return {
        "frozen objects": gc.get_freeze_count(),
        "collector": [gc.isenabled(), *gc.get_threshold(), *map(repr, gc.callbacks)],
        "root logger": log(logging.root),
        "loggers": {name: log(logging.getLogger(name)) for name in loggers},
        "warnings": [repr(one) for one in warnings.filters],
        "environment": dict(os.environ),
        "signals": {number.name: repr(signal.getsignal(number)) for number in signals},
        "hooks": [repr(one) for one in (sys.excepthook, threading.excepthook, sys.unraisablehook)],
        "streams": [repr(one) for one in (sys.stdin, sys.stdout, sys.stderr)],
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "path": list(sys.path),
        "folder and mask": [os.getcwd(), mask],
        "limits": [socket.getdefaulttimeout(), sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL)],
    }

for name in sys.argv[1].split():
    importlib.import_module(name)
loggers = sorted(logging.root.manager.loggerDict)
before = look()
for name in sys.argv[2:]:
    importlib.import_module(name)
after = look()
print(json.dumps({what: [before[what], after[what]] for what in before if before[what] != after[what]}))
"""
"""Prints what differs. What others change on being imported is theirs, so they come first."""
OTHERS = (
    "prefect prefect.task_runners prefect.client.orchestration prefect.flow_engine prefect.task_engine "
    "httpx apprise authlib.integrations.requests_client sqlalchemy fastapi uvicorn alembic.context"
)
# Alembic runs the one; the other's import is the running of it.
RUN, NOT_IMPORTED = "__main__.py", {"models.migrations.env"}


def modules() -> list[str]:
    names = [
        ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if path.name != RUN
    ]
    return [name for name in names if name not in NOT_IMPORTED]


def differences(names: list[str], others: str = OTHERS) -> dict[str, object]:
    """What importing them, in that order, has changed in a process of its own that has imported others."""
    asked = [sys.executable, "-c", LOOK, others, *names]
    answer = subprocess.run(asked, cwd=HOUSE, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, object] = json.loads(answer.stdout)
    return found


@pytest.mark.timeout(200)
def test_to_import_us_changes_nothing() -> None:
    assert len(names := modules()) > 300
    assert differences(names) == {}


MEDDLER = """
import gc, logging, os, signal, warnings
gc.freeze()
logging.getLogger("httpx").addFilter(print)
os.environ["DONDOC_HOME"] = "x"
signal.signal(signal.SIGTERM, signal.SIG_IGN)
warnings.simplefilter("ignore")
"""


@pytest.mark.timeout(200)
def test_a_module_that_changes_something_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meddler.py").write_text(MEDDLER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert set(differences(["meddler"], "logging httpx")) == {
        "frozen objects",
        "loggers",
        "environment",
        "signals",
        "warnings",
    }
