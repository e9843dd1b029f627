"""Facts of an imagined notice, to look at a template before it is used."""

from __future__ import annotations

from typing import Any

from cascade.notices.kinds import Occasion

_BOTH: dict[str, Any] = {
    "plan_number": "12-KH/TU",
    "plan_code": "mau",
    "code": "D6",
    "desk_phone": "0251 3822 000",
    "due": "24/4/2024",
    "days_left": 5,
    "days_late": 2,
    "link": "https://dondoc.example.vn/b/mau-lien-ket",
    "minutes": 45,
}
_VI: dict[str, Any] = {
    "plan_title": "Kế hoạch học tập, quán triệt nghị quyết của Trung ương",
    "plan_short": "quán triệt nghị quyết",
    "issuer": "Ban Tuyên giáo Tỉnh ủy",
    "desk_name": "đồng chí Lê Thị Mai, Phòng Lý luận chính trị",
    "unit": "Huyện ủy Long Thành",
    "recipient": "Huyện ủy Long Thành",
    "contact": "Nguyễn Văn An",
    "action": "báo cáo kết quả học tập, quán triệt nghị quyết",
    "phrase": "trước ngày 25/4/2024",
    "due_long": "24/4/2024 (thứ Tư)",
    "workday_long": "24/4/2024 (thứ Tư)",
    "was_long": "19/4/2024 (thứ Sáu)",
    "until_long": "06/5/2024 (thứ Hai)",
    "received_long": "14 giờ 05, ngày 23/4/2024 (thứ Ba)",
    "reason": "bổ sung số đảng viên dự học và tỷ lệ của từng chi bộ",
    "changes": ["Hạn báo cáo lùi từ 19/4/2024 sang 24/4/2024."],
    "conference": "Hội nghị học tập, quán triệt nghị quyết",
    "venue": "Hội trường Tỉnh ủy",
    "chair": "đồng chí Phó Bí thư Thường trực",
    "start_long": "07 giờ 30, ngày 28/3/2024 (thứ Năm)",
    "line_test_long": "15 giờ, ngày 27/3/2024 (thứ Tư)",
    "topic": "Chuyên đề 2: những điểm mới của nghị quyết",
    "agenda": [
        {"title": "Quán triệt nội dung cốt lõi", "speaker": "đồng chí Trưởng ban Tuyên giáo", "minutes": 45},
        {"title": "Chuyên đề nội bộ", "secret": True, "code": "Chuyên đề 3", "minutes": 45},
    ],
    "rows": [
        {"unit": "Xã Long Phước", "action": "báo cáo kết quả", "due": "19/4/2024", "days_late": 3},
        {"unit": "Thị trấn Long Thành", "action": "báo cáo kết quả", "due": "19/4/2024", "days_late": 3},
    ],
    "figures": [
        {"label": "Đảng viên dự học", "value": "83.546/84.074 (99,4%)"},
        {"label": "Tổ chức đảng đã hoàn thành", "value": "16/16 (100%)"},
    ],
}
_EN: dict[str, Any] = {
    "plan_title": "the plan to study the resolutions of the Central Committee",
    "plan_short": "study of the resolutions",
    "issuer": "Propaganda Board of the Provincial Committee",
    "desk_name": "Ms Lê Thị Mai",
    "unit": "Long Thành District Committee",
    "recipient": "Long Thành District Committee",
    "contact": "Nguyễn Văn An",
    "action": "report on the study of the resolutions",
    "phrase": "trước ngày 25/4/2024",
    "due": "24 April 2024",
    "due_long": "Wednesday, 24 April 2024",
    "workday_long": "Wednesday, 24 April 2024",
    "was_long": "Friday, 19 April 2024",
    "until_long": "Monday, 6 May 2024",
    "received_long": "14:05, Tuesday, 23 April 2024",
    "reason": "please add how many members of each cell attended",
    "changes": ["The report is due on 24 April 2024 instead of 19 April 2024."],
    "conference": "the study conference",
    "venue": "Hall of the Provincial Committee",
    "chair": "the Permanent Deputy Secretary",
    "start_long": "07:30, Thursday, 28 March 2024",
    "line_test_long": "15:00, Wednesday, 27 March 2024",
    "topic": "Topic 2: what is new in the resolution",
    "agenda": [
        {"title": "What the resolution says", "speaker": "the Head of the Board", "minutes": 45},
        {"title": "An internal topic", "secret": True, "code": "Topic 3", "minutes": 45},
    ],
    "rows": [
        {"unit": "Long Phước", "action": "report", "due": "19 April 2024", "days_late": 3},
        {"unit": "Long Thành town", "action": "report", "due": "19 April 2024", "days_late": 1},
    ],
    "figures": [
        {"label": "Members who attended", "value": "83,546/84,074 (99.4%)"},
        {"label": "Organisations done", "value": "16/16 (100%)"},
    ],
}


_LISTS = (Occasion.ESCALATION, Occasion.DIGEST, Occasion.CLOSING, Occasion.REPORT_REQUEST)


def facts(lang: str = "vi", occasion: str = "") -> dict[str, Any]:
    """A full set of facts in that language; for one occasion, without the lists that it would not have."""
    given = {**_BOTH, **(_EN if lang == "en" else _VI), "lang": lang}
    if occasion == Occasion.NOT_LINKED:
        given["minutes"] = 0
    return given if not occasion or occasion in _LISTS else {**given, "rows": []}
