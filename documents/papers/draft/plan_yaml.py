"""Writes what was read as a plan file: each fact under a comment with its line, questions at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cascade.lang.told import Told
from cascade.plan.action_kinds import ActionKind
from cascade.plan.when import OffsetUnit, When, WhenKind
from documents.papers.draft.first_reading import remembered
from documents.papers.draft.named_units import NamedUnits, UnitNames
from documents.papers.draft.paper_facts import AskedDuty, PaperReading, PaperRole
from documents.papers.draft.plan_questions import question_lines, questions_of
from documents.papers.draft.yaml_words import code_of, flow, pair, scalar
from documents.papers.facts.conferences import HeldConference, when_of
from documents.papers.layout.block import Source
from documents.papers.layout.worded import key_of

_PERIODS = {"month", "quarter", "year"}
_KINDS = (
    (r".*thử đường truyền", ActionKind.LINE_TEST),
    (r".*tổng hợp,? báo cáo|tổng hợp", ActionKind.SYNTHESISE),
    (r"(?:gửi |nộp |định kỳ )?báo cáo", ActionKind.REPORT),
    (r"(?:hoàn thành |tổ chức |triển khai )*(?:nghiên cứu|học tập|quán triệt)", ActionKind.TEACH),
    (r"xây dựng|ban hành|cụ thể hóa|.*xây dựng (?:chương trình|kế hoạch)", ActionKind.ADOPT),
    (r"gửi|nộp|trình|đăng ký|.*(?: gửi nội dung| gửi văn bản|(?:,| và) trình )", ActionKind.SUBMIT),
)


def plan_yaml(read: PaperReading, names: UnitNames, units: str | None = None, lang: str = "vi") -> str:
    """The whole file; `units` is how the unit list is called beside it."""
    return "\n".join(_file(read, names, units, lang)) + "\n"


def _file(read: PaperReading, names: UnitNames, units: str | None, lang: str) -> Iterator[str]:
    head = read.head
    issuer = names.code(head.issuer) if head.issuer else None
    yield f"# {', '.join(map(_name, dict.fromkeys(_files(read))))}"
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
    yield from _conferences(read, names)
    yield from _requirements(read, names, lang)
    yield from question_lines(questions_of(read, names), lang)
    yield from remembered(read, lang)


_BEHALF = re.compile(r"(?<!\w)T/?M\.? +(BAN THƯỜNG VỤ|BAN CHẤP HÀNH)")


def _behalf(read: PaperReading, names: UnitNames, issuer: str | None) -> str | None:
    """ "T/M BAN THƯỜNG VỤ" over the signer's name, with the committee whose it is."""
    said = read.head.issuer or ""
    if key_of(said).startswith(("ban thường vụ", "ban chấp hành")):
        return said
    signed = list(_BEHALF.finditer(read.paper.text))
    unit = names.tree.units.get(issuer) if names.tree and issuer else None
    if not signed or unit is None:
        return None
    whose = "Ban Thường vụ" if "thường vụ" in key_of(signed[-1][1]) else "Ban Chấp hành"
    return f"{whose} {unit.name}"


def _name(file: str) -> str:
    """The name of a file on one line: a system lets it hold breaks."""
    return " ".join(file.split())


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
        yield f"  - {flow(fields)}  {_where(one.source)}"
    for other in came:
        fields = {"number": other.head.number, "date": other.head.issued, "issuer": other.head.issuer}
        yield f"  - {flow(fields)}  # {_name(other.paper.name)}"


def _conferences(read: PaperReading, names: UnitNames) -> Iterator[str]:
    if read.conferences:
        yield "\nconferences:"
    for number, held in enumerate(read.conferences, 1):
        invited = read.invited(number)
        yield f"  {_where(held.source)}"
        if invited:
            yield f"  {_where(invited.source)}"
        yield f"  - id: C{number}"
        yield f"    {pair('name', _conference_name(read, held))}"
        said = invited or held
        for name, value in (("form", said.form or held.form), ("chair", said.chair or held.chair)):
            if value:
                yield f"    {pair(name, value)}"
        yield f"    when: {flow(_sitting(said))}"
        if venue := said.venue or held.venue:
            who = names.named(read.head.issuer or "").selector or {"level": "province"}
            yield f"    venues:\n      - {flow({'id': 'P1', 'name': venue, 'who': who})}"


def _sitting(held: HeldConference) -> dict[str, Any]:
    """The time of a conference, in half days; one of several firm days is held on all of them."""
    when = when_of(held)
    if when.kind is WhenKind.RANGE and not held.tentative:
        when = replace(when, kind=WhenKind.FIXED)
    fields = when_fields(when, held.source.phrase)
    phrase = fields.pop("phrase")
    return {**fields, "sessions": _half_days(held.duration), "phrase": phrase}


def _half_days(duration: str | None) -> int | None:
    """ "một buổi" and "0,5 ngày" are 1, "02 ngày" is 4."""
    many, _, unit = key_of(duration or "").partition(" ")
    if not unit:
        return None
    count = {"một": 1.0, "nửa": 0.5, "cả": 1.0}.get(many)
    count = float(many.replace(",", ".")) if count is None else count
    return max(1, round(count * (2 if unit.startswith("ngày") else 1)))


def _conference_name(read: PaperReading, held: HeldConference) -> str:
    said = re.search(r"(?:Hội nghị|hội nghị|Đại hội|Lễ|Phiên)[^.;:()|]{4,160}", held.block.words.said)
    return said[0].strip(" ,") if said else (read.head.title or "Hội nghị")


