"""The requirements of a draft plan: what sort of act, who, by when, to whom, each under its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cascade.lang.told import Told
from cascade.plan.action_kinds import ActionKind
from cascade.plan.figure_kinds import FigureKind
from cascade.plan.when import WhenKind
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import AskedDuty, PaperReading
from documents.papers.draft.plan_conferences import conference_name, sitting
from documents.papers.draft.plan_times import when_fields
from documents.papers.draft.yaml_words import flow, pair, scalar, where
from documents.papers.facts.recipients import Addressee
from documents.papers.layout.worded import key_of

_KINDS = (
    (r".*thử đường truyền", ActionKind.LINE_TEST),
    (r".*tổng hợp,? báo cáo|tổng hợp", ActionKind.SYNTHESISE),
    (r"(?:gửi |nộp |định kỳ )?báo cáo", ActionKind.REPORT),
    (r"(?:hoàn thành |tổ chức |triển khai )*(?:nghiên cứu|học tập|quán triệt)", ActionKind.TEACH),
    (r"xây dựng|ban hành|cụ thể hóa|.*xây dựng (?:chương trình|kế hoạch)", ActionKind.ADOPT),
    (
        r"(?:tổ chức )?phát hành|liên hệ|triệu tập|tham mưu phát biểu|(?:tham mưu )?phân công",
        ActionKind.PREPARE,
    ),
    (r"gửi|nộp|trình|đăng ký|.*(?: gửi nội dung| gửi văn bản|(?:,| và) trình )", ActionKind.SUBMIT),
)


def requirement_lines(read: PaperReading, names: UnitNames, lang: str) -> Iterator[str]:
    """Those with a day, then those without one."""
    if read.duties or read.undated:
        yield "\nrequirements:"
    waits = _without_circles(read.waits)
    for duty in read.duties:
        yield from _dated(read, duty, names, lang, waits.get(duty.id, []))
    for asked in read.undated:
        who = names.named(asked.duty.owner.words).selector
        yield f"  {where(asked.duty.source)}"
        yield f"  - id: {asked.id}"
        yield f"    {pair('action', asked.action)}"
        kind = kind_of(asked.action, who)
        yield f"    {pair('kind', kind.value)}"
        yield f"    who: {scalar(who)}"
        yield f"    when: {flow({'kind': WhenKind.NONE.value})}"
        yield from _recipients(asked.duty.addressee, who, kind, names, lang)


def _dated(
    read: PaperReading, duty: AskedDuty, names: UnitNames, lang: str, waited: list[str]
) -> Iterator[str]:
    deadline, held = duty.deadline, _held(read, duty)
    who = names.named(deadline.owner.words).selector if deadline.owner else None
    action = duty.action or deadline.source.phrase
    kind = kind_of(action, who)
    yield f"  {where(deadline.source)}"
    yield f"  - id: {duty.id}"
    if held:
        kind = ActionKind.TEACH if _DONE_BY.match(deadline.source.phrase) else ActionKind.HOLD
        name = conference_name(read, read.conferences[int(held[1:]) - 1])
        action = name if key_of(name).startswith("tổ chức") else f"Tổ chức {name[:1].lower()}{name[1:]}"
    yield f"    {pair('action', action)}"
    if held:
        yield f"    conference: {held}"
    yield f"    {pair('kind', kind.value)}"
    yield f"    who: {scalar(who)}"
    yield f"    when: {flow(_when(read, duty))}"
    yield from _recipients(deadline.addressee, who, kind, names, lang)
    if waited:
        yield f"    depends_on: {scalar(waited)}"
    if duty.figures:
        yield "    figures:"
    for number, figure in enumerate(duty.figures, 1):
        kind_of_figure = FigureKind.TEXT if figure.is_share else FigureKind.COUNT
        fields = {"id": f"f{number}", "label": figure.label, "kind": kind_of_figure.value}
        yield f"      - {flow(fields)}  {where(figure.source, quoted=False)}"


def _without_circles(waits: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """For each duty those it waits for, but for those that wait for it in turn."""
    places = {name: at for at, name in enumerate(waits)}
    reached = [sum(1 << places[one] for one in others if one in places) for others in waits.values()]
    for middle in range(len(reached)):
        for at, known in enumerate(reached):
            if known >> middle & 1:
                reached[at] |= reached[middle]
    return {
        name: [one for one in others if one not in places or not reached[places[one]] >> places[name] & 1]
        for name, others in waits.items()
    }


_DONE_BY = re.compile(r"[\s*]*hoàn thành", re.IGNORECASE)
"""A time that a teaching must be over by is no day of a conference, though conferences are held in it."""


_UNSAID = Told("văn bản không ghi gửi ai", "the paper does not say to whom")


def _recipients(
    named: Addressee | None, who: Mapping[str, Any] | None, kind: ActionKind, names: UnitNames, lang: str
) -> Iterator[str]:
    """Whom the paper names; where it names nobody, the issuer, for the issuer's own report its superior."""
    to = names.codes(named.to) if named else []
    via = names.codes(named.via or "") if named else []
    if to:
        yield f"    to: {scalar(to)}"
    elif names.issuer and (who or {}).get("units") != [names.issuer]:
        yield f"    to: [{names.issuer}]  # {_UNSAID.said(lang)}"
    elif kind.traits.reports:
        yield "    to: [above]"
    if via:
        yield f"    via: {scalar(via)}"
    if copies := [code for name in (named.copies if named else ()) for code in names.codes(name)]:
        yield f"    copy: {scalar(copies)}"


def kind_of(action: str, who: Mapping[str, Any] | None) -> ActionKind:
    """What sort of act it is, by its words; whoever is many has nobody below to sum up."""
    said = key_of(action)
    kind = next((kind for pattern, kind in _KINDS if re.match(pattern, said)), ActionKind.OTHER)
    many = "units" not in (who or {})
    return ActionKind.REPORT if kind is ActionKind.SYNTHESISE and many else kind


def _when(read: PaperReading, duty: AskedDuty) -> dict[str, Any]:
    """The time; where it is that of a conference, the conference's, which may still be open."""
    fields = when_fields(duty.deadline.when, duty.deadline.source.phrase)
    number = _held(read, duty)
    if number is None or _DONE_BY.match(fields["phrase"]):
        return fields
    held = read.conferences[int(number[1:]) - 1]
    if not held.tentative and read.invited(int(number[1:])) is None:
        return sitting(held)
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
