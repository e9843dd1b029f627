"""Who does something in a sentence: names, how each comes into its clause, and the deed that follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from documents.papers.layout.worded import SMALL
from documents.papers.owners.deed_words import DEED_FIRST, first_deed
from documents.papers.owners.unit_words import UNIT

_NAME = re.compile(rf"(?<![\w-])(?:{UNIT})")
_LISTED = re.compile(rf", (?={UNIT})")
MARKS = re.compile(r"[\s\-+*•(]*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[ivx]+)[.)-]+ ?)*")
_HEADED_BY = re.compile(r"(?:riêng |và |còn )?$")
_EVENT_OF = re.compile(r"(?<!\w)đại hội (?:(?:đại biểu|điểm|toàn thể|của) )*$")
"""What is held belongs to whoever holds it: "Đại hội Đảng bộ huyện"."""
_ENTRUSTS = re.compile(
    r"(?<!bàn )(?<!chuyển )(?<!được )(?<!đã )(?<!\w)giao(?: nhiệm vụ| trách nhiệm)?(?: cho)? $"
)
_MEETING = re.compile(r"ban (?!thường|chấp|tuyên|tổ chức|dân|nội|quản|chỉ|giám|cán|đảng|chủ|xây)")
"""The second word of "giao ban", which is no committee."""
_TELLS = re.compile(r" ?(?:cho biết|cho hay|cho rằng|nêu|nhấn mạnh|khẳng định|kết luận)(?!\w)")
_ASKS = re.compile(r"(?<!theo )(?<!\w)(đề nghị|yêu cầu|kiến nghị|phân công)(?: với)? $")
_PASSED_ON = re.compile(
    rf"chuyển [^;.]{{0,60}}?(?:đến|cho|tới) (?P<to>{UNIT}[^;.,()]*?) để (?:giải quyết|xử lý|trả lời)[^;,]*$"
)
"""What is passed on to be settled is settled by whom it is passed to."""
_AGENT = re.compile(r"(?<!\w)do $")
_ABOUT = re.compile(r"(?<!\w)(?:đối với|về phía|riêng đối với) $")
_NEW_SENTENCE = re.compile(r"[.!?…;] (?:riêng |đồng thời, )?$")
_PURPOSE = re.compile(r"\d/\d.*(?<!\w)để $")
_SINCE = re.compile(
    r"(?:sau|trên cơ sở|căn cứ|thực hiện|để|nhằm|trong|tại|theo|đối với|ngày|từ|tiếp|khi|nhận được)(?!\w)"
)
_END = re.compile(
    rf"[:;]|[.!?…] (?=[^{SMALL}])|[.!?…]$| do (?={UNIT})"
    r"| (?:trước|sau|đến|từ|vào|trong|hạn|chậm nhất)(?: hết)?(?: ngày| tháng| quý| năm)? \d"
)
_ASIDE = re.compile(r" (?:về|để|bằng|nhằm)(?!\w)")
_CUT = re.compile(r" (?:(?:gồm|nêu|như|nếu|khi)(?!\w)|có (?:khoảng|từ|ít|trên|\d))")
_IS = re.compile(r" là(?!\w)")
_MANY = re.compile(r"(?:các|những|từng|mỗi|toàn thể|tất cả)(?!\w)")
_DAY = re.compile(r"\d[/.-]\d")
_UNFIT = re.compile(r"[:;]|\d[/.-]\d")
_GENERIC = re.compile(r"(?:địa phương|cơ quan|đơn vị)(?:, (?:địa phương|cơ quan|đơn vị))*(?: mình)? *$")
_BEFORE_TIME = re.compile(r"(?: (?:vào|trong|từ|xong|dự kiến|hoàn thành|là|chậm nhất|tổ chức))+ ?$")
_ACRONYMS = re.compile(
    r"(?:[Cc]ác )?[A-ZĐ]{2,8}(?: (?:[A-ZĐÂÁẤĂÔƠƯÊỦỨ]\w+))*(?:(?:, | và )[A-ZĐ]{2,8})*(?: còn lại| khác)? "
)
_LONGEST = 260


class Role(StrEnum):
    """How a name comes into its clause."""

    ACTS = "acts"
    ASKED = "asked"
    HEADS = "heads"
    ABOUT = "about"
    AGENT = "agent"
    OTHER = "other"


_STRENGTH = ((Role.ACTS, Role.ASKED), (Role.ABOUT,), (Role.AGENT,))


@dataclass(frozen=True, slots=True)
class NamedOne:
    """A name in a sentence; `deed` is where what it does begins, None where nothing follows."""

    start: int
    end: int
    deed: int | None
    role: Role


def subject_between(
    said: str, key: str, begin: int, end: int, *, topic: bool = False
) -> tuple[int, int] | None:
    """Where the name of whoever acts stands, between two places; None where nobody is named.

    The last one who acts before `end`, or the first one if the sentence only gives the `topic` of the next.
    """
    if passed := _PASSED_ON.search(key, begin, end):
        return passed.span("to")
    names = names_between(said, key, begin, end)
    if not topic and (last := list(_DAY.finditer(key, begin, end))):
        # "… chậm nhất 10/6, hồ sơ do UBND lập, gửi …": after its day a clause is over.
        newer = [
            one for one in names if one.start > last[-1].end() and one.role in (*_STRENGTH[0], Role.AGENT)
        ]
        if newer:
            return newer[-1].start, newer[-1].end
    for roles in _STRENGTH:
        found = [one for one in names if one.role in roles]
        if found:
            one = found[0] if topic else found[-1]
            return one.start, one.end
    return None


def names_between(said: str, key: str, begin: int, end: int) -> list[NamedOne]:
    """All names of a clause in order, each with its role; a list of names that share a deed is one."""
    first = _past_mark(key, begin, end)
    if (found := _ACRONYMS.match(said, first, end)) and DEED_FIRST.match(key, found.end()):
        return [NamedOne(first, found.end() - 1, found.end(), Role.ACTS)]
    since = _SINCE.match(key, first, end) is not None
    names: list[NamedOne] = []
    at = begin
    while found := _NAME.search(key, at, end):
        start = found.start()
        if _MEETING.match(said, start) and key.endswith("giao ", at, start):
            at = found.end()
            continue
        role = _role(said, key, (begin, at, start), names, since)
        stop, deed = _extent(said, key, start, end)
        if role is Role.OTHER and deed is not None and key.startswith("phải", deed):
            role = Role.ACTS if key.endswith(", ", at, start) else role
        hides = role is Role.OTHER and not _acting(names)
        if hides and (cut := _new_name(said, key, start, stop, since)) is not None:
            names.append(NamedOne(start, cut, None, Role.OTHER))
            start, role = cut + 2, Role.ACTS
        if role is Role.ABOUT and deed is not None and (cut := _last_listed(key, start, stop)) is not None:
            names.append(NamedOne(start, cut, None, Role.ABOUT))
            start, role = cut + 2, Role.ACTS
        names.append(_checked(key, NamedOne(start, stop, deed, role), end))
        at = max(stop, found.end())
    return names


def _past_mark(key: str, begin: int, end: int) -> int:
    found = MARKS.match(key, begin, end)
    return found.end() if found else begin


def _extent(said: str, key: str, start: int, end: int) -> tuple[int, int | None]:
    """Where the name ends, and where its deed begins."""
    deed = first_deed(said, key, start + 1)
    full = _END.search(key, start)
    stop = full.start() if full else len(key)
    if deed is not None and deed <= min(stop, end + 40):
        return deed, deed
    return min(stop, max(end, start + 1)), None


def _role(said: str, key: str, places: tuple[int, int, int], names: list[NamedOne], since: bool) -> Role:
    begin, at, start = places
    gap = key[at:start]
    prior = _acting(names)
    gap, event = _EVENT_OF.subn("", gap)
    first = _past_mark(key, begin, start)
    if not names and _HEADED_BY.fullmatch(_EVENT_OF.sub("", key[first:start])):
        return Role.ACTS
    if _ENTRUSTS.search(gap):
        return Role.ASKED
    if _NEW_SENTENCE.search(gap):
        return Role.ACTS
    if asks := _ASKS.search(gap):
        return _asked(said, key, at + asks.start(), asks[1], prior, names)
    if _AGENT.search(gap):
        return Role.AGENT
    if (about := _ABOUT.search(gap)) and not names and said[at + about.start()].isupper():
        return Role.ABOUT
    if _PURPOSE.search(key[begin:start]):
        return Role.ACTS
    last = gap.rstrip()[-1:]
    if last == ":":
        return Role.OTHER if key.startswith("lãnh đạo", start) else Role.ACTS
    if last in (",", "-", "–") or gap.endswith((" và ", " còn ")):
        # A list of names has no day in it.
        opens = bool(event) or (since and not prior) or _DAY.search(gap) is not None
        return _after_comma(said, key, start, prior, opens)
    return Role.OTHER


def _asked(said: str, key: str, verb: int, word: str, prior: NamedOne | None, names: list[NamedOne]) -> Role:
    """ "đề nghị Sở A lập …"; behind somebody else's deeds it is one more of those: "rà soát, đề nghị …"."""
    if word == "phân công":
        heads = any(one.role is Role.HEADS for one in names)
        return Role.ASKED if prior is None and not heads else Role.OTHER
    return Role.ASKED if prior is None or prior.deed == verb else Role.OTHER