def _requirements(read: PaperReading, names: UnitNames, lang: str) -> Iterator[str]:
    if read.duties:
        yield "\nrequirements:"
    for duty in read.duties:
        deadline = duty.deadline
        yield f"  {_where(deadline.source)}"
        yield f"  - id: {duty.id}"
        yield f"    {pair('action', duty.action or deadline.source.phrase)}"
        kind, held = kind_of(duty, names), _held(read, duty)
        if held:
            kind = ActionKind.TEACH if _DONE_BY.match(deadline.source.phrase) else ActionKind.HOLD
            yield f"    conference: {held}"
        yield f"    {pair('kind', kind.value)}"
        found = _owner(duty, names)
        yield f"    who: {flow(found.selector)}" if found.selector else "    who: null"
        yield f"    when: {flow(_when(read, duty))}"
        yield from _recipients(duty, kind, names, lang)


_DONE_BY = re.compile(r"[\s*]*hoàn thành", re.IGNORECASE)
"""A time that a teaching must be over by is no day of a conference, though conferences are held in it."""


_UNSAID = Told("văn bản không ghi gửi ai", "the paper does not say to whom")


def _recipients(duty: AskedDuty, kind: ActionKind, names: UnitNames, lang: str) -> Iterator[str]:
    """Whom the paper names; where it names nobody, the issuer, for the issuer's own report its superior."""
    named = duty.deadline.addressee
    to = names.codes(named.to) if named else []
    via = names.codes(named.via or "") if named else []
    others = (_owner(duty, names).selector or {}).get("units") != [names.root]
    if to:
        yield f"    to: {scalar(to)}"
    elif others and names.root:
        yield f"    to: [{names.root}]  # {_UNSAID.said(lang)}"
    elif kind.traits.reports:
        yield "    to: [above]"
    if via:
        yield f"    via: {scalar(via)}"


def _owner(duty: AskedDuty, names: UnitNames) -> NamedUnits:
    return names.named(duty.deadline.owner.words) if duty.deadline.owner else NamedUnits(None)


def kind_of(duty: AskedDuty, names: UnitNames) -> ActionKind:
    """What sort of act it is, by its first words; whoever is many has nobody below to sum up."""
    said = key_of(duty.action or "")
    kind = next((kind for pattern, kind in _KINDS if re.match(pattern, said)), ActionKind.OTHER)
    many = "units" not in (_owner(duty, names).selector or {})
    return ActionKind.REPORT if kind is ActionKind.SYNTHESISE and many else kind


def _when(read: PaperReading, duty: AskedDuty) -> dict[str, Any]:
    """The time; where it is that of a conference, the conference's, which may still be open."""
    fields = when_fields(duty.deadline.when, duty.deadline.source.phrase)
    number = _held(read, duty)
    if number is None or _DONE_BY.match(fields["phrase"]):
        return fields
    held = read.conferences[int(number[1:]) - 1]
    if not held.tentative and read.invited(int(number[1:])) is None:
        return _sitting(held)
    anchored = {
        "kind": WhenKind.RELATIVE.value,
        "anchor": f"conference:{number}",
        "offset": "0 calendar_days",
    }
    return {**anchored, "phrase": fields["phrase"]}


def _held(read: PaperReading, duty: AskedDuty) -> str | None:
    """The conference whose day this is."""
    for number, held in enumerate(read.conferences, 1):
        if held.source == duty.deadline.source:
            return f"C{number}"
    return None


def when_fields(when: When, phrase: str) -> dict[str, Any]:
    """The keys of a time in a plan file; one that a plan cannot hold yet is `none` with its phrase."""
    said: dict[str, Any] = {"kind": when.kind.value}
    if _holds(when):
        for name in (
            "day",
            "end",
            "year",
            "month",
            "quarter",
            "part",
            "every",
            "on_day",
            "on_month",
            "start_time",
            "end_time",
        ):
            value = getattr(when, name)
            if value is not None:
                said[name] = value
        if when.before:
            said["before"] = True
        if when.anchor:
            said["anchor"] = when.anchor
        if when.offset and when.anchor:
            unit = "working_days" if when.offset.unit is OffsetUnit.WORKING_DAYS else when.offset.unit.value
            said["offset"] = f"{when.offset.amount} {unit}"
    else:
        said["kind"] = WhenKind.NONE.value
    said["phrase"] = " ".join(phrase.replace("*", "").split())
    if when.tentative:
        said["tentative"] = True
    if when.year_inferred:
        said["year_inferred"] = True
    return said


def _holds(when: When) -> bool:
    if when.kind is WhenKind.RECURRING:
        return when.every in _PERIODS and (when.on_month is None or when.every == "year")
    if when.kind is WhenKind.RELATIVE:
        return when.anchor is not None
    if when.kind in (
        WhenKind.WITHIN_MONTH,
        WhenKind.WITHIN_MONTH_PART,
        WhenKind.BEFORE_MONTH,
        WhenKind.WITHIN_QUARTER,
    ):
        return when.year is not None
    return when.day is not None or when.year is not None


def _where(source: Source) -> str:
    place = f"{_name(source.file)}:{source.line}" + (f" (tr. {source.page})" if source.page else "")
    return f"# {place}: «{' '.join(source.phrase.split())}»"
