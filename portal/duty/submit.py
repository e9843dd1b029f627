"""Writes a report down once, however often the button was pressed."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from cascade.reports.obligation_states import ReportState
from models.obligations import reports
from models.views.obligation_views import Report
from portal.duty.answer import Answer
from portal.web.visit import Visit

_NUMBER = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


def new_number() -> str:
    """The number of one showing of a form: what comes back under it twice is the same report."""
    return secrets.token_urlsafe(18)


def is_number(text: str) -> bool:
    """Whether a form of ours can have carried it."""
    return _NUMBER.fullmatch(text) is not None


def twin(latest: Report | None, answer: Answer, by: str) -> Report | None:
    """The report that is already there because the button was pressed twice."""
    if latest is None or latest.state is not ReportState.SUBMITTED or latest.by != by:
        return None
    same = dict(latest.figures) == dict(answer.figures) and latest.note == answer.note
    return latest if same else None


def write(visit: Visit, answer: Answer, number: str, seen: int, early: bool) -> Report:
    """Hand the report in. Two presses that arrive at the same moment meet at the key."""
    # The content is part of the key: a browser that goes back and sends a corrected page under the same
    # number means a new report.
    content = f"{number}\x1f{sorted(answer.figures.items())}\x1f{answer.note}"
    return reports.submit(
        visit.session,
        visit.obligation_id,
        answer.figures,
        answer.note,
        now=visit.now,
        by=visit.caller.name,
        idempotency=sha256(content.encode()).hexdigest(),
        seen=seen,
        early=early,
    )
