"""Papers become a draft: read against the units in the ledger, with version 1 as the reader proposes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cascade.calendar.zone import day_of
from cascade.org.tree import OrgTree
from cascade.plan.responsible import committee_of
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import PaperReading
from documents.papers.draft.plan_questions import questions_of
from documents.papers.draft.plan_yaml import plan_yaml
from models.database.ledger import Session
from models.org import units
from models.plans import drafts
from services.drafts import papers_in
from services.drafts.card_values import HEAD, DraftText, counts_of
from services.drafts.frozen import frozen
from services.drafts.papers_in import PapersIn


def start(
    session: Session,
    handed: PapersIn,
    *,
    unit: str,
    now: datetime,
    by: str,
    lang: str = "vi",
) -> int:
    """A new draft of these papers for that committee; "": for the issuer that they name. Its number."""
    text, reading = proposed(session, handed, unit=unit, now=now, lang=lang)
    head = handed.read[0].head
    number = drafts.create(
        session,
        title=head.title or handed.read[0].paper.name,
        unit=unit or str(DraftText(text, {}).value(HEAD, "issuer") or ""),
        reading=reading,
        text=text,
        state={drafts.COUNTS: counts_of(text, {})},
        now=now,
        by=by,
    )
    papers_in.keep(session, number, handed, now)
    return number


def proposed(
    session: Session, handed: PapersIn, *, unit: str, now: datetime, lang: str = "vi"
) -> tuple[str, dict[str, Any]]:
    """The plan as the reader would write it, and the reading to be frozen."""
    read = handed.read[0]
    day = read.head.issued or day_of(now)
    names = _names(units.load_units(session, day), read, unit)
    asked = questions_of(read, names)
    text = plan_yaml(read, names, None, lang)
    return text, frozen((replace(read, questions=asked), *handed.read[1:]), asked)


def _names(tree: OrgTree, read: PaperReading, unit: str) -> UnitNames:
    """The names as the issuer means them; where nobody knows the issuer, as the drafting committee does."""
    if not len(tree):
        return UnitNames()
    names = UnitNames.seen_from(tree, read.head.issuer)
    if names.issuer is None and unit in tree:
        return UnitNames(tree, committee_of(unit, tree), None)
    return names
