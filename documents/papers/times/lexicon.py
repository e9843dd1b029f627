"""The words with which papers state times, each with its name in the table of phrases (`grammar.py`).

The patterns meet the comparing form of a text: small letters, single blanks, one dash, one place for tones.
"""

from __future__ import annotations

import re

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:19|20)\d\d"
_SEP = r" ?[/.-] ?"
_FREE, _SHUT = r"(?<![\d/.,-])", r"(?!\d|[/.,-]\d|%)"
_IN_YEAR = rf"(?: ?,? ?năm {_Y}|{_SEP}{_Y}| {_Y})"
_ROMAN = r"(?:iv|iii|ii|i|0?[1-4])"
_NEAR, _FAR = r"(?:ngày làm việc|ngày|tuần|giờ)", r"(?:tháng|quý|năm)"

# Words of which nobody makes a time, by how they begin: most of a text is passed at this speed.
_OTHER = (
    r"(?!ng|nă|th|tr|từ|tớ|tu|tố|tí|qu|đầ|đế|đị|độ|cu|ch|củ|cn|gi|hằ|hà|hạ|ho|hế|hồ|hô|mỗ|mu|kh|kể|kế|bắ|dự|xo"
    r"|và|lú|sa|ít)(?![^\W\d_]+(?:trước|từ|đến|chậm))[^\W\d_]{2,}(?=[ ,;:.)])"
)

