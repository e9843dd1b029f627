"""The form of official papers (thể thức): the Party's, and the state's by Decree 30/2020.

The Party's as secondary sources give Hướng dẫn 05-HD/VPTW (2026): its text was not at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cascade.lang.vietnamese import fold
from cascade.org.unit import Unit

FONT = "Times New Roman"
BODY_WIDTH = 165
"""Millimetres that the margins leave of an A4 page."""


class PaperSort(StrEnum):
    """What is written; the value stands in addresses, commands and names of files."""

    INVITATION = "giay-moi"
    PROGRAMME = "chuong-trinh"
    DELEGATES = "dai-bieu"
    PLAN = "ke-hoach"
    ASSIGNMENTS = "phan-cong"
    PRESSING = "don-doc"
    AMENDMENT = "dieu-chinh"
    RESULTS = "thong-bao-ket-qua"
    REPORT = "bao-cao-ket-qua"

    @property
    def letters(self) -> str:
        """What stands for the kind in the number; empty: a list without a number of its own."""
        return _SORTS[self][0]

    @property
    def heading(self) -> str:
        """What stands above the subject; empty of a letter (công văn)."""
        return _SORTS[self][1]

    @property
    def about_conference(self) -> bool:
        """Whether it is written for one conference of the plan."""
        return self in (PaperSort.INVITATION, PaperSort.PROGRAMME, PaperSort.DELEGATES)


_SORTS = {
    PaperSort.INVITATION: ("GM", "GIẤY MỜI"),
    PaperSort.PROGRAMME: ("", "CHƯƠNG TRÌNH"),
    PaperSort.DELEGATES: ("", "DANH SÁCH ĐẠI BIỂU"),
    PaperSort.PLAN: ("KH", "KẾ HOẠCH"),
    PaperSort.ASSIGNMENTS: ("", "BẢNG PHÂN CÔNG NHIỆM VỤ"),
    PaperSort.PRESSING: ("CV", ""),
    PaperSort.AMENDMENT: ("TB", "THÔNG BÁO"),
    PaperSort.RESULTS: ("TB", "THÔNG BÁO"),
    PaperSort.REPORT: ("BC", "BÁO CÁO"),
}


@dataclass(frozen=True, slots=True)
class PaperForm:
    """Sizes in points, lengths in millimetres."""

    margins: tuple[int, int, int, int]
    """Top, bottom, left, right."""
    motto: tuple[tuple[str, int], ...]
    """The lines above place and day, with their sizes; a rule stands below the last."""
    head_size: int
    """Of who writes, and of whom it serves."""
    head_room: int
    """Letters that a line of it takes."""
    head_widths: tuple[int, int]
    rule_indents: tuple[int, int]
    """What the cells of the head are wider than the rules below the writer and below the motto."""
    title_size: int
    section_mark: str
    """What stands behind the number of a section: "I-", "I."."""
    behalf: str
    end: str
    """What closes the text."""
    received: tuple[int, int]
    """Sizes of the words "Nơi nhận:" and of what stands below them."""
    between: str
    """What stands between two who receive it."""

    @property
    def of_party(self) -> bool:
        """Whether it is the Party's."""
        return self is PARTY

    def numbered(self, sort: PaperSort, number: str, suffix: str) -> str:
        """ "Số 12-GM/TU", "Số: 12/GM-UBND", of a letter of the state "Số: 12/UBND"."""
        if self.of_party:
            return f"Số {number}-{sort.letters}/{suffix}"
        kind = f"{sort.letters}-" if sort.heading else ""
        return f"Số: {number}/{kind}{suffix}"


PARTY = PaperForm(
    margins=(20, 20, 30, 15),
    motto=(("ĐẢNG CỘNG SẢN VIỆT NAM", 15),),
    head_size=14,
    head_room=27,
    head_widths=(80, 85),
    rule_indents=(0, 6),
    title_size=16,
    section_mark="-",
    behalf="T/M",
    end=".",
    received=(14, 12),
    between=",",
)
STATE = PaperForm(
    margins=(20, 20, 30, 15),
    motto=(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12), ("Độc lập - Tự do - Hạnh phúc", 13)),
    head_size=13,
    head_room=25,
    head_widths=(70, 95),
    rule_indents=(24, 16),
    title_size=14,
    section_mark=".",
    behalf="TM.",
    end="./.",
    received=(12, 11),
    between=";",
)

_OF_STATE = tuple(
    f"{fold(words)} "
    for words in (
        *("Ủy ban nhân dân", "UBND", "Hội đồng nhân dân", "HĐND", "Chính phủ", "Sở", "Cục", "Chi cục"),
        *("Tổng cục", "Thanh tra", "Kho bạc", "Trường", "Trung tâm", "Bệnh viện", "Tòa án", "Viện kiểm sát"),
        *("Văn phòng Ủy ban nhân dân", "Văn phòng UBND", "Văn phòng Hội đồng nhân dân", "Chính quyền"),
    )
)


def form_of(writer: Unit) -> PaperForm:
    """By who writes: what its name or its group says; everybody else in a Party's list is of the Party."""
    return (
        STATE if any(f"{fold(one)} ".startswith(_OF_STATE) for one in (writer.name, writer.group)) else PARTY
    )
