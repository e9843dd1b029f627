"""The kinds of papers by the letters in their numbers, as a sentence calls one of them."""

from __future__ import annotations

KINDS = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "QĐi": "Quy định",
    "CT": "Chỉ thị",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "TT": "Thông tri",
    "TB": "Thông báo",
    "BC": "Báo cáo",
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "CTHĐ": "Chương trình hành động",
    "ĐA": "Đề án",
    "TTr": "Tờ trình",
    "GM": "Giấy mời",
    "CĐ": "Công điện",
    "CV": "công văn",
}


def paper_kind(letters: str) -> str:
    """ "CTr" -> "Chương trình"; letters that we do not know are taken for a plan's."""
    return KINDS.get(letters, KINDS["KH"])
