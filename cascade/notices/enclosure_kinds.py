"""The papers that may go with a letter, in the form that is signed: which there are, which go unasked."""

from __future__ import annotations

from cascade.lang.kept import Kept
from cascade.lang.told import Told


class Enclosure(Kept):
    """What a committee lets its letters carry; the value stands in forms and in the ledger."""

    INVITATION = "giay-moi"
    HALL = "diem-cau"
    PRESSING = "don-doc"
    AMENDMENT = "dieu-chinh"
    RESULTS = "thong-bao-ket-qua"

    @property
    def told(self) -> Told:
        """What goes with which letter."""
        return _ENCLOSURES.get(self) or self.stranger

    @property
    def usual(self) -> bool:
        """It goes along as long as nobody has said otherwise."""
        return self in (Enclosure.INVITATION, Enclosure.HALL)


_ENCLOSURES = {
    Enclosure.INVITATION: Told(
        "giấy mời của từng đơn vị, kèm thông báo mời dự và đổi lịch hội nghị",
        "each unit's invitation, with the letters that invite and that change the day",
    ),
    Enclosure.HALL: Told(
        "chương trình và ma-két, kèm thông báo mời dự của đơn vị chủ trì điểm cầu",
        "programme and backdrop, with the invitation of the unit that runs a hall",
    ),
    Enclosure.PRESSING: Told(
        "công văn đôn đốc có bảng đơn vị quá hạn, kèm thư báo cáo cấp trên",
        "the letter that presses, with the table of late units, to the unit above them",
    ),
    Enclosure.AMENDMENT: Told(
        "thông báo điều chỉnh, kèm thư báo điều chỉnh kế hoạch",
        "the notice of amendment, with the letter that tells of it",
    ),
    Enclosure.RESULTS: Told(
        "thông báo kết quả, kèm thư kết thúc kế hoạch",
        "the notice of results, with the letter that closes a plan",
    ),
}
PAPERS = {
    Enclosure.INVITATION: (Told("giấy mời (Word)", "the invitation (Word)"),),
    Enclosure.HALL: (
        Told("chương trình (Word)", "the programme (Word)"),
        Told("ma-két (PDF)", "the backdrop (PDF)"),
    ),
    Enclosure.PRESSING: (
        Told("dự thảo công văn đôn đốc (Word)", "a draft of the letter that presses (Word)"),
    ),
    Enclosure.AMENDMENT: (Told("thông báo điều chỉnh (Word)", "the notice of amendment (Word)"),),
    Enclosure.RESULTS: (Told("thông báo kết quả (Word)", "the notice of results (Word)"),),
}
"""What a letter calls its files."""
USUAL = frozenset(one for one in Enclosure if one.usual)
