"""Facts of an imagined notice, to look at a template before it is used."""

from __future__ import annotations

from typing import Any

from cascade.notices.enclosure_kinds import PAPERS
from cascade.notices.kinds import REPLIES, Occasion

_BOTH: dict[str, Any] = {
    "plan_number": "12-KH/TU",
    "plan_kind": "KH",
    "plan_code": "mau",
    "plan_author": "Ban Thường vụ Tỉnh ủy",
    "sender": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "sender_follows": True,
    "desk_name": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "code": "D6",
    "desk_phone": "0251 3822 000",
    "due": "24/4/2024",
    "days_left": 5,
    "days_late": 2,
    "link": "https://dondoc.example.vn/b/mau-lien-ket",
    "receipt_link": "https://dondoc.example.vn/bien-nhan?so=000123-1-7K3F9QXM",
    "minutes": 45,
}
_VI: dict[str, Any] = {
    "weekly_title": "Bản tin tuần, từ 15/4/2024 đến 22/4/2024",
    "weekly_done": ["Quán triệt nghị quyết: đã báo cáo 732/1.070 (68,4%), trong tuần 400"],
    "weekly_late": ["Đảng ủy xã Long Thành: 21 nhiệm vụ quá hạn"],
    "weekly_next": ["24/4/2024 (thứ Tư): hạn D6: báo cáo kết quả học tập (Quán triệt nghị quyết)"],
    "plan_title": "Kế hoạch học tập, quán triệt nghị quyết của Trung ương",
    "plan_short": "quán triệt nghị quyết",
    "plan_issued": "04/3/2024",
    "issuer": "Tỉnh ủy Đồng Nai",
    "unit": "Đảng ủy xã Long Thành",
    "recipient": "Đảng ủy xã Long Thành",
    "contact": "Nguyễn Văn An",
    "action": "báo cáo kết quả học tập, quán triệt nghị quyết",
    "phrase": "trước ngày 25/4/2024",
    "due_long": "24/4/2024 (thứ Tư)",
    "workday_long": "24/4/2024 (thứ Tư)",
    "was_long": "19/4/2024 (thứ Sáu)",
    "until_long": "06/5/2024 (thứ Hai)",
    "received_long": "14 giờ 05, ngày 23/4/2024 (thứ Ba)",
    "receipt_number": "000123-1-7K3F9QXM",
    "reason": "bổ sung số đảng viên dự học và tỷ lệ của từng chi bộ",
    "changes": ["Thời hạn báo cáo lùi từ 19/4/2024 sang 24/4/2024."],
    "conference": "Hội nghị học tập, quán triệt nghị quyết",
    "venue": "Hội trường Đảng ủy xã Long Thành",
    "chair": "đồng chí Phó Bí thư Thường trực Tỉnh ủy",
    "participants": ["ủy viên Ban Chấp hành Đảng bộ xã", "bí thư, phó bí thư chi, đảng bộ cơ sở"],
    "start_long": "07 giờ 30, ngày 28/3/2024 (thứ Năm)",
    "line_test_long": "15 giờ, ngày 27/3/2024 (thứ Tư)",
    "topic": "Chuyên đề 2: những điểm mới của nghị quyết",
    "speaker": "Lê Thị Mai",
    "of_unit": "Đảng ủy xã An Phước",
    "person": "Nguyễn Văn An",
    "details": ["Thư điện tử: vanphong@anphuoc.example.vn", "Điện thoại: 0912 345 678"],
    "agenda": [
        {
            "title": "Quán triệt nội dung cốt lõi",
            "speaker": "Trưởng Ban Tuyên giáo và Dân vận",
            "minutes": 45,
        },
        {"title": "Chuyên đề nội bộ", "secret": True, "code": "Chuyên đề 3", "minutes": 45},
    ],
    "rows": [
        {"unit": "Chi bộ ấp 1", "action": "báo cáo kết quả", "due": "19/4/2024", "days_late": 3},
        {"unit": "Chi bộ ấp 2", "action": "báo cáo kết quả", "due": "19/4/2024", "days_late": 3},
    ],
    "figures": [
        {"label": "Đảng viên dự học", "value": "83.546/84.074 (99,4%)"},
        {"label": "Tổ chức đảng đã hoàn thành", "value": "16/16 (100%)"},
    ],
}
_EN: dict[str, Any] = {
    "weekly_title": "Letter of the week, 15 April 2024 to 22 April 2024",
    "weekly_done": ["Study of the resolutions: 732/1,070 (68.4%) reported, 400 this week"],
    "weekly_late": ["Long Thành Commune Party Committee: 21 duties overdue"],
    "weekly_next": ["Wednesday, 24 April 2024: due D6: report on the study (Study of the resolutions)"],
    "plan_title": "Plan to study the resolutions of the Central Committee",
    "plan_short": "study of the resolutions",
    "plan_author": "the Standing Board of the Provincial Party Committee",
    "plan_issued": "4 March 2024",
    "issuer": "the Đồng Nai Provincial Party Committee",
    "sender": "the Provincial Commission for Information, Education and Mass Mobilisation",
    "desk_name": "the Provincial Commission for Information, Education and Mass Mobilisation",
    "unit": "the Long Thành Commune Party Committee",
    "recipient": "the Long Thành Commune Party Committee",
    "contact": "Nguyễn Văn An",
    "action": "report on the study of the resolutions",
    "phrase": "trước ngày 25/4/2024",
    "due": "24 April 2024",
    "due_long": "Wednesday, 24 April 2024",
    "workday_long": "Wednesday, 24 April 2024",
    "was_long": "Friday, 19 April 2024",
    "until_long": "Monday, 6 May 2024",
    "received_long": "14:05, Tuesday, 23 April 2024",
    "receipt_number": "000123-1-7K3F9QXM",
    "reason": "how many members of each cell attended",
    "changes": ["The report is due on 24 April 2024 instead of 19 April 2024."],
    "conference": "the study conference",
    "venue": "Hall of the Long Thành Commune Party Committee",
    "chair": "the Permanent Deputy Secretary",
    "participants": ["members of the Commune Party Committee", "secretaries of its cells"],
    "start_long": "07:30, Thursday, 28 March 2024",
    "line_test_long": "15:00, Wednesday, 27 March 2024",
    "topic": "Topic 2: what is new in the resolution",
    "speaker": "Ms Lê Thị Mai",
    "of_unit": "An Phước Commune Party Committee",
    "person": "Nguyễn Văn An",
    "details": ["E-mail: vanphong@anphuoc.example.vn", "Telephone: 0912 345 678"],
    "agenda": [
        {"title": "What the resolution says", "speaker": "the Head of the Commission", "minutes": 45},
        {"title": "An internal topic", "secret": True, "code": "Topic 3", "minutes": 45},
    ],
    "rows": [
        {"unit": "Cell of hamlet 1", "action": "report", "due": "19 April 2024", "days_late": 3},
        {"unit": "Cell of hamlet 2", "action": "report", "due": "19 April 2024", "days_late": 3},
    ],
    "figures": [
        {"label": "Members who attended", "value": "83,546/84,074 (99.4%)"},
        {"label": "Organisations done", "value": "16/16 (100%)"},
    ],
}

