"""What a paper said when its plan was drafted, kept as remarks in the plan file for a later reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told
from documents.papers.draft.paper_facts import AskedDuty, DutyWithoutDay, PaperReading, facts_of
from documents.papers.facts.conferences import HeldConference
from documents.papers.layout.block import Source
from documents.papers.layout.blocks import paper_of
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import Lined, LinedList, Value, parse

_MARK = "#= "
_TOP = {
    "vi": "# Văn bản nói gì khi kế hoạch này được soạn, để `dondoc draft --against` so lại; đừng sửa:",
    "en": "# What the paper said when this was drafted, for `dondoc draft --against`; leave it as it is:",
}
_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""Ends of lines to YAML, which none may be inside a remark."""


@dataclass(frozen=True, slots=True)
class SaidFact:
    """One fact as a paper stated it. A field that is not there was not asked for, one that is "" not said."""

    id: str
    """D3, C1; "" for the head."""
    fields: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0


def said_facts(read: PaperReading) -> list[SaidFact]:
    """All that two readings are compared by."""
    head = read.head
    follows = sorted(one.number for one in read.cited if one.followed and not one.own)
    whole = {
        "title": head.title,
        "number": head.number,
        "issued": str(head.issued or ""),
        "issuer": head.issuer,
        "signer": head.signer,
        "follows": ", ".join(follows),
    }
    return [
        SaidFact("", _said(whole), read.paper.name, 1),
        *(_conference(held, number, read) for number, held in enumerate(read.conferences, 1)),
        *(_duty(duty) for duty in read.duties),
        *(_undated(asked) for asked in read.undated),
    ]


def _duty(duty: AskedDuty) -> SaidFact:
    one = duty.deadline
    fields = {
        "latest": str(one.latest or ""),
        "phrase": one.source.phrase,
        "owner": one.owner.words if one.owner else "",
        "action": duty.action,
        "to": one.addressee.to if one.addressee else "",
        "via": one.addressee.via if one.addressee else "",
    }
    return _at(duty.id, fields, one.source)


def _undated(asked: DutyWithoutDay) -> SaidFact:
    to = asked.duty.addressee
    fields = {
        "latest": "",
        "phrase": "",
        "owner": asked.duty.owner.words,
        "action": asked.action,
        "to": to.to if to else "",
        "via": to.via if to else "",
    }
    return _at(asked.id, fields, asked.duty.source)


def _conference(held: HeldConference, number: int, read: PaperReading) -> SaidFact:
    said = read.invited(number) or held
    days = [str(day) for day in dict.fromkeys((said.first, said.stated.last)) if day]
    fields = {
        "day": " – ".join(days),
        "hour": f"{said.starts:%H:%M}" if said.starts else "",
        "phrase": said.source.phrase,
        "form": said.form or held.form,
        "venue": said.venue or held.venue,
        "chair": said.chair or held.chair,
    }
    return _at(f"C{number}", fields, said.source)


def _at(name: str, fields: Mapping[str, str | None], source: Source) -> SaidFact:
    return SaidFact(name, _said(fields), source.file, source.line)


def _said(fields: Mapping[str, str | None]) -> dict[str, str]:
    return {name: " ".join((value or "").replace("*", "").split()) for name, value in fields.items()}


def remembered(read: PaperReading, lang: str) -> Iterator[str]:
    """The remarks that keep it, one line for each fact."""
    yield "\n" + _TOP[lang]
    for fact in said_facts(read):
        record = {"id": fact.id, "file": fact.file, "line": fact.line, **fact.fields}
        yield _MARK + json.dumps(record, ensure_ascii=False).translate(_BREAKS)


def first_said(path: Path) -> list[SaidFact]:
    """What the paper of a plan file had said; of a plan written by hand, the phrases it quotes.

    Refusal: the file cannot be read, is no plan, or its remarks were changed.
    """
    text = read_text(path)
    plan = parse(text, path)
    kept = [
        (number, line[len(_MARK) :])
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith(_MARK)
    ]
    if kept:
        return [_kept(path, number, line) for number, line in kept]
    if not isinstance(plan, Lined) or not plan.get("requirements"):
        what = Told("tệp không phải một kế hoạch có việc", "this file is no plan with requirements")
        raise Refusal(str(path), what, Told("chọn tệp do `-o` đã viết", "name a file that `-o` has written"))
    return list(_quoted(plan))


def _kept(path: Path, number: int, line: str) -> SaidFact:
    try:
        record = {str(name): str(value) for name, value in json.loads(line).items()}
        return SaidFact(
            record.pop("id"), file=record.pop("file"), line=int(record.pop("line")), fields=record
        )
    except (ValueError, AttributeError, KeyError):
        what = Told("dòng ghi lần đọc đầu đã bị sửa", "the remark that keeps the first reading was changed")
        todo = Told(
            "lấy lại dòng cũ, hoặc xóa mọi dòng `#= ` để chỉ so các `phrase`",
            "put it back, or delete all lines `#= ` to compare only what `phrase` quotes",
        )
        raise Refusal(place(str(path), number), what, todo) from None


def _quoted(plan: Lined) -> Iterator[SaidFact]:
    issued = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(plan.get("issued") or ""))
    head = "Nơi ấy, ngày {2} tháng {1} năm {0}\n\nKẾ HOẠCH\n\n".format(*issued.groups()) if issued else ""
    for part in _groups(plan.get("requirements")):
        when = part.get("when")
        phrase = when.get("phrase") if isinstance(when, Lined) else None
        if isinstance(phrase, str):
            read = facts_of(paper_of("", f"{head}Các đơn vị nộp báo cáo {phrase}."))
            latest = str(read.duties[0].deadline.latest or "") if read.duties else ""
            fields = {"phrase": phrase, "action": str(part.get("action") or "")}
            if read.duties:
                fields["latest"] = latest
            yield SaidFact(str(part.get("id") or ""), _said(fields), line=part.line)


def _groups(value: Value) -> list[Lined]:
    return [one for one in value if isinstance(one, Lined)] if isinstance(value, LinedList) else []
