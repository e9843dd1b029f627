"""The table of phrases: every way a paper states a limit, with an example and what it means.

A row reads: the words of `lexicon.py` in their order; "?" may be missing, "a|b" either, "~6" up to six more.
POINT is any of DAY DAYS MONTH QUARTER YEAR PARTOF HALFOF. The longest phrase wins, then the upper row. The
tests read every example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cascade.plan.when import WhenKind
from documents.papers.times.lexicon import NAMES
from documents.papers.times.time_tokens import TimeToken

_POINTS = ("DAY", "DAYS", "MONTH", "QUARTER", "YEAR", "PARTOF", "HALFOF")
_FILLED = ("WORD", "AND", "COMMA", "OPEN", "CLOSE", "DASH", "SIGN", "DONE", "ON", "WITHIN", "AFTER", "TO")


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One row: how it is written, what it is."""

    example: str
    words: str
    kind: WhenKind | None
    """None: of the kind of its last point (a day: fixed, a month: within that month)."""
    weak: bool = False
    """Means a limit only where a limit is expected: after "Thời gian hoàn thành:", in a column of dates."""


_BY, _STRICT, _RANGE = WhenKind.BY, WhenKind.BEFORE_STRICT, WhenKind.RANGE
_RELATIVE, _RECURRING, _START, _NONE = (
    WhenKind.RELATIVE, WhenKind.RECURRING, WhenKind.EARLIEST_ONLY, WhenKind.NONE,
)  # fmt: skip
_WITHIN = None

