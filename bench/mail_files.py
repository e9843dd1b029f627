"""What files cost a letter: bare, with the Excel form of a duty, with an invitation as a Word file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench import mailing, papers
from cascade.lang.told import Told
from cascade.plan.model import Figure
from cascade.reports.workbook_form import ReportForm
from documents.signed.write_paper import paper_bytes
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from models.views.notice_views import Claimed
from notifications.email import mime
from notifications.message import Attachment, Message
from services.dispatch.compose import Enclosed, compose

LETTERS = 200
SENDER = "btg@example.vn"
_FORM = ReportForm(
    code="x" * 60,
    unit="Huyện ủy Long Thành",
    duty="báo cáo kết quả quán triệt nghị quyết",
    plan="Kế hoạch số 301-KH/TU",
    due="trước ngày 25/4/2024",
    figures=tuple(Figure(f"f{at}", f"Số đảng viên đã học tập đợt {at}") for at in range(4)),
    note_label="Nội dung khác",
    in_words=False,
    desk="Ban Tuyên giáo Tỉnh ủy",
    phone="0251 3 822 501",
    seen=0,
    lang="vi",
)


def measure_files(letters: int = LETTERS) -> dict[str, float]:
    """Milliseconds of processor and kilobytes of one mail, worded and written, nothing sent."""
    with mailing.sqlite(letters) as fresh:
        ledger = Ledger(fresh())
        with ledger.begin() as session:
            now = clock.now(session)
            claimed = outbox.claim(session, now, "bench", limit=letters)
        ledger.dispose()
    conference = papers.conference(papers.compiled("can-tho-tw6"))
    hall = conference.halls[0]

    def invited(one: Claimed) -> Message:
        paper = paper_bytes(conference.invitation(hall, hall.units[0]))
        word = Attachment("Giấy mời - Đảng ủy.docx", paper, "application/octet-stream")
        return compose(one, now, enclosed=[Enclosed(Told("giấy mời", "the invitation"), word)]).message

    ways: dict[str, Callable[[Claimed], Message]] = {
        "letter": lambda one: compose(one, now).message,
        "letter_with_form": lambda one: compose(replace(one, forms=(_FORM,)), now).message,
        "letter_with_invitation": invited,
    }
    found: dict[str, float] = {}
    for name, way in ways.items():
        found |= _each(name, way, claimed)
    return found


def _each(name: str, way: Callable[[Claimed], Message], claimed: Sequence[Claimed]) -> dict[str, float]:
    way(claimed[0])
    began = time.process_time()
    size = sum(len(mime.compose(way(one), SENDER)) for one in claimed)
    spent = time.process_time() - began
    return {f"{name}_ms": spent / len(claimed) * 1_000, f"{name}_kb": size / len(claimed) / 1_024}