LEXICON: tuple[tuple[str, str], ...] = (
    ("OTHER", _OTHER),
    # ---- points of the calendar
    ("ISO", rf"{_FREE}{_Y}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"),
    # ngày 17 và 18 tháng 5 năm 2022; 24 và 25-02-2006; ngày 02 - 06/3/2026; 24, 25 và 26 tháng 8
    (
        "DAYS",
        rf"(?:ngày )?{_FREE}{_D}(?:, ?{_D})*(?: ?, ?| ?và | ?- ?| ?đến )(?:ngày )?{_D}"
        rf"(?: tháng {_M}{_IN_YEAR}?|{_SEP}{_M}{_SEP}{_Y}|/{_M}){_SHUT}",
    ),
    # ngày 24 tháng 01 năm 2022; 15 tháng 12/2025
    ("DAYWORDS", rf"(?:ngày )?{_FREE}{_D} tháng {_M}(?:{_IN_YEAR})?{_SHUT}"),
    # 18/5/2022; 9-02-2018; 30.5.2014
    ("DAYFULL", rf"(?:ngày ?)?{_FREE}{_D}{_SEP}{_M}{_SEP}{_Y}(?!\d|[/-]\d|\.\d\d\d)"),
    (
        "CLOCK",
        r"(?<!\d)(?:[01]?\d|2[0-4])(?: ?(?:giờ|h|g)(?![^\W\d_])(?: ?[0-5]\d(?!\d))?(?: ?phút)?|:[0-5]\d)"
        r"(?: ?['’′\"”″])*(?!:?\d)",
    ),
    # 12/2022; tháng 6.2015; tháng 12-2019; T12/2026; "ngày   tháng 11/2025" with the day left blank
    ("MONTHS", rf"tháng {_M}(?:{_SEP}{_Y})?(?: ?- ?| ?, ?)(?:tháng )?{_M}(?:{_IN_YEAR})?{_SHUT}"),
    (
        "MONTH",
        rf"(?:ngày[ .…]*)?(?:tháng|(?<!\w)t\.?) ?{_M}{_IN_YEAR}(?!\d)"
        rf"|(?:{_FREE}|(?<=tuần [1-5]/)){_M}{_SEP}{_Y}(?!\d|[/.-]\d)",
    ),
    ("MONTHALONE", rf"tháng {_M}{_SHUT}"),
    # 7-2; 25.3; 10/6
    ("DAYSHORT", rf"(?:ngày ?)?{_FREE}{_D}{_SEP}{_M}{_SHUT}"),
    ("DAYNO", rf"ngày {_D}{_SHUT}"),
    ("QUARTER", rf"(?<!\w)quý {_ROMAN}(?!\w)(?:(?: ?, ?| ?- ?| và )(?:quý )?{_ROMAN}(?!\w))?(?:{_IN_YEAR})?"),
    ("YEAR", rf"năm {_Y}(?! ?- ?\d)(?!\w)"),
    ("YEARS", rf"(?<![\d/.-]){_Y} ?- ?{_Y}(?![\d/])"),
    ("ELECTION", r"ngày bầu cử"),
    # ---- parts
    ("WEEKOF", r"tuần (?:thứ )?(?:[1-5]|cuối|đầu|nhất|hai|ba|tư)(?: ?/ ?|,? (?:của )?)(?=tháng|\d)"),
    ("PART", r"(?:đầu|giữa|cuối)(?= (?:tháng|năm|quý))"),
    ("HALF", r"0?6 tháng (?:đầu|cuối)(?= năm)|0?9 tháng(?: đầu)?(?= năm)"),
    # ---- distances
    ("SPAN", rf"(?<![\d/.,])\d{{1,3}} ?(?:\([^()]{{1,25}}\) ?)?{_NEAR}(?!\w)(?! \d)"),
    ("LONGSPAN", rf"(?<![\d/.,])\d{{1,3}} ?(?:\([^()]{{1,25}}\) ?)?{_FAR}(?!\w)(?! \d)"),
    ("EVERY", r"(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm)(?!\w)"),
    ("NEXT", r"(?:của )?(?:tháng|quý|năm)(?: (?:liền kề|kế tiếp|tiếp theo|tiếp sau|sau liền kề|sau))(?!\w)"),
    # ---- words that bind
    ("SINCE", r"(?:tính |kể )từ (?:ngày|khi|thời điểm)(?! \d)"),
    ("ATMOST", r"không quá|tối đa|trong vòng|trong thời hạn|trong thời gian"),
    ("LATEST", r"(?:chậm|muộn|trễ) nhất(?: vào)?(?: là)?(?: vào)?|không muộn hơn|không chậm hơn"),
    (
        "DUE",
        r"(?:thời )?hạn(?: cuối(?: cùng)?| chót| nộp| gửi| báo cáo| cũ)*(?: là| vào)?"
        r"(?=:? ?(?:ngày|\d|trước|tháng|quý))|hạn cuối(?: cùng)?|hạn chót",
    ),
    ("PRIOR", r"trước khi"),
    ("BEFORE", r"trước(?! (?:đây|hết|mắt|đó|tiên|khi))"),
    ("UNTIL", r"(?:cho )?(?:đến|tới) hết|(?<!\w)hết(?= (?:ngày|tháng|quý|năm))"),
    ("FROM", r"(?:bắt đầu )?(?:thực hiện )?(?:kể )?(?<!\w)từ(?![^\W\d_])|(?<!\w)từ(?=ngày|tháng)"),
    ("START", r"bắt đầu(?= (?:ngày|tháng|quý|năm))"),
    ("TO", r"(?:cho )?(?:đến|tới)(?!\w)"),
    ("WITHIN", r"(?<!\w)trong(?!\w)"),
    ("DONE", r"hoàn thành|hoàn thiện|hoàn tất|kết thúc|(?<!\w)xong(?!\w)"),
    ("EXPECTED", r"dự kiến"),
    ("REGULAR", r"định kỳ"),
    ("ONDEMAND", r"(?:và|hoặc|,)? ?đột xuất"),
    ("ATLEAST", r"ít nhất|tối thiểu"),
    ("RIGHTAFTER", r"ngay sau(?: khi)?"),
    ("SAMEDAY", r"ngay trong ngày(?! ?\d)"),
    ("AFTER", r"(?<!\w)sau(?!\w)"),
    ("TODAY", r"hôm nay"),
    ("WEEKDAY", r"(?<!\w)(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn)(?!\w)"),
    ("ON", r"(?<!\w)(?:vào|lúc|hồi)(?!\w)"),
    ("AND", r"(?<!\w)(?:và|&)(?!\w)"),
    # ---- signs
    ("COMMA", ","), ("SEMI", ";"), ("STOP", r"[.!?]"), ("COLON", ":"), ("DASH", "-"),
    ("OPEN", r"\("), ("CLOSE", r"\)"), ("SIGN", r"[^\w\s]"),
    # A text layer glues words: "Đảng uỷtrước ngày", "nhiệm vụ03".
    ("WORD", r"[^\W\d_]+?(?=trước ?ngày|từ ?ngày|đến ?ngày|chậm nhất|(?![^\W\d_]))|\d+|_"),
)  # fmt: skip

SCAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in LEXICON))
NAMES = tuple(name for name, _ in LEXICON)
