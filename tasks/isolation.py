"""Plan by plan: what goes wrong with one is kept beside its name, and the others are served all the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from cascade.lang.refusal import Refusal
from models.database.database_errors import refusal_of
from models.database.ledger import Ledger, Session
from models.reminders import hindrances
from tasks.board import prefect_names

SWEEP, POST, RUN, AUDIT = "sweep", "post", "run", "audit"
FORMS = "biểu mẫu"
"""Stands for the forms, which are no plan's and serve all."""
SEALING = "niêm phong nhật ký"
"""Stands for the log of acts, which is no plan's either."""
_MOST = 300
"""Letters of a reason."""
logger = logging.getLogger(__name__)


@dataclass
class Apart:
    """The plans that one piece of work has gone through."""

    step: str
    failed: dict[str, str] = field(default_factory=dict)
    """Code -> why."""
    served: set[str] = field(default_factory=set)
    aloud: bool = True
    """Whether the log has the whole story; at the desk one line has to do."""

    @contextmanager
    def plan(self, code: str, session: Session | None = None) -> Iterator[None]:
        """Whatever is raised inside is this plan's own trouble. A session that only looks is mended."""
        try:
            yield
        except Exception as error:
            if self.aloud:
                logger.warning("kế hoạch %s: %s", code, why(error), exc_info=error)
            self.failed.setdefault(code, why(error))
            if session is not None:
                session.rollback()
        else:
            self.served.add(code)

    def fail(self, code: str, reason: str | None) -> None:
        """It raised nothing, and went wrong."""
        self.failed.setdefault(code, prefect_names.one_line(reason or "?", _MOST))

    def settle(self, ledger: Ledger, now: datetime) -> None:
        """Write down what is in whose way, and what no longer is."""
        with ledger.read() as session:
            known = {one.plan for one in hindrances.listed(session) if one.step == self.step}
        over = (known & self.served) - set(self.failed)
        if not self.failed and not over:
            return
        with ledger.begin() as session:
            for code, reason in self.failed.items():
                hindrances.note(session, code, self.step, reason, now)
            for code in over:
                hindrances.over(session, code, self.step)

    def __str__(self) -> str:
        """ "2 kế hoạch bị vướng: a, b"; nothing where nothing went wrong."""
        names = ", ".join(sorted(self.failed))
        return f"{len(self.failed)} kế hoạch bị vướng: {names}" if self.failed else ""


@contextmanager
def watched(ledger: Ledger, step: str, code: str, now: datetime) -> Iterator[Apart]:
    """Work on one plan alone: what goes wrong is written down, and still raised."""
    apart = Apart(step)
    try:
        yield apart
    except Exception as error:
        apart.fail(code, why(error))
        raise
    else:
        apart.served.add(code)
    finally:
        apart.settle(ledger, now)


def why(error: Exception) -> str:
    """On one line, and without the values that a database puts beside its complaint."""
    refusal = error if isinstance(error, Refusal) else refusal_of(error)
    if refusal is not None:
        return prefect_names.one_line(refusal, _MOST)
    said = str(getattr(error, "orig", None) or error).strip()
    if getattr(error, "orig", None) is not None:
        said = said.partition("\n")[0]
    return prefect_names.one_line(f"{type(error).__name__}: {said}", _MOST)
