"""What an office's own template may name, and what stands in each place of a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cascade.lang import brought
from cascade.lang.told import Told
from documents.office.docx_data import place_and_day
from documents.signed.paper_form import PaperSort
from documents.signed.signed_paper import Band, RuledTable, SignedPaper, SignedSection, Text

FIELDS: Mapping[str, Told] = MappingProxyType(
    {
        "cap_tren": Told("cơ quan cấp trên, dòng đầu bên trái", "whom the writer serves"),
        "co_quan": Told("cơ quan ban hành", "who writes"),
        "so_ky_hieu": Told("dòng số và ký hiệu", "the line of number and symbol"),
        "dia_danh_ngay": Told("địa danh, ngày tháng năm", "place and day"),
        "ten_loai": Told("tên loại văn bản", "the kind of paper"),
        "trich_yeu": Told("trích yếu", "the subject"),
        "kem_theo": Told("văn bản mà danh sách kèm theo", "the paper that a list belongs to"),
        "kinh_gui": Told("danh sách nơi kính gửi", "list: to whom"),
        "cac_doan": Told("danh sách đoạn văn của nội dung", "list: the paragraphs"),
        "cac_bang": Told(
            "danh sách bảng, mỗi bảng có .cot (tên cột) và .dong (các dòng)",
            "list: tables, each .cot and .dong",
        ),
        "noi_nhan": Told("danh sách nơi nhận", "list: who receives it"),
        "thay_mat": Told("dòng thay mặt (T/M, TM.)", "on whose behalf"),
        "chuc_vu": Told("chức vụ người ký", "the signer's post"),
        "nguoi_ky": Told("họ tên người ký", "the signer"),
    }
)
"""What every template may use."""
OF_INVITATION: Mapping[str, Told] = MappingProxyType(
    {
        "hoi_nghi": Told("tên hội nghị", "the conference"),
        "thoi_gian": Told("thời gian hội nghị", "when"),
        "dia_diem": Told("địa điểm", "where"),
        "hinh_thuc": Told("hình thức", "the form"),
        "chu_tri": Told("người chủ trì", "who presides"),
        "nguoi_duoc_moi": Told("đơn vị được mời", "who is invited"),
    }
)
"""What an invitation's may use besides."""


def fields_of(sort: PaperSort) -> Mapping[str, Told]:
    """What a template of that kind may use, by name."""
    return {**FIELDS, **(OF_INVITATION if sort is PaperSort.INVITATION else {})}


def values_of(paper: SignedPaper) -> dict[str, Any]:
    """The fields of FIELDS with what they stand for."""
    tables = [one for one in paper.parts if isinstance(one, RuledTable)]
    tables += [one for annex in paper.annexes for one in annex.parts if isinstance(one, RuledTable)]
    words = {
        "cap_tren": paper.head.above,
        "co_quan": paper.head.head,
        "so_ky_hieu": "" if paper.belongs_to else paper.numbered,
        "dia_danh_ngay": place_and_day(paper.head.place, paper.day),
        "ten_loai": paper.sort.heading,
        "trich_yeu": paper.subject,
        "kem_theo": paper.belongs_to,
        "thay_mat": f"{paper.form.behalf} {paper.behalf.upper()}" if paper.behalf else "",
        "chuc_vu": paper.signer_title,
        "nguoi_ky": paper.signer,
        **dict.fromkeys(OF_INVITATION, ""),
        **paper.facts,
    }
    return {
        **{name: brought.printable(value) for name, value in words.items()},
        "kinh_gui": _shown(paper.to),
        "noi_nhan": _shown(paper.receive),
        "cac_doan": _shown([*_paragraphs(paper)]),
        "cac_bang": [_table(one) for one in tables],
    }


def _shown(words: Sequence[str]) -> list[str]:
    return [brought.printable(one) for one in words]


def _paragraphs(paper: SignedPaper) -> Iterator[str]:
    for one in paper.parts:
        if isinstance(one, Text):
            yield f"{one.lead}{one.words}"
        elif isinstance(one, SignedSection):
            yield one.words.upper()


@dataclass(frozen=True, slots=True)
class _FilledTable:
    cot: list[str]
    dong: list[list[str]]


def _table(table: RuledTable) -> _FilledTable:
    rows = [[row.words] if isinstance(row, Band) else list(row) for row in table.rows]
    return _FilledTable(_shown([one.name for one in table.columns]), [_shown(row) for row in rows])
