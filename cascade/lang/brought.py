"""The one gate for text that people bring: lists, plans, forms, the counter, commands.

What only looks different is changed without a word; what could change the meaning, or be shown to nobody, is
refused with its place, its name and its code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cascade.lang import old_fonts
from cascade.lang.told import Told, tell
from cascade.lang.vietnamese import composed, fold

_ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], " ")
_HYPHENS = dict.fromkeys([0x2010, 0x2011, 0x2212, 0xFE63], "-")
"""They look like "-"; the longer dashes do not, and stay."""
_UNSEEN = [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF]
_UNSEEN += [0x202A, 0x202B, 0x202C, *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFFA0]
_DROPPED = dict.fromkeys(_UNSEEN)
"""Nobody sees them, and in a text that runs from left to right they do nothing."""
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_JOINED = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))
_JOIN = "[\u200c\u200d\ufe00-\ufe0f]"
_JOINERS = re.compile(rf"(?<=\w){_JOIN}+|^{_JOIN}+|[\u200c\u200d]+(?=[\w\s]|$)")
"""Between pictures they make one picture of two, beside letters they do nothing."""
_STROKE = re.compile("([Dd])[\u0335\u0336]")
_SAME_LOOK = _ETH | _SPACES | _HYPHENS | _DROPPED | _WIDE | _JOINED

_OVERRIDES = "\u202d\u202e"
_NOBODYS = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
_CONTROLS = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_OVERRIDES}\ufff9-\ufffd\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef{_NOBODYS}]"
)
_MIXED = re.compile(r"[^\W\d_]*[a-zA-Z\u00c0-\u024f\u1e00-\u1eff][^\W\d_]*")
_STRANGERS = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff]")


@dataclass(frozen=True, slots=True)
class Unfit:
    """What cannot be taken in, and where it stands in the text."""

    at: int
    what: Told
    todo: Told


def cleaned(text: str) -> str:
    """The text in one spelling, without what only looks different. Say it after `fault`, never instead."""
    if text.isascii():
        return text
    # What is dropped may bring together what belongs together.
    while (again := _once(text)) != text:
        text = again
    return text


def _once(text: str) -> str:
    done: list[str] = []
    end = 0
    for start, part in old_fonts.parts(text):
        done += [text[end:start], old_fonts.converted(part) or part]
        end = start + len(part)
    whole = _JOINERS.sub("", "".join([*done, text[end:]]).translate(_SAME_LOOK))
    return composed(_STROKE.sub(lambda found: "Đ" if found[1] == "D" else "đ", whole))


def fault(text: str) -> Unfit | None:
    """The first thing that nobody can be meant to have written; None where all of it can be taken in."""
    found = [one for one in (_unseen(text), _mixed(text), _old(text)) if one is not None]
    return min(found, key=lambda one: one.at, default=None)


def character(letter: str) -> str:
    """Its code and name: "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, as editors count them: only a line feed ends a line."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _unseen(text: str) -> Unfit | None:
    if (found := _CONTROLS.search(text)) is None:
        return None
    at, sign = found.start(), character(found[0])
    if found[0] == "\ufffd":
        what = tell("có ký tự hỏng {sign}", "it holds the broken character {sign}", sign=sign)
        return Unfit(at, what, Told("lấy lại chữ từ bản gốc", "take the letters from the original again"))
    what = tell("có ký tự điều khiển {sign}", "it holds the control character {sign}", sign=sign)
    return Unfit(
        at, what, Told("xóa ký tự không nhìn thấy này", "delete this character, which cannot be seen")
    )


def _mixed(text: str) -> Unfit | None:
    """A word of ours with a Greek or Cyrillic letter in it, which looks like one of ours."""
    if not _STRANGERS.search(text):
        return None
    for word in _MIXED.finditer(text):
        if (stranger := _STRANGERS.search(word[0])) is not None:
            sign = character(stranger[0])
            what = tell(
                "“{word}” có chữ {sign}, chỉ giống chữ Việt",
                "“{word}” has {sign} in it",
                word=word[0],
                sign=sign,
            )
            return Unfit(word.start() + stranger.start(), what, Told("gõ lại từ này", "type this word again"))
    return None


def _old(text: str) -> Unfit | None:
    for start, part in old_fonts.parts(text):
        if old_fonts.converted(part) is None and (at := old_fonts.suspect(part)) is not None:
            what = tell(
                "“{word}” gõ bằng phông TCVN3 hoặc VNI",
                "“{word}” is typed in TCVN3 or VNI",
                word=part[at:].split()[0],
            )
            return Unfit(start + at, what, Told("chuyển sang Unicode rồi lưu lại", "convert it to Unicode"))
    return None


def printable(text: str) -> str:
    """What a file of ours can hold of a text from before there was a gate: what cannot be shown is a �."""
    return _CONTROLS.sub("\ufffd", text)


_NOISE = re.compile(r"[\s.,;:'\"‘’“”`´_]+|[\u2010-\u2015-]")
_TWINS = str.maketrans("0il|", "o111")


def look(text: str, *, digits: bool = False) -> str:
    """A key, equal for texts that nobody can tell apart at a glance; with `digits` also 0 and O, 1 and l."""
    bare = _NOISE.sub("", fold(text))
    return bare.translate(_TWINS) if digits else bare


_CASE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_ONE_OF_TWINS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0il|", b"abcdefgh1jk1mnopqrstuvwxyzo111")
_LIGHT = b" \t\n.,;:'\"`_-"
_VAGUE = b"aeiouyAEIOUY" + _LIGHT
"""A tone may stand on either vowel ("hòa", "hoà"), so no vowel counts."""


def skeletons(texts: Iterable[str], *, digits: bool = False) -> list[bytes]:
    """A coarse key for each, many times quicker: whose keys differ within one call, they look different.

    The texts are as the gate lets them in (NFC). `digits` as for `look`.
    """
    whole = list(texts)
    joined = "\0".join(whole)
    if not whole:
        return []
    if digits and joined.isascii():
        return joined.encode().translate(_ONE_OF_TWINS, _LIGHT).split(b"\0")
    doubtful = _VAGUE + b"0lL1|" if digits else _VAGUE
    return joined.encode("ascii", "ignore").translate(_CASE, doubtful).split(b"\0")
