"""What every process writes to its log: one form, codes as fields, nothing that names or reaches a person.

Flow runs, too: Prefect is told to use this formatter (cli/serving/environment.py).
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from settings.catalogue import LOG_FORM

REQUEST: ContextVar[str] = ContextVar("dondoc_request", default="")
"""The number of the request that is being answered, in every line that is written meanwhile."""
RUN = "PREFECT__FLOW_RUN_ID"
"""Where Prefect tells the process of a run which run it is."""
FIELDS = (
    *("request", "run", "plan", "unit", "obligation", "notice", "channel", "occasion", "outcome", "attempt"),
    *("route", "method", "status", "ms", "count", "seconds"),
)
"""What a line may say beside its words, with `extra={…}`: codes and counts."""
OURS = ("dondoc", "cli", "flows", "models", "notifications", "portal", "services", "tasks")
_PREFECTS = {"flow_run_id": "run"}
_MASKS = (
    # A link of ours, wherever the slashes come from; what opens the office.
    (re.compile(r"(/(?:b|d|van-phong/vao)/)[^/?#\s\"'{]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(#|\?)[A-Za-z0-9_~%.=-]{24,}"), r"\1…"),
    # Whatever stands before the @ of an address with a password, or is somebody's mailbox.
    (re.compile(r"(?<=://)[^/@\s]+@"), "…@"),
    (re.compile(r"[\w.+%-]+@(?=[\w-]+(?:\.[\w-]+)+)"), "…@"),
    # Zalo's bot and its key, in an address that failed.
    (re.compile(r"(/bot)\d+(?::|%3A)[^/\s]+", re.IGNORECASE), r"\1…"),
    # Telephone numbers of this country, however they are parted.
    (re.compile(r"(?<![\w-])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![\w-])"), "…"),
    (
        re.compile(r"(?i)((?:token|secret|password|passwd|authorization|signature)[\"']?\s*[=:]\s*)\S+"),
        r"\1…",
    ),
)


class LogLines(logging.Formatter):
    """One line, or one JSON object, for each record; in text the time comes first."""

    def __init__(self, *_prefects: Any, form: str = "", role: str = "") -> None:
        super().__init__()
        self._json = (form or LOG_FORM.get()) == "json"
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """The record without what must not be read."""
        fields = {name: masked(str(value)) for name, value in self._fields(record).items()}
        words = masked(record.getMessage())
        trace = masked(self.formatException(record.exc_info)) if record.exc_info else ""
        at = datetime.fromtimestamp(record.created, UTC)
        if self._json:
            line = {"time": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
            line |= {"logger": record.name, "message": words, **fields}
            return json.dumps(line | ({"trace": trace} if trace else {}), ensure_ascii=False)
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        local = at.astimezone().isoformat(timespec="seconds")
        return "\n".join(
            filter(None, (f"{local} {record.levelname} {record.name}: {words} {told}".rstrip(), trace))
        )

    def _fields(self, record: logging.LogRecord) -> Mapping[str, object]:
        found: dict[str, object] = {"role": self._role, **numbers()}
        found |= {
            ours: getattr(record, theirs, "") for theirs, ours in _PREFECTS.items() if hasattr(record, theirs)
        }
        found |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        return {name: value for name, value in found.items() if value not in ("", None)}


NAME = f"{LogLines.__module__}.{LogLines.__qualname__}"
"""As a configuration of logging says it."""


def numbers() -> dict[str, str]:
    """Of the request that is being answered and of the run that this process is, where there are any."""
    return {"request": REQUEST.get(), "run": os.environ.get(RUN, "")}


def masked(text: str) -> str:
    """Without links that open something, secrets, and the addresses and numbers of people."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def set_up(role: str = "") -> logging.Handler:
    """For a process of ours, before it does anything: all its lines go to standard error, in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLines(role=role))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in (*OURS, "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)
    return handler


def for_prefect() -> dict[str, str]:
    """The environment in which Prefect's processes, and each run of theirs, write the same lines."""
    return {
        "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": NAME,
        "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
        "PREFECT_LOGGING_COLORS": "false",
    }
