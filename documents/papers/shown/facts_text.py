"""What was read in a paper, for the eye: head, conferences, duties with lines, questions and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cascade.lang.told import Told, tell
from cascade.org.format import told_day
from documents.papers.draft.paper_facts import AskedDuty, DutyWithoutDay, PaperQuestion, PaperReading
from documents.papers.draft.plan_questions import shown_default
from documents.papers.draft.reading_changes import ReadingChange
from documents.papers.draft.remarks import remarks_of
from documents.papers.facts.conferences import HeldConference
from documents.papers.layout.block import Source

_TITLES = {
    "conferences": Told("Hội nghị", "Conferences"),
    "duties": Told("Việc có hạn", "Duties with a date"),
    "undated": Told("Việc không có hạn", "Duties without a day"),
    "questions": Told("Cần hỏi", "To be asked"),
    "remarks": Told("Cần xem lại", "To be looked at"),
    "follows": Told("Thực hiện", "Carries out"),
    "invited": Told("Giấy mời", "Invitation"),
    "proposed": Told("Đề xuất", "Proposed"),
    "line": Told("dòng", "line"),
    "page": Told("trang", "page"),
    "no day": Told("chưa có ngày", "no day yet"),
    "nobody": Told("chưa rõ ai", "nobody named"),
    "nothing": Told("(không có)", "(none)"),
}

_LONGEST = 160


def facts_text(facts: PaperReading, lang: str = "vi") -> Iterator[str]:
    """Line by line."""
    said = {name: told.said(lang) for name, told in _TITLES.items()}
    head = facts.head
    issued = told_day(head.issued).said(lang) if head.issued else ""
    yield f"{facts.paper.name}: " + " · ".join(
        part for part in (head.kind, head.number, issued, head.issuer) if part
    )
    if head.title:
        yield f"  {head.title}"
    followed = [one.number for one in facts.cited if one.followed and not one.own]
    if followed:
        yield f"  {said['follows']}: {', '.join(followed)}"
    yield from _part(said["conferences"], _conferences(facts, lang, said), said)
    yield from _part(
        said["duties"], [line for duty in facts.duties for line in _duty(facts, duty, lang, said)], said
    )
    if facts.undated:
        yield from _part(said["undated"], [_undated(one, facts, said) for one in facts.undated], said)
    if facts.questions:
        yield from _part(
            said["questions"],
            [_question(one, lang, said) for one in facts.questions],
            said,
        )
    if remarks := remarks_of(facts):
        yield from _part(
            said["remarks"],
            [f"{_place(one.source, facts, said)}: {one.told.said(lang)}" for one in remarks],
            said,
        )
    yield ""


def _part(title: str, lines: list[str], said: dict[str, str]) -> Iterator[str]:
    yield f"\n{title}"
    yield from (f"  {line}" for line in lines or [said["nothing"]])


def _undated(one: DutyWithoutDay, facts: PaperReading, said: dict[str, str]) -> str:
    said_as = one.action
    short = said_as if len(said_as) <= _LONGEST else said_as[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return f"{one.id:4} {one.duty.owner.words}: {short}  [{_place(one.duty.source, facts, said)}]"


def _question(one: PaperQuestion, lang: str, said: dict[str, str]) -> str:
    proposed = f" {said['proposed']}: {shown_default(one)}" if one.default is not None else ""
    came = f" ({one.default_from.said(lang)})" if one.default_from else ""
    return f"{one.what.said(lang)} ({one.why.said(lang)}){proposed}{came}"


def _conferences(facts: PaperReading, lang: str, said: dict[str, str]) -> list[str]:
    lines = []
    for number, held in enumerate(facts.conferences, 1):
        lines.append(_conference(facts, held, lang, said))
        if invited := facts.invited(number):
            lines.append(f"  {said['invited']}: {_conference(facts, invited, lang, said)}")
    return lines


def _conference(facts: PaperReading, held: HeldConference, lang: str, said: dict[str, str]) -> str:
    first, last = held.first, held.stated.last
    days = [told_day(day).said(lang) for day in dict.fromkeys((first, last)) if day is not None]
    day = " – ".join(days) or said["no day"]
    hour = f" {held.starts:%H:%M}" if held.starts else ""
    details = " · ".join(part for part in (held.form, held.venue, held.chair) if part)
    return f"{day}{hour}  {details}  [{_place(held.source, facts, said)}]"


def _duty(facts: PaperReading, duty: AskedDuty, lang: str, said: dict[str, str]) -> Iterator[str]:
    deadline = duty.deadline
    day = told_day(deadline.latest).said(lang) if deadline.latest else said["no day"]
    owner = deadline.owner.words if deadline.owner else said["nobody"]
    phrase = " ".join(deadline.source.phrase.split())
    yield f"{duty.id:4} {day}  {owner}: {duty.action or '…'}"
    yield f"     «{phrase}» [{_place(deadline.source, facts, said)}]"


def _place(source: Source, facts: PaperReading, said: dict[str, str]) -> str:
    """ "phu-luc.docx, trang 2, dòng 31"; without the file where it is the paper's own."""
    file = f"{source.file}, " if source.file != facts.paper.name else ""
    page = f"{said['page']} {source.page}, " if source.page else ""
    return f"{file}{page}{said['line']} {source.line}"


def changes_text(changes: Sequence[ReadingChange], plan: str, lang: str = "vi") -> Iterator[str]:
    """What the paper says otherwise than when the plan was drafted, each with its line."""
    line = _TITLES["line"].said(lang)
    if not changes:
        yield tell(
            "Văn bản không nói gì khác so với khi soạn {plan}.",
            "The paper says nothing else than when {plan} was drafted.",
            plan=plan,
        ).said(lang)
        return
    yield tell("Văn bản nay khác khi soạn {plan}:", "Since {plan} was drafted:", plan=plan).said(lang)
    for one in changes:
        where = "" if one.change == "gone" else f"  [{one.file}, {line} {one.line}]"
        yield f"  {one.told.said(lang)}{where}"
