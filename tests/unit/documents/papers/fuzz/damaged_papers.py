"""A thousand texts that slipped, and three hundred Word and PDF files that came to harm on their way."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache

from tests.unit.documents.mutations import mutated
from tests.unit.documents.papers import made_files as made
from tests.unit.documents.papers.marked import TEXTS, marked_paper

_SCRAPS = [
    "trước ngày 31/02/2025", "ngày 00/00/0000", "hạn 99/99/9999", "trước ngày 5/8/2025 " * 300,
    "quý V năm 99999",
    "|" * 400, "| a " * 200, "-" * 3000, "(" * 2000, "I. 1. a) - + " * 100, "từ ngày đến ngày " * 200,
    "\u202e\u200b\u0301\u0323" * 50, "ngày ngày ngày " * 400, "1" * 4000, "08 giờ 61 phút ngày 45 tháng 13",
    "các chi bộ, " * 600, "«D1»", "{{ 7*7 }}", "<script>alert(1)</script>", "Nơi nhận:\n- " * 200,
    "%s%n%d", "../" * 60,
]  # fmt: skip


@cache
def _texts() -> tuple[str, ...]:
    return tuple(marked_paper(path)[0].text for path in TEXTS)


def slipped_text(seed: int) -> bytes:
    """One of our texts after some mishaps; every fifth with a scrap that no writer would write."""
    dice = random.Random(seed)
    text = _texts()[seed % len(_texts())]
    if seed % 5 == 0:
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(_SCRAPS) + text[at:]
    if seed % 7 == 0:
        text = text.replace(dice.choice([" ", "\n", "ngày", "."]), dice.choice(["", "\n", "|", " "]))
    return mutated(seed, text)


@cache
def word_file(seed: int) -> bytes:
    """A sound one: the lines of a text, its rows as a table."""
    lines = [
        line for line in _texts()[seed % len(_texts())].replace("&", "+").replace("<", "").split("\n") if line
    ]
    rows = [line for line in lines if "|" in line]
    return made.docx("".join(made.p(line) for line in lines) + (made.table(*rows) if rows else ""))


@cache
def pdf_file(seed: int) -> bytes:
    """A sound one with a text layer."""
    lines = _texts()[seed % len(_texts())].split("\n")
    return made.pdf(*[lines[at : at + 40] for at in range(0, len(lines), 40)])


def _cut(dice: random.Random, raw: bytes) -> bytes:
    return raw[: dice.randrange(4, len(raw))]


def _flipped(dice: random.Random, raw: bytes) -> bytes:
    out = bytearray(raw)
    for _ in range(dice.choice([1, 5, 50, 500])):
        out[dice.randrange(4, len(out))] = dice.randrange(256)
    return bytes(out)


def _blank(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randrange(4, len(raw))
    return raw[:at] + b"\0" * min(512, len(raw) - at) + raw[at + 512 :]


def _shuffled(dice: random.Random, raw: bytes) -> bytes:
    one, other = sorted(dice.sample(range(4, len(raw)), 2))
    return raw[:one] + raw[other:] + raw[one:other]


def _twice(dice: random.Random, raw: bytes) -> bytes:
    return raw + raw[dice.randrange(len(raw)) :]


def _digits(dice: random.Random, raw: bytes) -> bytes:
    """Other numbers where numbers were: lengths, places, counts."""
    places = [at for at, byte in enumerate(raw) if 48 <= byte <= 57]
    out = bytearray(raw)
    for at in dice.sample(places, min(len(places), 8)):
        out[at] = dice.choice(b"0123456789-")
    return bytes(out)


def _inside(dice: random.Random, raw: bytes) -> bytes:
    """The text of a Word file damaged, and the parcel made anew."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parcel:
        text = parcel.read("word/document.xml").decode()
    tags = ["w:p", "w:tbl", "w:tc", "w:tr", "w:r", "w:t", "w:body"]
    for _ in range(dice.choice([1, 3, 20])):
        text = text.replace(f"<{dice.choice(tags)}>", f"<{dice.choice(tags)}>", dice.choice([1, -1]))
    return word_of({"word/document.xml": text.encode()})


DAMAGES: list[Callable[[random.Random, bytes], bytes]] = [
    _cut, _cut, _flipped, _flipped, _blank, _shuffled, _twice, _digits,
]  # fmt: skip


def damaged_file(seed: int) -> tuple[str, bytes]:
    """A name and what is in the file, by turns Word and PDF, now and then under the other's name."""
    dice = random.Random(seed)
    word = seed % 2 == 0
    raw = word_file(seed) if word else pdf_file(seed)
    damage = _inside if word and seed % 6 == 0 else dice.choice(DAMAGES)
    ending = "docx" if word != (seed % 17 == 0) else "pdf"
    return f"van-ban.{ending}", damage(dice, raw)


def word_of(parts: dict[str, bytes]) -> bytes:
    """A Word file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, raw in parts.items():
            parcel.writestr(name, raw)
    return out.getvalue()
