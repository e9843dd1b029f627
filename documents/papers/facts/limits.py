"""Which of the times of a paper are limits of a duty, and which only look like one."""

from __future__ import annotations

import re

from cascade.plan.when import WhenKind
from documents.papers.facts.mention import Mention
from documents.papers.layout.block import BlockKind
from documents.papers.times.calendar_point import PointUnit
from documents.papers.times.reading import SPANS

_TIME_COLUMN = re.compile(
    r"thời gian|thời hạn|thời điểm|tiến độ|(?<!\w)hạn(?!\w)|lộ trình|ngày (?:hoàn|thực|báo|nộp|gửi)"
    r"|hoàn thành"
)
_NO_LIMIT_COLUMN = re.compile(
    r"ban hành|mốc.*(?:kiểm tra|giám sát)|ngày sinh|vào đảng|ngày ký|năm sinh|thâm niên|giữ chức"
    r"|bổ nhiệm|văn bản|ghi chú"
)
_DUTY_LABEL = re.compile(
    r"hoàn thành|thực hiện|báo cáo|nộp|gửi|hạn|tiến độ|lộ trình|triển khai|tổ chức|xong|trình|ban hành"
)
_DONE_BEFORE = re.compile(r"(?<!khi )(?<!\w)(?:đã|vừa|mới đây)(?!\w)[^,;]{0,70}$")
_DONE_LONG = re.compile(r"(?<!khi )(?<!sau khi )(?<!\w)đã (?!giao|được giao)[^;]{0,160}$")
_TOLD_AFTER = re.compile(r"^,? [^;]{0,80}?(?<!\w)(?:đã|đạt|tăng|giảm)(?!\w)")
_NO_DUTY_BEFORE = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên độ|khóa|nghỉ (?:[^\W\d_]+ ){0,4}|diễn ra|khai mạc|họp"
    r"|tuổi đảng|đủ tuổi(?: đảng)?"
    r"|phát sinh|số liệu|tính|kết quả|tình hình|mốc|thời điểm|thống kê|có hiệu lực"
    r"|hiệu lực(?: thi hành)?|áp dụng|bổ nhiệm"
    r"|(?<!học )(?<!vệ )sinh|kết nạp|ngày lễ|kỷ niệm)(?: (?:tính|kể|trong|là|lấy|thời gian))*[ (]*$"
)
_NO_DUTY_AFTER = re.compile(
    r"^ ?(?:đến (?:nay|hiện nay|thời điểm này)|tới nay|trong năm|của năm trước|năm trước|đạt|ước|tăng"
    r"|giảm|có \d|- \d{4}|(?:đều )?đã )"
)
_NARRATED = re.compile(
    r"^[\s\-+*•]*ngày \d[^,]{0,30}, [^.;]{0,140}(?<!\w)(?:ban hành|có (?:công văn|văn bản|kế hoạch))(?!\w)"
    r"[^.;]*(?:yêu cầu|đề nghị|giao|thời hạn)(?!\w)[^.;]*$"
)
"""What an earlier paper asked: "Ngày 20/10, Ban Thường vụ ban hành Kế hoạch …, trong đó yêu cầu …"."""
_COUNTED_FROM = re.compile(r"(?:mốc|số liệu|tính thành tích|tính tuổi|thời điểm tính)[^:;.]{0,30}: ?$")
_WORK_OF = re.compile(
    r"(?:tổng kết|công tác|nhiệm vụ|chương trình|kinh phí|dự toán|ngân sách|kế hoạch|báo cáo"
    r"|hoạt động)(?: của)? *$"
)
_ARRANGED = re.compile(
    r"(?<!\w)tổ chức (?!(?:các )?(?:hội nghị|đại hội|lễ|họp|lớp|buổi|diễn đàn"
    r"|hội thảo))[^.;]{3,90}$"
)
_HANDS_IN = re.compile(
    r"(?:gửi|báo cáo|nộp|trình|hoàn thành|xong|trả lời|phản hồi|đăng ký|góp ý|thông báo)(?!\w)[^;.]*$"
)
_HELD_ON = re.compile(r"(?:tổ chức|hội nghị|đại hội|lễ|họp)(?!\w)[^;.,]*$")
_NEED = re.compile(r"phải|yêu cầu|đề nghị|giao|cần|hoàn thành|gửi|nộp|báo cáo|trình")
_EVENT = re.compile(
    r"^ ?(?:của|tổ chức|khi|trước|diễn ra|khai mạc|so với|đại hội|hội nghị|phiên|kỳ|lễ|đợt|bầu|thời|ngày"
    r"|làm việc|tính|để|sự kiện)"
)
_EVENT_NAMED = re.compile(
    r"đại hội|hội nghị|phiên|kỳ họp|lễ|tết|đợt|họp|sự kiện|cuộc|bầu cử|kết thúc|nhận|ban hành|có "
)
_REGULAR_DUTY = re.compile(
    r"báo cáo|sơ kết|tổng kết|kiểm tra|đánh giá|rà soát|công khai|gửi|nộp|tổ chức|sinh hoạt|cập nhật|họp"
    r"|giao ban|kiểm điểm|thống kê|đối chiếu"
)
_TURNS = {"kỳ", "lần", "buổi", "cuộc", "lượt", "số", "bài", "đợt", "tin"}


