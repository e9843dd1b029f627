"""Who does something in a sentence: the name before the first deed, or the name after "giao", "đề nghị"."""

from __future__ import annotations

import re

from documents.papers.facts.unit_words import DEED_FIRST, NAMED, UNIT, first_deed

_ASKED = re.compile(
    rf"(?:(?<!\w)(?:đề nghị|kiến nghị|giao(?: cho)?|yêu cầu|phân công|do)"
    rf"|[,;:(.)–-]) ?(?:đại hội (?:đại biểu )?)?(?={UNIT})"
)
_BEGINS = re.compile(rf"[\s\-+*•(]*(?:\(?\w{{1,4}}[.)-]+ ?)*(?:đại hội (?:đại biểu )?)?(?={UNIT})")
_SINCE = re.compile(
    r"^[\s\-+*•]*(?:\(?\w{1,3}[.)] ?)?(?:sau|trên cơ sở|căn cứ|thực hiện|để|nhằm"
    r"|trong quá trình|tại|theo|trong|đối với|ngày|từ|tiếp)(?!\w)"
)
_CUT = re.compile(r" (?:có|gồm|là|nêu|như)(?!\w)")
_UNFIT = re.compile(r"[:;]|\d[/.-]\d")
_GENERIC = re.compile(r"(?:địa phương|cơ quan|đơn vị)(?:, (?:địa phương|cơ quan|đơn vị))*(?: mình)? *$")
_MARKS = re.compile(r"[\s\-+*•(]*(?:\(?(?:\d{1,2}|[a-zđ]|[ivx]+)[.)-]+ ?)*")
_LONGEST = 260


def subject_between(said: str, key: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the name of whoever acts stands, between two places of a block; None where nobody is named."""
    found = []
    heads = [match] if (match := _BEGINS.match(key, begin, end)) else []
    for match in (*heads, *_ASKED.finditer(key, begin, end)):
        first = match.end()
        deed = first_deed(said, key, first + 1)
        if deed is None or deed - first > _LONGEST or deed > end + 40:
            continue
        if cut := _CUT.search(key, first, deed):
            deed = cut.start()
        if not _UNFIT.search(key, first, deed) and not _GENERIC.match(key[first:deed]):
            found.append((first, deed, match[0].strip()))
    if not found:
        return None
    asked = [
        one for one in found if one[2].startswith(("đề nghị", "kiến nghị", "giao", "yêu cầu", "phân công"))
    ]
    if asked:
        first, deed, _ = asked[-1] if len(asked) == 1 else asked[0]
    elif (
        not heads and DEED_FIRST.match(key, _past_mark(key, begin)) and said[_past_mark(key, begin)].isupper()
    ):
        # "Chủ động đăng ký …": an order to whoever the heading names.
        return None
    elif _SINCE.match(key[begin:]) and not NAMED.match(key[begin:]):
        first, deed = _whole(key, [one for one in found if one[2] != "do"] or found)
    else:
        first, deed, _ = found[0]
    return first, deed


def _past_mark(key: str, begin: int) -> int:
    found = _MARKS.match(key, begin)
    return min(found.end() if found else begin, len(key) - 1)


def _whole(key: str, found: list[tuple[int, int, str]]) -> tuple[int, int]:
    """The last name with the names before it that share its deed: "các quận ủy, huyện ủy, … báo cáo"."""
    last = found[-1]
    same = [one for one in found if one[1] == last[1]]
    return same[0][0], same[0][1]