_HOST = {"vi": "Văn phòng Tỉnh ủy", "en": "Office of the Provincial Party Committee"}
_WAS = {"vi": "08 giờ, ngày 21/3/2024 (thứ Năm)", "en": "08:00, Thursday, 21 March 2024"}
_WHY = {
    Occasion.INVITATION_CHANGED: (
        "chuyển sang ngày họp của Trung ương",
        "moved to the day of the central one",
    ),
    Occasion.INVITATION_CANCELLED: (
        "chờ lịch mới của Trung ương",
        "a new date of the central one is awaited",
    ),
    Occasion.EXTENDED: ("xã khắc phục hậu quả mưa lũ", "the commune is repairing flood damage"),
    Occasion.EXTENSION_ASKED: ("xã đang khắc phục hậu quả mưa lũ", "the commune is repairing flood damage"),
    Occasion.HAND_OVER_ASKED: ("việc thuộc địa bàn xã bên cạnh", "it lies in the commune next to it"),
    Occasion.ASK_DECLINED: (
        "Trung ương yêu cầu số liệu trước ngày 30/4",
        "the centre needs the figures by 30 April",
    ),
    Occasion.AMENDED: ("điều chỉnh theo lịch của Trung ương", "to follow the central schedule"),
    Occasion.WITHDRAWN: ("nhiệm vụ giao cho đơn vị khác", "another unit does it"),
    Occasion.UNREACHABLE: ("hộp thư không còn dùng", "the mailbox is no longer used"),
    Occasion.TALK_DECLINED: ("đồng chí báo cáo viên đi công tác", "the speaker is away on duty"),
    Occasion.LINE_FAULT: ("hình ảnh giật, tiếng ngắt quãng", "the picture freezes, the sound breaks off"),
    Occasion.TALK_DECLINED: (
        "trùng lịch công tác ở Trung ương",
        "a central meeting on that day",
    ),
    Occasion.OPS: ("kênh thư điện tử đã dừng: hết giờ", "the mail channel has stopped: timed out"),
}
"""Reasons of their own; all others return a report."""
_BELOW: dict[str, dict[str, Any]] = {
    "vi": {
        "of_unit": "Đảng ủy xã An Phước",
        "person": "Trần Văn Bình",
        "details": ["Điện thoại: 0912 345 678", "Thư điện tử: binh@an-phuoc.example.vn"],
    },
    "en": {
        "of_unit": "the An Phước Commune Party Committee",
        "person": "Trần Văn Bình",
        "details": ["Telephone: 0912 345 678", "E-mail: binh@an-phuoc.example.vn"],
    },
}
"""Who asks, and for what, in letters to whoever is above."""
_LOGIN: tuple[dict[str, Any], dict[str, Any]] = (
    {"person": "Lê Thị Mai", "until_long": "14 giờ 20, ngày 23/4/2024 (thứ Ba)"},
    {"person": "Lê Thị Mai", "until_long": "14:20, Tuesday, 23 April 2024"},
)
_FACTOR: tuple[dict[str, Any], dict[str, Any]] = (
    {
        "person": "Lê Thị Mai",
        "received_long": "14 giờ 05, ngày 23/4/2024 (thứ Ba)",
        "details": ["Một mã dự phòng của đồng chí vừa được dùng; còn 9 mã"],
    },
    {
        "person": "Lê Thị Mai",
        "received_long": "14:05, Tuesday, 23 April 2024",
        "details": ["One of your recovery codes was used; 9 are left"],
    },
)
_ASKED = (
    Occasion.CONTACT_REQUEST,
    Occasion.CONTACT_CONFIRM,
    Occasion.CONTACT_CHANGED,
    Occasion.TALK_DECLINED,
    Occasion.EXTENSION_ASKED,
    Occasion.HAND_OVER_ASKED,
    Occasion.ASK_TAKEN_BACK,
)
_FAULTS = {
    "vi": ["ô D12 (Tổng số đảng viên): chưa có số liệu; điền số, không có thì ghi 0"],
    "en": ["cell D12 (Tổng số đảng viên): the figure is missing; give the number, 0 if there is none"],
}
_LISTS = (Occasion.ESCALATION, Occasion.DIGEST, Occasion.CLOSING, Occasion.REPORT_REQUEST, Occasion.ASK_WAITS)
_TODAY = (Occasion.DUE_TODAY, Occasion.NOT_LINKED)


