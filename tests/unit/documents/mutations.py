"""What goes wrong with a file on its way: slips of the finger, half a copy, a wrong program."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

WORDS = """
null [] {} [[[[]]]] -1 0 99999999999999999999 1e400 .nan true * *x % @ | > : # ' " / áº£ Ủ̉y 𝒳 \u202e \ufffd
2024-02-30 30/2/2024 2024-13-01 0000-00-00 9999-12-31 1930-01-01 2100-12-31 12/2022 25:61 24:00 T2 2022-Q9
conference:C9 requirement:D1 issue guidance document:x above no-such-unit !!python/object:os.system
grassroots central office before_strict none recurring relative fixed range D1 C1 D6/grassroots D6/
"""
NASTY = [
    *WORDS.split(),
    *["", "\t", "\x00", "\x07", "a b", "&x y", "? x", "- x", "thứ Tám", "quý V", "{a: {b: c}}", "x" * 5000],
    *["-9999 working_days", "3660 calendar_days", "87840 hours"],
]

Change = Callable[[random.Random, str], str]


def mutated(seed: int, text: str) -> bytes:
    """The text after one to three mishaps."""
    dice = random.Random(seed)
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        text = dice.choice(CHANGES)(dice, text)
    raw = text.encode("utf-8", "surrogatepass")
    return dice.choice(BYTES)(dice, raw) if dice.random() < 0.1 else raw


def _value(dice: random.Random, text: str) -> str:
    """Another value after some colon or comma."""
    return _at_some(dice, text, r"(?<=[:,\[] )[^,\]\}\n]+", dice.choice(NASTY))


def _word(dice: random.Random, text: str) -> str:
    return _at_some(dice, text, r"[\w./-]+", dice.choice(NASTY))


def _drop_word(dice: random.Random, text: str) -> str:
    return _at_some(dice, text, r"[\w./-]+", "")


def _borrow_word(dice: random.Random, text: str) -> str:
    """A word from elsewhere in the same file: real ids in the wrong place."""
    return _at_some(dice, text, r"[\w./-]+", dice.choice(re.findall(r"[\w./-]+", text) or ["x"]))


def _typo(dice: random.Random, text: str) -> str:
    place = dice.randrange(len(text) or 1)
    return (
        text[:place]
        + dice.choice(["", "x", ":", ",", "\n", "  ", '"', "{", "}", "[", "]"])
        + text[place + 1 :]
    )


def _drop_line(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    place = dice.randrange(len(lines) or 1)
    return "".join(lines[:place] + lines[place + 1 :])


def _double_line(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    place = dice.randrange(len(lines) or 1)
    return "".join(lines[:place] + lines[place : place + 1] * 2 + lines[place + 1 :])


def _swap_lines(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    one, other = dice.randrange(len(lines) or 1), dice.randrange(len(lines) or 1)
    if lines:
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _indent(dice: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    place = dice.randrange(len(lines) or 1)
    if lines:
        lines[place] = dice.choice([" ", "  ", "\t", "    "]) + lines[place].lstrip(" ")
    return "".join(lines)


def _half(dice: random.Random, text: str) -> str:
    return text[: dice.randrange(len(text) or 1)]


def _at_some(dice: random.Random, text: str, pattern: str, value: str) -> str:
    places = list(re.finditer(pattern, text))
    if not places:
        return text
    chosen = dice.choice(places)
    return text[: chosen.start()] + value + text[chosen.end() :]


CHANGES: list[Change] = [
    _value, _value, _value, _word, _drop_word, _borrow_word, _borrow_word, _typo, _drop_line, _double_line,
    _swap_lines, _indent, _half,
]  # fmt: skip
BYTES: list[Callable[[random.Random, bytes], bytes]] = [
    lambda dice, raw: raw[: dice.randrange(len(raw) or 1)],
    lambda dice, raw: raw.replace(b"\xe1", bytes([dice.randrange(256)]), 1),
    lambda dice, raw: raw.decode("utf-8", "ignore").encode("utf-16"),
    lambda dice, raw: raw.decode("utf-8", "ignore").encode("cp1258", "replace"),
    lambda dice, raw: bytes(dice.randrange(256) for _ in range(200)),
    lambda dice, raw: b"\xef\xbb\xbf" + raw,
    lambda dice, raw: raw.replace(b"\n", b"\r\n"),
    lambda dice, raw: b"",
]
