"""Words that somebody marked in the text of a paper, read by the same grammar as the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from cascade.plan.responsible import committee_of
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.plan_requirements import kind_of
from documents.papers.facts.actions import action_of
from documents.papers.facts.head import head_of
from documents.papers.facts.read_deadlines import Deadline
from documents.papers.facts.recipients import addressee_of
from documents.papers.layout.block import Block, Paper
from documents.papers.layout.blocks import paper_of
from documents.papers.owners.owners import Owners
from documents.papers.times.grammar import phrases_in
from documents.papers.times.reading import stated_time
from documents.papers.times.time_tokens import tokens_of
from documents.papers.times.years import IssueDay, Years
from models.database.ledger import Session
from models.org import units
from models.plans import drafts
from services.drafts.card_values import HEAD, DraftText, issued_of
from services.drafts.edits import Choice, Marked, Typed
from services.drafts.frozen import FrozenReading

_LONGEST = 240


def read_marked(session: Session, number: int, marked: Marked, *, now: datetime) -> Mapping[str, Typed]:
    """The fields of a new requirement as these words give them. Refusal: there are no such words."""
    last = drafts.version(session, number, drafts.find(session, number).version)
    return read(session, number, DraftText(last.text, last.state), marked, now)[0]


def read(
    session: Session, number: int, draft: DraftText, marked: Marked, now: datetime
) -> tuple[Mapping[str, Typed], str]:
    """The same, with the remark for the plan file that says where they stand."""
    frozen = FrozenReading(drafts.reading(session, number))
    start, end = _span(frozen, marked)
    kept = frozen.paper(marked.paper)
    paper = paper_of(kept["name"], kept["text"], tuple(kept["pages"]))
    issued = issued_of(draft) or day_of(now)
    names = _names(session, draft, issued)
    place = frozen.place(marked.paper, start, end)
    return _fields(paper, start, end, issued, names), f"{place.file}:{place.line}: «{place.phrase[:300]}»"


def _span(frozen: FrozenReading, marked: Marked) -> tuple[int, int]:
    """Where the words stand in the text of the paper."""
    try:
        line = frozen.lines(marked.paper)[marked.block]
    except IndexError:
        line = [0, 0]
    start, end = line[0] + max(marked.start, 0), min(line[0] + marked.end, line[1])
    if min(marked.paper, marked.block) < 0 or start >= end:
        what = Told("chưa bôi chữ nào", "no words are marked")
        raise Refusal("", what, Told("bôi câu giao việc trong văn bản", "mark the sentence in the paper"))
    return start, end


def _fields(paper: Paper, start: int, end: int, issued: date, names: UnitNames) -> dict[str, Typed]:
    said = " ".join(paper.text[start:end].replace("*", "").split())
    found: dict[str, Typed] = {"action": said[:_LONGEST]}
    block = next((one for one in paper.blocks if one.start <= start < one.end), None)
    deadline = _deadline(paper, block, start, end, issued) if block else None
    if deadline is None:
        return found
    if deadline.source.phrase:
        found["when"] = " ".join(deadline.source.phrase.replace("*", "").split())
        found["action"] = action_of(paper, deadline) or said[:_LONGEST]
    selector = names.named(deadline.owner.words).selector if deadline.owner else None
    if selector:
        found["who"] = _choice(selector)
    if deadline.addressee:
        found["to"] = tuple(names.codes(deadline.addressee.to))
        found["via"] = tuple(names.codes(deadline.addressee.via or ""))
    found["kind"] = kind_of(str(found["action"]), selector).value
    return {name: value for name, value in found.items() if value}


def _deadline(paper: Paper, block: Block, start: int, end: int, issued: date) -> Deadline | None:
    """The first time in the marked words, with who owes it; without one the words alone."""
    inside = [at for at, place in enumerate(block.words.at) if start <= place < end]
    if not inside:
        return None
    years = Years(IssueDay(issued.year, issued.month, issued.day, 0, 0), ())
    owner_at, source, phrase = inside[-1], paper.source(start, start), None
    for one in phrases_in(tokens_of(block.words.key)):
        if inside[0] <= one.start and one.end - 1 <= inside[-1]:
            phrase, owner_at = one, one.start
            source = paper.source(*block.words.span(one.start, one.end))
            break
    owner = Owners(paper, head_of(paper).issuer).of(block, owner_at)
    to = addressee_of(block, owner_at, phrase.end if phrase else owner_at)
    if phrase is None:
        none = next(phrases_in(tokens_of("chậm nhất ngày 01/01/2000")))
        return Deadline(source, stated_time(none, years.around(0, 0)), block, owner, to)
    return Deadline(source, stated_time(phrase, years.around(block.start, block.end)), block, owner, to)


def _choice(selector: Mapping[str, Any]) -> Choice:
    level, kind, under = (str(selector.get(name) or "") for name in ("level", "kind", "under"))
    group, named, exclude = (tuple(selector.get(name, ())) for name in ("group", "units", "exclude"))
    return Choice(level, kind, group, under, named, exclude)


def _names(session: Session, draft: DraftText, day: date) -> UnitNames:
    """The names of that day's units, as the issuer of the draft means them."""
    issuer = str(draft.value(HEAD, "issuer") or "")
    tree: OrgTree = units.load_around(session, day, issuer, (), ())
    if issuer in tree:
        return UnitNames(tree, committee_of(issuer, tree), issuer)
    return UnitNames(tree) if len(tree) else UnitNames()
