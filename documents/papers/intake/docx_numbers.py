"""The automatic numbers of a Word file, as people see them: "1.", "a)", "II.", "2.1."."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 3999


@dataclass(frozen=True, slots=True)
class NumberLevel:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int


@dataclass
class DocxNumbers:
    """Counts the items of all lists of one file, in the order of its paragraphs."""

    levels: dict[str, dict[int, NumberLevel]] = field(default_factory=dict)
    """By list."""
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, paragraph: Any) -> str:
        """What stands before the paragraph; "" where it is no item."""
        style, number, level = _properties(paragraph)
        if number is None and style in self.by_style:
            number, of_style = self.by_style[style]
            level = of_style if level is None else level
        known = self.levels.get(number or "", {})
        depth = level or 0
        if depth not in known:
            return ""
        counts = self.counts[number or ""]
        counts[depth] = counts.get(depth, known[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return self._shown(known, counts, depth)

    def _shown(self, known: dict[int, NumberLevel], counts: dict[int, int], depth: int) -> str:
        if known[depth].form == "bullet":
            return "- "
        if known[depth].form == "none":
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = known.get(at)
            return _written(counts.get(at, level.start), level.form) if level else ""

        return re.sub(r"%(\d)", shown, known[depth].text) + " "


def numbers_of(numbering: Any | None, styles: Any | None) -> DocxNumbers:
    """The lists that a file declares."""
    numbers = DocxNumbers()
    if numbering is None:
        return numbers
    abstract = {one.get(f"{W}abstractNumId"): _levels(one) for one in numbering.iter(f"{W}abstractNum")}
    for one in numbering.iter(f"{W}num"):
        link = one.find(f"{W}abstractNumId")
        if link is not None:
            numbers.levels[one.get(f"{W}numId")] = abstract.get(link.get(f"{W}val"), {})
    for style in styles.iter(f"{W}style") if styles is not None else ():
        _, number, level = _properties(style)
        if number is not None:
            numbers.by_style[style.get(f"{W}styleId", "")] = (number, level or 0)
    return numbers


def _levels(abstract: Any) -> dict[int, NumberLevel]:
    levels = {}
    for level in abstract.iter(f"{W}lvl"):
        found = {name: level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "start")}
        said = {name: one.get(f"{W}val", "") for name, one in found.items() if one is not None}
        start = said.get("start", "1")
        form = said.get("numFmt", "decimal")
        levels[int(level.get(f"{W}ilvl", "0"))] = NumberLevel(form, said.get("lvlText", ""), int(start or 1))
    return levels


def _properties(owner: Any) -> tuple[str, str | None, int | None]:
    """Style, list and level of a paragraph or a style."""
    properties = owner.find(f"{W}pPr")
    if properties is None:
        return "", None, None
    style = properties.find(f"{W}pStyle")
    listed = properties.find(f"{W}numPr")
    number = listed.find(f"{W}numId") if listed is not None else None
    level = listed.find(f"{W}ilvl") if listed is not None else None
    return (
        style.get(f"{W}val", "") if style is not None else "",
        number.get(f"{W}val") if number is not None else None,
        int(level.get(f"{W}val", "0")) if level is not None else None,
    )


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(min(number, _MOST))
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)


def _roman(number: int) -> str:
    tens, written = divmod(number, 10)
    said = "x" * tens
    for value, sign in _ROMAN[1:]:
        while written >= value:
            said += sign
            written -= value
    return said