RULES: tuple[TimeRule, ...] = (
    # ---- before a day, a month (B 23-31)
    TimeRule("trước ngày 25/4/2024", "DONE? LATEST? DUE? BEFORE ON? DAY", _STRICT),
    TimeRule("trước tháng 7.2020", "DONE? LATEST? BEFORE MONTH|QUARTER|YEAR|PARTOF", WhenKind.BEFORE_MONTH),
    # ---- at the latest on a day
    TimeRule("chậm nhất là ngày 15 tháng 12", "DONE? LATEST COLON? TO? ON? DAY", _BY),
    TimeRule("chậm nhất đến hết ngày 15/12/2025", "DONE? LATEST UNTIL POINT", _BY),
    TimeRule("chậm nhất gửi báo cáo về Ban Tổ chức ngày 23/3/2026", "LATEST ~14 DAY", _BY),
    TimeRule(
        "chậm nhất trong tháng 6.2015",
        "DONE? LATEST WITHIN? MONTH|QUARTER|YEAR|PARTOF|HALFOF", _WITHIN,
    ),
    TimeRule("hạn cuối là ngày 13/3", "DUE COLON? ON? DAY", _BY),
    TimeRule("Ngày 13/3: hạn cuối cùng", "DAY COLON|TO|DASH DUE|LATEST", _BY),
    TimeRule("đến hết ngày 05/12/2025", "DONE? UNTIL DAY", _BY),
    TimeRule("đến hết tháng 5", "DONE? UNTIL MONTH|QUARTER|YEAR|PARTOF", _WITHIN),
    TimeRule("đến 17 giờ ngày 01/02/2026", "TO DAY", _BY, weak=True),
    TimeRule(
        "từ 08 giờ 00 đến 11 giờ 30, ngày 24/4/2024",
        "FROM? CLOCK TO|UNTIL|DASH DAY", WhenKind.FIXED, weak=True,
    ),
    TimeRule("kết thúc vào 17 giờ 00 ngày 01/02/2026", "DONE ON DAY", _BY),
    TimeRule("hoàn thành ngày 15/12/2025", "DONE ON? TO? DAY", _BY),
    # ---- within a period (C 41-51)
    TimeRule("hoàn thành trong tháng 01/2023", "DONE? DUE? WITHIN MONTH|QUARTER|HALFOF|PARTOF", _WITHIN),
    TimeRule("trong tháng 10 và tháng 11/2025", "DONE? WITHIN MONTH|QUARTER AND|COMMA MONTH|QUARTER", _RANGE),
    TimeRule("trong ngày 22/11/2025", "DONE? WITHIN DAY", _BY, weak=True),
    TimeRule("hoàn thành trong năm 2025", "DONE WITHIN YEAR", _WITHIN),
    TimeRule("Trong năm 2026", "WITHIN YEAR", _WITHIN, weak=True),
    TimeRule("Hoàn thành T12/2026", "DONE ON? WITHIN? MONTH|QUARTER|PARTOF|HALFOF", _WITHIN),
    TimeRule("vào đầu tháng 8", "ON PARTOF", _WITHIN),
    TimeRule("Tuần cuối tháng 9/2025", "PARTOF", _WITHIN, weak=True),
    TimeRule("vào tháng 9/2025", "ON MONTH|QUARTER", _WITHIN),
    # ---- from … to … (D 55-62)
    TimeRule(
        "từ ngày 05/12/2022 đến ngày 06/12/2022",
        "FROM|WITHIN POINT|DAYNO TO|UNTIL|DASH|DONE POINT", _RANGE,
    ),
    TimeRule("từ ngày 02 - 06/3/2026", "FROM DAYS", _RANGE),
    TimeRule("từ tháng 4 - 6", "FROM MONTH", _START, weak=True),
    TimeRule(
        "bắt đầu từ tháng 4.2020 và hoàn thành trong tháng 5.2020",
        "FROM POINT COMMA? AND? DONE WITHIN POINT", _RANGE,
    ),
    TimeRule("từ tháng 12/2025 đến khi kết thúc bầu cử", "FROM POINT TO WORD|DONE|ELECTION", _START),
    TimeRule("bắt đầu từ ngày 15/12/2025", "START|FROM POINT", _START, weak=True),
    # ---- planned and firm in one
    TimeRule(
        "Dự kiến ngày 05/12/2025 (Chậm nhất ngày 10/12/2025",
        "EXPECTED ON? ~2 DAY COMMA|OPEN|SEMI LATEST COLON? ON? DAY", _BY,
    ),
    TimeRule("dự kiến tháng 11/2025", "EXPECTED ON? WITHIN? DONE? WITHIN? MONTH|QUARTER|PARTOF", _WITHIN),
    TimeRule("dự kiến ngày 05/12/2025", "EXPECTED ON? DAY|DAYS", WhenKind.FIXED, weak=True),
    # ---- bare points, which are limits only where one is expected
    TimeRule("Quý IV/2025 và Quý I/2026", "MONTH|QUARTER AND|COMMA MONTH|QUARTER", _RANGE, weak=True),
    TimeRule("tháng 11/2025 đến tháng 4/2026", "POINT|DAYNO TO|UNTIL|DASH POINT", _RANGE, weak=True),
    TimeRule("Tháng 11/2025", "MONTH|QUARTER|YEAR|HALFOF", _WITHIN, weak=True),
    TimeRule("2025 - 2026", "YEARS", _RANGE, weak=True),
    TimeRule("Ngày 24/8", "ON? DAY|DAYS", WhenKind.FIXED, weak=True),
    # ---- again and again (H 93-103)
    TimeRule("hằng tháng trước ngày 20", "EVERY COMMA? ~6 LATEST? BEFORE DAYNO|DAY|CLOCK", _RECURRING),
    TimeRule("trước ngày 20/6 hằng năm", "LATEST? BEFORE DAYNO|DAY ~3 EVERY|NEXT", _RECURRING),
    TimeRule("chậm nhất ngày 25 hằng tháng", "LATEST DAYNO|DAY ~3 EVERY|NEXT", _RECURRING),
    TimeRule("trước 16 giờ ngày thứ Sáu hằng tuần", "BEFORE|LATEST CLOCK ~2 WEEKDAY? EVERY", _RECURRING),
    TimeRule("thứ Sáu tuần thứ 2 hằng tháng", "WEEKDAY ~4 EVERY", _RECURRING),
    TimeRule("ngày 15 tháng 12 hằng năm", "DAY|DAYNO EVERY|NEXT", _RECURRING),
    TimeRule("3/2, 19/5, 2/9 và 7/11 hàng năm", "DAY COMMA DAY COMMA DAY AND|COMMA DAY EVERY", _RECURRING),
    TimeRule("hằng quý, 6 tháng và hằng năm", "REGULAR? EVERY COMMA LONGSPAN AND|COMMA EVERY", _RECURRING),
    TimeRule("định kỳ hằng năm", "REGULAR EVERY|SPAN|LONGSPAN", _RECURRING),
    TimeRule("mỗi tháng 1 kỳ", "EVERY WORD WORD", _RECURRING, weak=True),
    TimeRule("hằng năm", "EVERY", _RECURRING, weak=True),
    TimeRule("định kỳ và đột xuất", "REGULAR ONDEMAND", _RECURRING),
    TimeRule("định kỳ báo cáo", "REGULAR WORD WORD", _RECURRING, weak=True),
    # ---- so many days before or after (B 32-38, G 79-91)
    TimeRule("trước 30 ngày làm việc của các đợt", "LATEST? ATLEAST? BEFORE SPAN", _RELATIVE, weak=True),
    TimeRule("tối thiểu 07 ngày làm việc trước", "ATLEAST|LATEST SPAN ~2 BEFORE", _RELATIVE),
    TimeRule("05 ngày trước đại hội", "SPAN BEFORE", _RELATIVE),
    TimeRule("trước đại hội 05 ngày", "BEFORE ~4 ATLEAST? SPAN", _RELATIVE, weak=True),
    TimeRule("trước ngày bầu cử ít nhất 40 ngày", "BEFORE ELECTION ATLEAST SPAN", _RELATIVE),
    TimeRule("trước khi tiến hành kiểm tra 10 ngày", "PRIOR ~6 SPAN", _RELATIVE),
    TimeRule("sau 01 (một) ngày", "ATMOST? LATEST? AFTER SPAN|LONGSPAN", _RELATIVE),
    TimeRule("Sau đại hội 03 ngày", "LATEST? AFTER ~4 SPAN", _RELATIVE),
    TimeRule(
        "chậm nhất 05 ngày sau khi kết thúc",
        "LATEST|ATMOST|WITHIN SPAN|LONGSPAN AFTER|SINCE", _RELATIVE,
    ),
    TimeRule("trong vòng 24 giờ kể từ khi phát hiện", "ATMOST|LATEST CLOCK AFTER|SINCE", _RELATIVE),
    TimeRule("không quá 01 ngày làm việc", "ATMOST SPAN", _RELATIVE, weak=True),
    TimeRule("15h00 trước 01 ngày tổ chức Hội nghị", "CLOCK BEFORE SPAN", _RELATIVE),
    TimeRule("ngay trong ngày ban hành", "SAMEDAY", _RELATIVE),
    TimeRule("ngay sau khi họp", "RIGHTAFTER", _RELATIVE, weak=True),
    TimeRule("trước 17h00 hôm nay", "BEFORE CLOCK TODAY", _RELATIVE),
)  # fmt: skip

