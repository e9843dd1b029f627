"""Whatever reason the ledger may keep in Vietnamese, somebody who reads English gets it in English."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.outbox.reasons import ENGLISH, in_language

HOUSE = Path(__file__).parents[2]
OUTCOMES = {"accepted", "later", "never", "ours", "ambiguous", "wake", "Outcome"}
KEPT = {"reason", "reasons", "why", "unclear", "SILENT"}
FOLDERS = ("notifications", "models/outbox", "models")


def marked(text: str) -> bool:
    """Whether it has the marks of Vietnamese."""
    letters = unicodedata.normalize("NFD", text)
    return "đ" in text.lower() or any(unicodedata.combining(letter) for letter in letters)


def written(node: ast.expr) -> str | None:
    """The sentence of a literal, with x where a fact goes in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def reasons_in(tree: ast.AST) -> Iterator[str]:
    """What is given to an outcome, woken ops with, or kept as a reason."""
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [*node.args] if name in OUTCOMES else []
            given += [word.value for word in node.keywords if word.arg == "reason"]
        elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") in KEPT for one in node.targets):
            given = [node.value]
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("_why"):
            given = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
        for value in given:
            said = written(value)
            if said and marked(said):
                yield said


EVERY = sorted(
    {
        said
        for folder in FOLDERS
        for path in (HOUSE / folder).glob("*.py")
        if path.name not in ("samples.py", "naming.py", "reasons.py")
        for said in reasons_in(ast.parse(path.read_text(encoding="utf-8")))
    }
)


def test_the_reasons_are_found() -> None:
    assert len(EVERY) > 40


@pytest.mark.parametrize("reason", EVERY)
def test_a_reason_is_said_in_english(reason: str) -> None:
    english = in_language(reason, "en")
    assert english != reason
    assert not marked(english)
    assert in_language(reason, "vi") == reason


def test_a_reason_inside_a_reason_is_said_in_english_too() -> None:
    kept = "kênh mail đã dừng: không kết nối được máy chủ thư (hết giờ)"
    assert (
        in_language(kept, "en")
        == "the channel mail has stopped: no connection to the mail server (timed out)"
    )


def test_a_services_own_words_stay_as_they_are() -> None:
    assert in_language("550 hộp thư không tồn tại", "en") == "550 hộp thư không tồn tại"


def test_no_sentence_is_kept_twice_or_left_without_its_facts() -> None:
    for vi, en in ENGLISH.items():
        assert vi.count("{}") == en.count("{}"), vi
        assert not marked(en), en
