"""What a form answers: what was done or would be, with the dates, findings and letters that the desk sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.changes.plan_diff import Amendment
from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Channel, NoticeState, Occasion, called
from cascade.org import format
from cascade.reports import secrecy
from cascade.result.obligation import Cascade, Duty, Finding, Severity
from documents.console.change_text import Called, ChangeText
from documents.console.check_text import CheckText
from models.views.notice_views import NoticeView
from models.views.obligation_views import ObligationView
from tasks.board.board_labels import Word
from tasks.board.markdown import plain, table

NAMED = 30
"""Recipients that a page names; of the rest it says how many."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done (or would be), in words."""

    plan: str
    what: str
    parts: tuple[str, ...] = ()
    """What a person should see beside it, as Markdown: dates, changes, findings."""
    warnings: tuple[str, ...] = ()
    """What should be looked at twice."""


def refused(refusal: Refusal) -> str:
    """Why nothing was done: one line, and the same in English for whoever asks."""
    return f"# {Word.REFUSED}\n\n{plain(refusal)}\n\n*In English:* {plain(refusal.said('en'))}"


def moment(at: datetime) -> str:
    """08 giờ, ngày 28/3/2024 (thứ Năm)"""
    return zone.long_moment(at)


def errors(found: Sequence[Finding]) -> int:
    """Findings that stop a plan from being issued or amended."""
    return len([one for one in found if one.severity is Severity.ERROR])


def findings(found: Sequence[Finding], file: str | None = None) -> str:
    """What a person must look at, as `dondoc check` and `dondoc amend` tell it."""
    if not found:
        return "Không có gì phải xem lại."
    rows = [
        (
            one.severity.told.vi,
            f"{file}:{one.line}" if file and one.line else one.line or "",
            plain(one.requirement or ""),
            plain(one.message),
            plain(one.suggestion or ""),
        )
        for one in found
    ]
    head = f"## Cần xem lại: {format.number(len(rows))}"
    return f"{head}\n\n{table(('Mức', 'Dòng', 'Việc', 'Nội dung', 'Đề nghị'), rows)}"


def dates(result: Cascade) -> str:
    """Conferences and duties with their days, as `dondoc check` has them."""
    text = CheckText(result)
    rows = [_duty(text, duty) for duty in result.duties]
    parts = [table(("Mã", "Hạn", "Ai", "Việc", "Ghi chú"), rows)] if rows else []
    if result.meetings:
        sits = [
            (
                one.conference.id,
                plain(secrecy.content(one.conference.name, result.plan.secret, "Hội nghị")),
                text.day_of_meeting(one),
            )
            for one in result.meetings
        ]
        parts.insert(0, table(("Hội nghị", "Tên", "Ngày"), sits))
    return "\n\n".join(["## Các ngày", *parts])


def _duty(text: CheckText, duty: Duty) -> tuple[str, ...]:
    name, limit, who, action = text.row(duty)
    shown = secrecy.action(action, number=f"Nhiệm vụ {duty.requirement}", secret=duty.secret)
    why = secrecy.content("; ".join(text.notes(duty)), duty.secret, "")
    return plain(name), limit, who, plain(shown), plain(why)


def changes(amendment: Amendment, called: Called) -> str:
    """What comes, goes and moves, from when to when, as `dondoc amend` tells it."""
    lines = "\n".join(f"- {plain(line)}" for line in ChangeText(amendment, called).lines())
    return f"## Thay đổi\n\n{lines}"


def left_open(rows: Sequence[ObligationView]) -> tuple[str, ...]:
    """What a plan that is closed leaves undone; of a long list the first, and how many others."""
    if not rows:
        return ()
    cells = [_owed(row) for row in rows[:NAMED]]
    more = f"\n\n… và {format.number(len(rows) - NAMED)} nhiệm vụ nữa." if len(rows) > NAMED else ""
    head = f"## Nhiệm vụ chưa hoàn thành ({format.number(len(rows))})"
    return (f"{head}\n\n{table(('Đơn vị', 'Nhiệm vụ', 'Thời hạn'), cells)}{more}",)


def _owed(row: ObligationView) -> tuple[str, ...]:
    shown = secrecy.action(row.action, number=f"Nhiệm vụ {row.requirement}", secret=row.secret)
    return plain(row.unit_name), plain(shown), format.day(day_of(row.due_at)) if row.due_at else ""


def warnings(told: Sequence[str]) -> str:
    """What a person should look at twice before doing it."""
    return "\n".join(f"- ⚠ **{plain(one)}**" for one in told)


def letters(notices: Sequence[NoticeView], *, dry_run: bool) -> Iterator[str]:
    """How many letters, to whom; one that reaches nobody is told apart."""
    sent = [row for row in notices if NoticeState(row.state).open]
    if not notices:
        yield "Không có thư nào."
        return
    kinds = Counter(called(Occasion, row.occasion) for row in sent)
    told = ", ".join(f"{format.number(many)} {kind}" for kind, many in kinds.most_common())
    head = "Sẽ gửi" if dry_run else "Đưa vào hàng gửi"
    yield f"## {head} {format.number(len(sent))} thư" + (f": {told}" if told else "")
    rows = [_letter(row) for row in notices[:NAMED]]
    more = f"\n\n… và {format.number(len(notices) - NAMED)} thư nữa." if len(notices) > NAMED else ""
    yield table(("Đơn vị", "Người nhận", "Nội dung", "Kênh", "Ngày"), rows) + more


def _letter(row: NoticeView) -> tuple[str, ...]:
    return (
        plain(row.unit_name),
        plain(row.recipient),
        called(Occasion, row.occasion),
        called(Channel, row.channel)
        if NoticeState(row.state).open
        else f"không gửi: {plain(row.reason or '')}",
        format.day(day_of(row.due_at)),
    )