def _after_comma(said: str, key: str, start: int, prior: NamedOne | None, opens: bool) -> Role:
    """A comma joins a new clause where a name begins that is written as one: "…, Sở Tài chính cấp …"."""
    alike = prior is not None and key[prior.start : prior.start + 4] == key[start : start + 4]
    named = said[start].isupper() or _MANY.match(key, start) is not None or alike
    return Role.ACTS if named or opens else Role.OTHER


def _acting(names: list[NamedOne]) -> NamedOne | None:
    found = [one for one in names if one.role in (Role.ACTS, Role.ASKED)]
    return found[-1] if found else None


def _new_name(said: str, key: str, start: int, stop: int, since: bool) -> int | None:
    """Where a list that depends on "căn cứ", "sau khi", or has a day in it, ends and whoever acts begins."""
    proper = said[start].isupper()
    for found in _LISTED.finditer(key, start, stop):
        name = found.end()
        if not since and not _DAY.search(key, start, found.start()):
            continue
        if proper or said[name].isupper() or _MANY.match(key, name):
            return found.start()
    return None


def _last_listed(key: str, start: int, stop: int) -> int | None:
    """ "Đối với đảng viên ở xa, chi bộ tổ chức …": the comma before whoever acts; none before "đề nghị"."""
    found = list(_LISTED.finditer(key, start, stop))
    asked = re.compile(r"đề nghị|yêu cầu|giao|phải|cần").match(key, stop)
    return found[-1].start() if found and not asked else None


