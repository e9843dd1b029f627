"""A short paper of our own, its draft in a ledger, and short words for what officers do with it."""

from __future__ import annotations

from dataclasses import dataclass

from models.database.ledger import Ledger, Session
from services.drafts import save, sheet
from services.drafts.edits import AnswerHow, AnswerQuestion, Edit
from services.drafts.papers_in import read_papers
from services.drafts.sheet_parts import Sheet
from services.drafts.start import start
from tests.ledger.world import at

NOW = at(3, 2)
TEXT = """TỈNH ỦY                                    ĐẢNG CỘNG SẢN VIỆT NAM
Số 12-KH/TU                                Tỉnh, ngày 02 tháng 3 năm 2026

KẾ HOẠCH
học tập, quán triệt Nghị quyết của Trung ương

I. Hội nghị

1. Hội nghị cán bộ toàn tỉnh: tổ chức trong tháng 4/2026 tại Hội trường Tỉnh ủy.

II. Tổ chức thực hiện

1. Các huyện ủy báo cáo kết quả học tập về Tỉnh ủy (qua Ban Tuyên giáo) trước ngày 25/5/2026.

2. Ban Tuyên giáo tổng hợp, báo cáo Tỉnh ủy chậm nhất ngày 10/6/2026.

3. Tổ giúp việc hoàn thành tài liệu trước ngày 20/3/2026.

4. Văn phòng chuẩn bị hội trường và đón tiếp đại biểu.
"""


@dataclass
class Desk:
    """A ledger with one draft."""

    ledger: Ledger
    number: int

    def sheet(self) -> Sheet:
        with self.ledger.read() as session:
            return sheet.sheet(session, self.number, now=NOW)

    def save(self, *edits: Edit, on: int, by: str = "Lan") -> save.Saved:
        with self.ledger.begin() as session:
            return save.save(session, self.number, edits, on=on, now=NOW, by=by)

    def answer_all(self) -> None:
        """Every question that matters: as proposed, else the propaganda office."""
        asked = [one for one in self.sheet().questions if one.open and one.matters]
        answers = [AnswerQuestion(one.about, AnswerHow.OWN, ("tinh-btg",)) for one in asked]
        self.save(*answers, on=self.sheet().version)


def begin(session: Session, text: str = TEXT, unit: str = "tinh") -> int:
    """A draft of that text."""
    handed = read_papers([("ke-hoach.txt", text.encode())])
    return start(session, handed, unit=unit, now=NOW, by="Lan")
