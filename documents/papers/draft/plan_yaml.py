"""Writes what was read as a plan file: each fact under a comment with its line, questions at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.papers.draft.first_reading import remembered
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import PaperReading, PaperRole
from documents.papers.draft.plan_conferences import conference_lines
from documents.papers.draft.plan_questions import question_lines, questions_of
from documents.papers.draft.plan_requirements import requirement_lines
from documents.papers.draft.yaml_words import code_of, flow, one_line, pair, where
from documents.papers.layout.worded import key_of


def plan_yaml(read: PaperReading, names: UnitNames, units: str | None = None, lang: str = "vi") -> str:
    """The whole file; `units` is how the unit list is called beside it."""
    return "\n".join(_file(read, names, units, lang)) + "\n"


def _file(read: PaperReading, names: UnitNames, units: str | None, lang: str) -> Iterator[str]:
    head = read.head
    issuer = names.code(head.issuer) if head.issuer else None
    yield f"# {', '.join(map(one_line, dict.fromkeys(_files(read))))}"
    yield pair("plan", code_of(f"{head.code or 'vb'} {head.number or read.paper.name.partition('.')[0]}"))
    yield pair("title", head.title or read.paper.name)
    yield pair("kind", head.code or "KH")
    yield pair("number", head.number)
    yield pair("issued", head.issued)
    yield pair("issuer", issuer)
    if behalf := _behalf(read, names, issuer):
        yield pair("on_behalf_of", behalf)
    if head.signer:
        yield pair("signer", head.signer)
    if head.secret:
        yield pair("secret", True)
    if units:
        yield pair("units", units)
    yield from _follows(read)
    yield from conference_lines(read, names)
    yield from requirement_lines(read, names, lang)
    yield from question_lines(questions_of(read, names), lang)
    yield from remembered(read, lang)


_BEHALF = re.compile(r"(?<!\w)T/?M\.?\s+(BAN\s+(?:THƯỜNG\s+VỤ|CHẤP\s+HÀNH))")


def _behalf(read: PaperReading, names: UnitNames, issuer: str | None) -> str | None:
    """ "T/M BAN THƯỜNG VỤ" over the signer's name, with the committee whose it is."""
    said = read.head.issuer or ""
    if key_of(said).startswith(("ban thường vụ", "ban chấp hành")):
        return said
    signed = list(_BEHALF.finditer(read.paper.text))
    unit = names.tree.units.get(issuer) if names.tree and issuer else None
    if not signed or unit is None:
        return None
    whose = "Ban Thường vụ" if "thường" in key_of(signed[-1][1]) else "Ban Chấp hành"
    return f"{whose} {unit.name}"


def _files(read: PaperReading) -> list[str]:
    """The files that the plan is made of: the paper, its appendices where they say something, the others."""
    own = [read.paper.name, *(duty.deadline.source.file for duty in read.duties)]
    return [*own, *(one.paper.name for one in read.beside)]


def _follows(read: PaperReading) -> Iterator[str]:
    """What the paper says it carries out, and the guidance that came with it."""
    cited = [one for one in read.cited if one.followed and not one.own]
    known = {one.number for one in cited}
    came = [
        one
        for one in read.beside
        if one.role is PaperRole.GUIDANCE and one.head.number and one.head.number not in known
    ]
    if cited or came:
        yield "\nfollows:"
    for one in cited:
        fields = {"number": one.number, "date": one.date, "issuer": one.issuer}
        yield f"  - {flow(fields)}  {where(one.source)}"
    for other in came:
        fields = {"number": other.head.number, "date": other.head.issued, "issuer": other.head.issuer}
        yield f"  - {flow(fields)}  # {one_line(other.paper.name)}"
