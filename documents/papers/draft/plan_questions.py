"""What must be asked before a paper is a plan: what, why, an answer that is proposed and where it is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cascade.lang.told import Told, tell
from cascade.org.format import told_day
from cascade.plan.when import WhenKind
from documents.papers.draft.named_units import NamedUnits, UnitNames
from documents.papers.draft.paper_facts import AskedDuty, PaperQuestion, PaperReading, is_unsure, sureness
from documents.papers.draft.plan_times import when_fields
from documents.papers.draft.yaml_words import flow, pair
from documents.papers.times.years import issued_of

_NO_LIST = Told("chưa có danh sách đơn vị để tra tên", "there is no list of units to look it up in")
_NOT_LISTED = Told("danh sách đơn vị không có tên này", "the list of units has no such name")


def questions_of(read: PaperReading, names: UnitNames) -> tuple[PaperQuestion, ...]:
    """All of them, those of the paper first."""
    duties = {f"requirements.{duty.id}": duty for duty in read.duties}
    asked = []
    for one in read.questions:
        duty = duties.get(one.about.rpartition(".")[0])
        if one.about == "issued":
            asked.append(_issued(one, read))
        elif duty is not None and one.about.endswith(".when"):
            asked.append(_when(one, duty, read))
        elif duty is not None and one.about.endswith(".who"):
            asked.append(_anybody(one, read, names))
        else:
            asked.append(one)
    return (*_issuer(read, names), *asked, *_days(read), *_owners(read, names), *_undated(read))


def question_lines(asked: tuple[PaperQuestion, ...], lang: str) -> Iterator[str]:
    """They as a plan file has them, each with an empty `answer:`."""
    if asked:
        yield "\nquestions:"
    for one in asked:
        yield f"  - {pair('about', one.about)}"
        yield f"    {pair('what', one.what.said(lang))}"
        yield f"    {pair('why', one.why.said(lang))}"
        if one.default is not None:
            yield f"    {pair('default', one.default)}"
        if one.default_from is not None:
            yield f"    {pair('default_from', one.default_from.said(lang))}"
        if not one.matters:
            yield "    matters: false"
        yield "    answer:"


def shown_default(one: PaperQuestion) -> str:
    """The proposed answer as it would be typed; "" when there is none."""
    return flow(one.default) if isinstance(one.default, Mapping) else str(one.default or "")


def _issued(one: PaperQuestion, read: PaperReading) -> PaperQuestion:
    """Proposed is the day of a stamp or of a web page; the papers it cites tell the earliest."""
    days = [cited.date for cited in read.cited if cited.date is not None and cited.followed]
    why = one.why
    if days:
        why = tell(
            "trên bản này không ghi; không sớm hơn {day}, ngày của văn bản được dẫn",
            "this copy does not say; not before {day}, the day of a paper it carries out",
            day=told_day(max(days)),
        )
    stamp = issued_of(read.paper.text)
    if stamp is None or stamp.date is None:
        return replace(one, why=why)
    came = Told(
        "ngày của chữ ký số hoặc ngày đăng trên trang tin",
        "the day of the digital signature, or the day the web page has",
    )
    return replace(one, why=why, default=stamp.date, default_from=came)


def _when(one: PaperQuestion, duty: AskedDuty, read: PaperReading) -> PaperQuestion:
    when, phrase = duty.deadline.when, " ".join(duty.deadline.source.phrase.replace("*", "").split())
    if is_unsure(duty.deadline.source) and duty.deadline.latest is not None:
        read_as = when_fields(when, phrase)
        came = tell(
            "máy đọc được, chắc {sure}%", "as it was read, {sure}% sure", sure=sureness(duty.deadline.source)
        )
        return replace(one, default=read_as, default_from=came)
    if when.kind is WhenKind.RECURRING:
        came = Told(
            "không trả lời thì theo policy.recurring_defaults của kế hoạch",
            "without an answer policy.recurring_defaults of the plan holds",
        )
        return replace(one, default_from=came)
    if when.kind is not WhenKind.RELATIVE or when.offset is None or len(read.conferences) != 1:
        return one
    hour = when.offset.at or when.start_time or when.end_time
    offset = f"{when.offset.amount} {when.offset.unit.value}" + (f" {hour:%H:%M}" if hour else "")
    default = {"kind": when.kind.value, "anchor": "conference:C1", "offset": offset, "phrase": phrase}
    came = Told("mốc là hội nghị duy nhất của văn bản", "counted from the one conference of the paper")
    return replace(one, default=default, default_from=came)


def _anybody(one: PaperQuestion, read: PaperReading, names: UnitNames) -> PaperQuestion:
    code = names.code(read.head.issuer) if read.head.issuer else None
    if code is None:
        return one
    came = Told("nơi ban hành, vì văn bản không nêu ai", "the issuer, for the paper names nobody")
    return replace(one, default={"units": [code]}, default_from=came)


def _issuer(read: PaperReading, names: UnitNames) -> Iterator[PaperQuestion]:
    if read.head.issuer and names.code(read.head.issuer) is None:
        what = tell("Mã của nơi ban hành «{name}»?", "The code of «{name}»?", name=read.head.issuer)
        found = names.named(read.head.issuer)
        default = found.nearest[0] if found.nearest else None
        yield _named(PaperQuestion("issuer", what, _why(names)), found, names, default)


def _days(read: PaperReading) -> Iterator[PaperQuestion]:
    """A conference whose day is still to be told stops nobody: an invitation will fix it."""
    why = Told(
        "văn bản mới dự kiến; giấy mời sẽ ấn định", "the paper is tentative; an invitation will fix it"
    )
    for number, held in enumerate(read.conferences, 1):
        if held.tentative and read.invited(number) is None:
            phrase = " ".join(held.source.phrase.replace("*", "").split())
            what = tell(
                "Hội nghị C{number} («{phrase}») họp ngày nào?",
                "On which day is conference C{number} («{phrase}»)?",
                number=number,
                phrase=phrase,
            )
            about = f"conferences.C{number}.when"
            yield PaperQuestion(about, what, why, source=held.source, matters=False)


def _undated(read: PaperReading) -> Iterator[PaperQuestion]:
    """By when what has no day; without an answer it is asked for all the same, by no day."""
    why = Told(
        "văn bản không ghi hạn; `bỏ` nếu không giao",
        "the paper gives no day; `drop` if it is not to be asked",
    )
    came = Told("không trả lời thì theo dõi không hạn", "without an answer it is followed without a day")
    for asked in read.undated:
        what = tell("«{said}» xong khi nào?", "When is «{said}» to be done?", said=asked.action[:80])
        about = f"requirements.{asked.id}.when"
        source = asked.duty.source
        yield PaperQuestion(about, what, why, default_from=came, source=source, matters=False)


def _owners(read: PaperReading, names: UnitNames) -> Iterator[PaperQuestion]:
    owed = [(duty.id, duty.deadline.owner) for duty in read.duties]
    owed += [(asked.id, asked.duty.owner) for asked in read.undated]
    for name, owner in owed:
        found = names.named(owner.words) if owner else None
        if owner is None or found is None or found.selector is not None:
            continue
        what = tell("«{name}» là đơn vị nào?", "Which unit is «{name}»?", name=owner.words)
        one = PaperQuestion(f"requirements.{name}.who", what, _why(names), source=owner.source)
        default = {"units": [found.nearest[0]]} if found.nearest else None
        yield _named(one, found, names, default)


def _why(names: UnitNames) -> Told:
    return _NO_LIST if names.tree is None else _NOT_LISTED


def _named(one: PaperQuestion, found: NamedUnits, names: UnitNames, default: Any) -> PaperQuestion:
    if default is None or names.tree is None:
        return one
    nearest = "; ".join(f"{names.tree.units[code].name} ({code})" for code in found.nearest)
    came = tell(
        "tên gần nhất trong danh sách: {names}", "the nearest names in the list: {names}", names=nearest
    )
    return replace(one, default=default, default_from=came)