_LETTER = {name: chr(0x100 + at) for at, name in enumerate((*NAMES, "PARTOF", "HALFOF"))}
_LETTER["DAY"] = chr(0x200)


def _pattern(words: str) -> str:
    return "".join(_piece(word) for word in words.split())


def _piece(word: str) -> str:
    if word.startswith("~"):
        return f"[{''.join(_LETTER[name] for name in _FILLED)}]{{0,{word[1:]}}}"
    names = [name for part in word.removesuffix("?").split("|") for name in _meant(part)]
    return f"[{''.join(_LETTER[name] for name in names)}]" + ("?" if word.endswith("?") else "")


def _meant(word: str) -> tuple[str, ...]:
    return _POINTS if word == "POINT" else (word,)


@cache
def _compiled() -> tuple[tuple[TimeRule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(_pattern(rule.words))) for rule in RULES)


_BEGINS = frozenset(_LETTER) - {
    "WORD",
    "SIGN",
    "STOP",
    "COMMA",
    "SEMI",
    "COLON",
    "OPEN",
    "CLOSE",
    "AND",
    "DASH",
}


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A phrase of the table, and the words it was made of."""

    rule: TimeRule
    tokens: tuple[TimeToken, ...]
    start: int
    end: int


def phrases_in(tokens: Sequence[TimeToken]) -> Iterator[TimePhrase]:
    """The phrases of a text, in order, none over another."""
    written = "".join(_LETTER[token.name] for token in tokens)
    at = 0
    while at < len(tokens):
        best = _longest(written, at) if tokens[at].name in _BEGINS else None
        if best is None:
            at += 1
            continue
        rule, end = best
        made_of = tuple(tokens[at:end])
        yield TimePhrase(rule, made_of, made_of[0].start, made_of[-1].end)
        at = end


def _longest(written: str, at: int) -> tuple[TimeRule, int] | None:
    best: tuple[TimeRule, int] | None = None
    for rule, pattern in _compiled():
        found = pattern.match(written, at)
        if found and (best is None or found.end() > best[1]):
            best = rule, found.end()
    return best
