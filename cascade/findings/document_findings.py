"""Findings about documents: guidance older than what it guides, and what is secret but not treated so."""

from __future__ import annotations

from collections.abc import Iterator

from cascade.findings.context import Sight
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told, joined
from cascade.org import format
from cascade.org.tree import UnitKind
from cascade.plan.model import Conference, Plan, Reference, Requirement
from cascade.reports import secrecy
from cascade.result.obligation import Finding, Severity

_GUIDES = ("-HD", "-KH", "-CV")
"""Kinds of document that exist to carry out another one; a regulation may well be older."""


GUIDANCE_OLDER = FindingKind(
    "guidance_older",
    Severity.WARNING,
    Told(
        "{number} ({day}) ban hành trước văn bản mà nó hướng dẫn ({others})",
        "{number} ({day}) is older than what it guides ({others})",
    ),
    Told("kiểm tra lại số và ngày; không tự sửa", "check numbers and dates; correct nothing silently"),
)

ISSUED_BEFORE_GUIDANCE = FindingKind(
    "issued_before_guidance",
    Severity.ERROR,
    Told(
        "kế hoạch ban hành {issued}, trước văn bản được căn cứ {number} ({day})",
        "issued on {issued}, before {number} ({day}) on which it rests",
    ),
    Told("sửa ngày ban hành hoặc ngày của văn bản", "correct the issue date or the document's date"),
)

NOT_SAID_FOR_WHOM = FindingKind(
    "not_said_for_whom",
    Severity.NOTE,
    Told(
        "chưa ghi văn bản ký thay mặt (T/M) ai; thông báo sẽ dẫn là văn bản của {issuer}",
        "on whose behalf (T/M) it is signed is not said; notices will cite it as a paper of {issuer}",
    ),
    Told(
        "ghi phần ký thay mặt theo dòng T/M trên chữ ký, ví dụ “Ban Thường vụ Tỉnh ủy”",
        "say on whose behalf as the line T/M above the signature has it, such as “Ban Thường vụ Tỉnh ủy”",
    ),
)

CUT_BY_HASH = FindingKind(
    "cut_by_hash",
    Severity.WARNING,
    Told(
        "chỉ đọc được “{kept}”; “{lost}” đứng sau dấu # nên bị coi là ghi chú",
        "only “{kept}” is read; “{lost}” stands behind a # and is taken for a remark",
    ),
    Told(
        "là chữ của văn bản thì đặt cả câu trong dấu nháy kép; là ghi chú thì thêm dấu cách sau #",
        "put the whole into double quotes if it belongs there; write a remark with a space behind its #",
    ),
)

SECRET_ATTACHMENT = FindingKind(
    "secret_attachment",
    Severity.ERROR,
    Told("nội dung mật “{name}” có tệp đính kèm", "secret “{name}” has an attachment"),
    Told("bỏ tệp đính kèm; tài liệu mật gửi theo chế độ mật", "remove it; secret documents go their own way"),
)

SECRET_TOPIC = FindingKind(
    "secret_topic",
    Severity.NOTE,
    Told("“{name}” là nội dung mật", "“{name}” is secret"),
    Told("thông báo chỉ nêu mã và ngày, không nêu nội dung", "notices carry its code and date only"),
)

SECRET_TOPIC_WITHOUT_CODE = FindingKind(
    "secret_topic_without_code",
    Severity.WARNING,
    Told("một nội dung mật chưa có mã để gọi bên ngoài", "a secret topic has no code to be called by"),
    Told("đặt mã, ví dụ “Chuyên đề 3”", "give it a code such as “Chuyên đề 3”"),
)