def facts(lang: str = "vi", occasion: str = "") -> dict[str, Any]:
    """A full set of facts in that language; for one occasion, without the lists that it would not have."""
    given = {**_BOTH, **(_EN if lang == "en" else _VI), "lang": lang}
    if occasion in _TODAY:
        given |= {"days_left": 0, "days_late": 0, "minutes": 0}
    if occasion in REPLIES:
        given |= {name: "" for name in given if name.startswith("plan_")} | {"sender_follows": False}
    if occasion == Occasion.FORM_NOT_TAKEN:
        given["details"] = _FAULTS[lang]
    if occasion == Occasion.CLOSING:
        given["link"] = ""
    if occasion == Occasion.AWAITING:
        given["unit"] = given["rows"][0]["unit"]
    if occasion in _LISTS:
        given |= {"due": given["rows"][0]["due"], "due_long": given["was_long"], "phrase": ""}
        given |= {"workday_long": given["was_long"]}
    if occasion == Occasion.LINE_FAULT:
        given["changes"] = ["Nguyễn Văn Bình", "0912 345 678"]
    if occasion == Occasion.UNCONFIRMED:
        given |= {"changes": ["Đảng ủy xã An Phước", "Đảng ủy xã Bình An"], "count": 2}
    if occasion in (Occasion.LINE_FAULT, Occasion.UNCONFIRMED):
        given["recipient"] = _HOST[lang]
    if occasion in _ASKED:
        given |= _BELOW["en" if lang == "en" else "vi"]
    if occasion == Occasion.HAND_OVER_ASKED:
        given |= {"changes": ["Đảng ủy xã Bình An"]}
    if occasion == Occasion.CONTACT_CHANGED:
        given["until_long"] = ""
    if occasion == Occasion.OPS:
        given["changes"] = []
    if occasion == Occasion.OFFICE_LOGIN:
        given |= _LOGIN[lang == "en"]
    if occasion == Occasion.OFFICE_FACTOR:
        given |= _FACTOR[lang == "en"]
    if occasion in _WHY:
        given["reason"] = _WHY[Occasion(occasion)][lang == "en"]
    usual = [one for one in Occasion(occasion).encloses if one.usual]
    given["enclosed"] = [told.said(lang) for one in usual for told in PAPERS[one]]
    if occasion in (Occasion.INVITATION_CHANGED, Occasion.INVITATION_CANCELLED):
        given["was_long"] = _WAS[lang]
    return given if not occasion or occasion in _LISTS else {**given, "rows": []}
