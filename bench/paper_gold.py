"""Papers read with care by people, for measuring a reader: the text, the marked phrases, where they stand."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Span = tuple[int, int]


@dataclass(frozen=True)
class GoldPaper:
    """One annotated paper."""

    name: str
    text: str
    gold: dict[str, Any]

    def find(self, phrase: str, occurrence: int = 1, line: int | None = None) -> Span | None:
        """Where a marked phrase stands; blanks and line ends may differ."""
        words = [re.escape(word) for word in unicodedata.normalize("NFC", phrase).split()]
        found = [match.span() for match in re.finditer(r"\s+".join(words), self.text)]
        if line is not None and found:
            return min(found, key=lambda span: abs(self.text.count("\n", 0, span[0]) + 1 - line))
        return found[min(occurrence, len(found)) - 1] if found else None


def papers_in(gold_dir: Path, text_dir: Path) -> Iterator[GoldPaper]:
    """Each gold file with its text: NNN.yaml beside NNN.txt, or NNN_….txt."""
    for path in sorted(gold_dir.glob("*.yaml")):
        texts = sorted(text_dir.glob(f"{path.stem}.txt")) or sorted(text_dir.glob(f"{path.stem}_*.txt"))
        if texts:
            text = unicodedata.normalize("NFC", texts[0].read_text(encoding="utf-8"))
            gold = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield GoldPaper(path.stem, text, gold)


@dataclass
class Score:
    """Right, invented and missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, other: Score) -> None:
        self.right += other.right
        self.invented += other.invented
        self.missed += other.missed

    def facts(self) -> dict[str, float]:
        precision = self.right / ((self.right + self.invented) or 1)
        recall = self.right / ((self.right + self.missed) or 1)
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        shown = {"precision": precision, "recall": recall, "f1": f1}
        return {name: round(value, 4) for name, value in shown.items()}


def overlap(one: Span, other: Span) -> bool:
    """Whether two stretches share a letter."""
    return one[0] < other[1] and other[0] < one[1]


def arguments(purpose: str | None) -> argparse.Namespace:
    """What both benches of reading are asked with."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was invented")
    return parser.parse_args()