SECRET_NOT_MARKED = FindingKind(
    "secret_not_marked",
    Severity.WARNING,
    Told(
        "“{name}” nhắc đến {number} là văn bản mật nhưng chưa đánh dấu mật",
        "“{name}” names {number}, which is secret, but is not marked",
    ),
    Told("thêm secret: true, hoặc bỏ số văn bản ấy", "add secret: true, or leave that number out"),
)


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about the documents a plan rests on and what it keeps secret."""
    plan = sight.outline.plan
    yield from _for_whom(sight)
    for paper in plan.follows:
        yield from _older(paper, plan)
        yield from _newer_than_plan(paper, plan)
    for requirement in plan.requirements:
        if requirement.attachment is not None and secrecy.is_secret(plan, requirement):
            yield SECRET_ATTACHMENT.found(requirement.id, requirement.line, name=requirement.id)
    for conference in plan.conferences:
        yield from _secrets(conference, plan)
    yield from _named(plan)


def _for_whom(sight: Sight) -> Iterator[Finding]:
    """A committee's paper is signed for its standing committee; an office signs for itself."""
    plan = sight.outline.plan
    issuer = sight.outline.tree.unit(plan.issuer)
    if plan.on_behalf_of is None and issuer.kind is UnitKind.COMMITTEE:
        yield NOT_SAID_FOR_WHOM.found(None, None, issuer=issuer.name)


def _older(paper: Reference, plan: Plan) -> Iterator[Finding]:
    if paper.date is None or not any(kind in paper.number.upper() for kind in _GUIDES):
        return
    younger = [
        joined(" ", (covered.number, format.told_day(covered.date)))
        for covered in plan.covers
        if covered.date is not None and covered.date > paper.date and covered.number != paper.number
    ]
    if younger:
        yield GUIDANCE_OLDER.found(
            None, paper.line, number=paper.number, day=paper.date, others=joined(", ", younger)
        )


def _newer_than_plan(paper: Reference, plan: Plan) -> Iterator[Finding]:
    if plan.issued is not None and paper.date is not None and paper.date > plan.issued:
        yield ISSUED_BEFORE_GUIDANCE.found(
            None,
            paper.line,
            issued=plan.issued,
            number=paper.number,
            day=paper.date,
        )


def _secrets(conference: Conference, plan: Plan) -> Iterator[Finding]:
    for topic in conference.agenda:
        line = topic.line or conference.line
        # The title of a secret topic is itself kept out of findings.
        name = topic.code or conference.id
        if secrecy.is_secret(plan, topic):
            if topic.attachment is not None:
                yield SECRET_ATTACHMENT.found(conference.id, line, name=name)
            elif topic.secret:
                yield SECRET_TOPIC.found(conference.id, line, name=name)
            if topic.code is None and topic.secret:
                yield SECRET_TOPIC_WITHOUT_CODE.found(conference.id, line)


def _named(plan: Plan) -> Iterator[Finding]:
    """Texts that leave the house and name a secret document, though they are not marked secret."""
    hidden = secrecy.hidden(plan)
    for where, line, name, text in _leaving(plan) if hidden else ():
        for number in hidden:
            if secrecy.names(text, number):
                yield SECRET_NOT_MARKED.found(where, line, name=name, number=number)


def _leaving(plan: Plan) -> Iterator[tuple[str | None, int | None, str, str]]:
    """Everything that is shown or sent as it stands: whose it is, its line, what to call it, the words."""
    if plan.secret:
        return
    for title in dict.fromkeys(filter(None, (plan.title, plan.short))):
        yield None, None, plan.code, title
    for requirement in plan.requirements:
        if not requirement.secret:
            yield requirement.id, requirement.line, requirement.id, _words(requirement)
    for conference in plan.conferences:
        told = (conference.name, conference.chair, conference.form, conference.when.awaiting)
        more = (*conference.backdrop, *conference.materials)
        yield conference.id, conference.line, conference.id, _joined(*told, *more)
        for venue in conference.venues:
            said = _joined(venue.name, venue.chair, *venue.participants)
            yield conference.id, venue.line or conference.line, f"{conference.id} {venue.id}", said
        for topic in conference.agenda:
            if not topic.secret:
                line = topic.line or conference.line
                said = _joined(topic.title, topic.speaker, topic.attachment)
                yield conference.id, line, topic.code or topic.title, said


def _words(requirement: Requirement) -> str:
    labels = [figure.label for figure in requirement.figures]
    return _joined(requirement.action, requirement.when.phrase, requirement.attachment, *labels)


def _joined(*words: str | None) -> str:
    return "\n".join(filter(None, words))