def is_limit(mention: Mention) -> bool:
    """Whether the phrase binds somebody to a day; what only looks so is left out."""
    if _only_looks_so(mention):
        return False
    kind = mention.phrase.rule.kind
    if kind is WhenKind.RELATIVE:
        return _is_distance(mention)
    if kind is WhenKind.RECURRING:
        return _comes_again(mention)
    if kind is WhenKind.RANGE and _is_term(mention) and not expected(mention):
        return False
    if mention.block.kind is BlockKind.HEADING and kind is not WhenKind.RANGE and not _bounded(mention):
        return False
    if mention.phrase.rule.weak:
        return expected(mention) or _binds_weakly(mention)
    return True


def _is_term(mention: Mention) -> bool:
    """ "nền nếp từ năm 2026 đến năm 2030": years at both ends are a term, not a limit."""
    points = [token.point for token in mention.phrase.tokens if token.point is not None]
    done = any(token.name == "DONE" for token in mention.phrase.tokens) or _NEED.search(mention.before)
    return len(points) > 1 and all(one.unit is PointUnit.YEAR for one in points) and not done


def is_told(mention: Mention) -> bool:
    """Whether it stands in what an earlier paper asked: no limit of this one once its day has passed."""
    return _NARRATED.search(mention.before) is not None


def _bounded(mention: Mention) -> bool:
    """A heading names a period ("VIỆC TRONG THÁNG 12/2025") for what stands below; only these words limit."""
    return bool(
        {"LATEST", "BEFORE", "DUE", "DONE", "UNTIL"} & {token.name for token in mention.phrase.tokens}
    )


def expected(mention: Mention) -> bool:
    """Whether the paper gives a limit at this place: a column of dates, a label, a cell of its own."""
    head = mention.block.head
    if head and _TIME_COLUMN.search(head) and not _NO_LIMIT_COLUMN.search(head):
        return not (mention.phrase.rule.kind is WhenKind.FIXED and _is_clocked(mention) and not mention.alone)
    if (
        mention.label
        and _DUTY_LABEL.search(mention.label)
        and not _NO_LIMIT_COLUMN.search(mention.label.removesuffix("ban hành"))
    ):
        return len(mention.since_label) <= 40
    return mention.block.kind is BlockKind.CELL and mention.alone and not head


def _is_clocked(mention: Mention) -> bool:
    return any(token.clock is not None for token in mention.phrase.tokens)


def _only_looks_so(mention: Mention) -> bool:
    if _COUNTED_FROM.search(mention.before):
        return True
    if mention.block.head and _NO_LIMIT_COLUMN.search(mention.block.head):
        return True
    if _NO_DUTY_AFTER.match(mention.after):
        return True
    if mention.phrase.rule.kind in (WhenKind.RELATIVE, WhenKind.RECURRING):
        return bool(_DONE_BEFORE.search(mention.before)) and mention.phrase.rule.kind is WhenKind.RELATIVE
    names = {token.name for token in mention.phrase.tokens}
    if mention.phrase.tokens[-1].name == "WORD" and mention.phrase.tokens[-1].text != "khi":
        return True
    if names & {"LATEST", "BEFORE", "DUE"}:
        return bool(_DONE_BEFORE.search(mention.before)) and "LATEST" not in names
    if not names & {"WITHIN", "DONE", "ON", "FROM", "UNTIL"} and _WORK_OF.search(mention.before):
        return True
    if "DONE" not in names and (
        _DONE_LONG.search(mention.before) or (mention.first and _TOLD_AFTER.match(mention.after))
    ):
        return True
    return bool(_DONE_BEFORE.search(mention.before) or _NO_DUTY_BEFORE.search(mention.before))


def _binds_weakly(mention: Mention) -> bool:
    """A bare time that a sentence makes a limit by other words."""
    phrase = mention.phrase
    names = [token.name for token in phrase.tokens]
    units = {token.point.unit for token in phrase.tokens if token.point is not None}
    if names == ["TO", "DAY"]:
        # "nộp hồ sơ đến 17 giờ ngày 01/02": who hands in until an hour has a limit.
        return _is_clocked(mention) and bool(_HANDS_IN.search(mention.before))
    if names[0] in ("START", "FROM"):
        months = any(token.point is not None and token.point.last_month for token in phrase.tokens)
        said = phrase.tokens[0].text
        if any(token.point is not None and token.point.hour is not None for token in phrase.tokens):
            return False
        return months or ("bắt đầu" in said or "thực hiện" in said or mention.before.endswith("bắt đầu "))
    if names[-1] == "YEARS":
        return False
    if (
        mention.first
        and names[-1] in ("MONTH", "QUARTER", "PARTOF", "HALFOF")
        and re.match(r" ?: ?[^\W\d_]", mention.after)
    ):
        # "- Quý I: thành lập Ban Biên soạn": a period that heads its item.
        return True
    if names[-2:] == ["WITHIN", "DAY"]:
        return names[0] == "DONE" or (
            bool(_HANDS_IN.search(mention.before)) and not _HELD_ON.search(mention.before)
        )
    if PointUnit.YEAR in units:
        # "rà soát hộ nghèo trong năm 2025." ends a duty; "kết quả trong năm 2025 cho thấy" is none.
        ends = not _WORK_OF.search(mention.before) and bool(re.match(r" ?[.;,)]|$", mention.after))
        return names[0] == "WITHIN" and (mention.first or ends)
    if phrase.rule.kind is WhenKind.FIXED and names[-1] in ("DAY", "DAYS") and "EXPECTED" not in names:
        return _heads_a_duty(mention) or (names[0] == "ON" and bool(_ARRANGED.search(mention.before)))
    if names == ["PARTOF"]:
        return mention.first
    return False


