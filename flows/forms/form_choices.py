"""What the forms offer for choice: running plans, their duties and conferences, the files of the folder."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from cascade.lang.vietnamese import vn_sort_key
from cascade.org import format
from cascade.org.tree import Level
from cascade.plan.level_sittings import whole
from cascade.plan.typed.levels import keyed, told_key
from cascade.reports import secrecy
from models.changes import conference_day
from models.database import stored_settings
from models.database.ledger import Session
from models.plans import duties, plans
from models.views.plan_views import DutyRecord, PlanRecord
from settings.catalogue import PLANS
from tasks.board import prefect_names
from tasks.board.board_labels import called
from tasks.board.upcoming import action
from tasks.isolation import SWEEP, Apart

LONGEST = 90
"""Letters of a duty; more does not fit the line of the list."""
_OFFERED = "memo:lists"
_TAIL = re.compile(r"\(([^()]+)\)$")

Lists = Mapping[str, list[str]]
"""Field of a form -> what it offers."""


def lists(session: Session, apart: Apart | None = None) -> Lists:
    """All that can be chosen now, the newest plan first. An empty list is none: the field is typed.

    A plan that cannot be read is offered by its name alone, and is in nobody's way.
    """
    apart = apart or Apart(SWEEP)
    running = plans.running(session)
    found = {
        "plan": [f"{prefect_names.one_line(called(one))} ({one.code})" for one in running],
        "duty": [],
        "conference": [],
        "file": sorted(
            name for path in folder().glob("*.yaml") if (name := path.name) == prefect_names.one_line(name)
        ),
    }
    for one in running:
        with apart.plan(one.code, session):
            found["duty"] += list(_duties(session, one))
            found["conference"] += list(_conferences(session, one))
    return {field: list(dict.fromkeys(offered)) for field, offered in found.items() if offered}


def stale(session: Session, apart: Apart | None = None) -> bool:
    """Whether the forms offer something else than they should by now."""
    return stored_settings.get(session, _OFFERED) != {"digest": _digest(lists(session, apart))}


def remember(session: Session, offered: Lists) -> None:
    """That this is what the forms offer."""
    stored_settings.put(session, _OFFERED, {"digest": _digest(offered)})


def _digest(offered: Lists) -> str:
    return hashlib.sha256(repr(sorted(offered.items())).encode()).hexdigest()[:16]


def folder() -> Path:
    """The folder that ops have set aside for plans."""
    return PLANS.get().resolve()


def code_of(chosen: str) -> str:
    """ "Đồng Nai · quán triệt TW8 (dong-nai-tw8)" -> "dong-nai-tw8"; a bare code stays."""
    found = _TAIL.search(chosen)
    return found[1] if found else chosen


def key_of(chosen: str) -> str:
    """ "D6 (cơ sở) · Báo cáo · chi, đảng bộ cơ sở (dong-nai-tw8)" -> "D6/grassroots"; a key stays."""
    return keyed(chosen.partition(" · ")[0])


def _duties(session: Session, plan: PlanRecord) -> Iterator[str]:
    for duty in sorted(duties.records(session, plan.id), key=lambda duty: vn_sort_key(duty.key)):
        told = secrecy.action(_action(duty), number=f"Nhiệm vụ {duty.requirement}", secret=plan.secret)
        yield f"{told_key(duty.key).vi} · {told} · {format.level_name(Level(duty.level))} ({plan.code})"


def _action(duty: DutyRecord) -> str:
    told = prefect_names.one_line(action(duty))
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1].rstrip()}…"


def _conferences(session: Session, plan: PlanRecord) -> Iterator[str]:
    every = conference_day.listed(session, plan.id)
    turns = Counter(whole(one.conference) for one in every)
    for meeting in every:
        name = secrecy.content(prefect_names.one_line(meeting.name), plan.secret, "Hội nghị")
        # Where levels sit in turn, the first is said with its level as well: "C1" alone is all of them.
        key = whole(meeting.conference)
        key = told_key(f"{key}/{meeting.level}").vi if turns[key] > 1 else key
        yield f"{key} · {name} ({plan.code})"