def _checked(key: str, one: NamedOne, end: int) -> NamedOne:
    """The name without what only qualifies it; one that cannot act is another's object."""
    stop, role = one.end, one.role
    if cut := _CUT.search(key, one.start, stop) or (
        None if _MANY.match(key, one.start) else _IS.search(key, one.start, stop)
    ):
        stop = cut.start()
    if one.deed is None:
        role, stop = _without_deed(key, one, stop, end)
    name = key[one.start : stop]
    if role is not Role.OTHER and (
        _TELLS.match(key, stop)
        or len(name) > _LONGEST
        or _UNFIT.search(name)
        or _GENERIC.match(name)
        or _ASIDE.search(name)
    ):
        role = Role.OTHER
    return NamedOne(one.start, stop, one.deed, role)


def _without_deed(key: str, one: NamedOne, stop: int, end: int) -> tuple[Role, int]:
    """ "Phòng Kinh tế: …" heads what follows; "…; Đảng bộ huyện vào tháng 8" shares the deed before it."""
    if one.role is Role.ACTS and key[stop : stop + 1] == ":":
        return Role.HEADS, stop
    if one.role is Role.ABOUT:
        comma = key.find(",", one.start, stop)
        return Role.ABOUT, comma if comma > 0 else stop
    if (stop == end or key[stop] == " ") and one.role in (Role.ACTS, Role.ASKED):
        found = _BEFORE_TIME.search(key, one.start, stop)
        return one.role, found.start() if found else stop
    return Role.OTHER, stop