def _heads_a_duty(mention: Mention) -> bool:
    """ "Ngày 28/1: công bố …", "Ngày 1/5, các tỉnh phải gửi …"."""
    if not mention.first or not mention.phrase.tokens[-1].text.startswith("ngày"):
        return False
    if re.match(r" ?: ?\S", mention.after):
        return not re.match(r" ?: ?(?:thứ|ngày)", mention.after)
    if mention.after.startswith(" ") and re.match(r" (?:hiệp thương|công bố|nộp)", mention.after):
        return True
    return bool(re.match(r",", mention.after) and re.search(r"(?<!\w)phải(?!\w)", mention.after[:80]))


def _is_distance(mention: Mention) -> bool:
    phrase = mention.phrase
    if _is_gloss(mention):
        return False
    said = " ".join(token.text for token in phrase.tokens)
    names = [token.name for token in phrase.tokens]
    span = next((token.text for token in phrase.tokens if token.name in SPANS), "")
    days = span.endswith(("ngày", "ngày làm việc", "tuần", "giờ"))
    after = mention.after
    if names == ["RIGHTAFTER"]:
        return said.endswith("khi") and not re.match(r" (?:sinh|khi)", after)
    if "BEFORE" in names and span:
        filled = [token.text for token in phrase.tokens if token.name in ("WORD", "ON", "DONE", "ELECTION")]
        if names[-1] == "SPAN" and names.index("BEFORE") < len(names) - 2:
            return days and bool(_EVENT_NAMED.search(" ".join(filled)))
        return days and (names[-1] == "BEFORE" or bool(_EVENT.match(after)) or "ATLEAST" in names)
    if "AFTER" in names and span and "SINCE" not in names:
        filled = [token.text for token in phrase.tokens if token.name == "WORD"]
        if filled:
            return days and bool(_EVENT_NAMED.search(" ".join(filled)))
        since = bool(re.match(r" (?:kể từ|tính từ|khi|từ)", after))
        return (
            since or "ATMOST" in names or "LATEST" in names or (days and bool(re.match(r" ?[,.;)]|$", after)))
        )
    if names[0] == "ATMOST" and names[-1] == "SPAN":
        return "làm việc" in span or bool(re.match(r" (?:kể từ|tính từ|sau khi|từ khi)", after))
    return True


def _is_gloss(mention: Mention) -> bool:
    """A distance in brackets behind a day is the law that the day follows, not a second limit."""
    before = mention.before
    opened = before.rfind("(") > before.rfind(")")
    dated = [one for one in mention.earlier if any(token.name in ("DAY", "DAYS") for token in one.tokens)]
    return bool(dated) and (opened or before.endswith(("- ", ", tức ", "tức là ")))


def _comes_again(mention: Mention) -> bool:
    phrase = mention.phrase
    names = [token.name for token in phrase.tokens]
    if names == ["EVERY", "WORD", "WORD"]:
        number, turn = phrase.tokens[1].text, phrase.tokens[2].text
        return (
            (number.isdigit() or number in ("một", "hai", "ba", "bốn")) and turn in _TURNS
        ) or _is_regular(mention)
    if names == ["REGULAR", "WORD", "WORD"]:
        return [token.text for token in phrase.tokens[1:]] == ["báo", "cáo"]
    if names == ["EVERY"]:
        return _is_regular(mention)
    if (names[0] == "REGULAR" and names[-1] in SPANS) or names == ["REGULAR", "ONDEMAND"]:
        return bool(_REGULAR_DUTY.search(mention.before + mention.after))
    if "DAY" in names and "EVERY" in names and names[0] == "DAY" and "BEFORE" not in names:
        return len(names) > 3 or expected(mention) or bool(_NEED.search(mention.before))
    return True


def _is_regular(mention: Mention) -> bool:
    """Whether "hằng năm" says when a duty is done; "kế hoạch hằng năm" only says which plan."""
    joins = re.search(r"(?:^|[,;:(]|(?<!\w)và|thì|đồng thời) ?$", mention.before)
    if not (mention.first or joins):
        return False
    said = " ".join(token.text for token in mention.phrase.tokens[1:])
    return bool(_REGULAR_DUTY.search((said + mention.after)[:120]))
