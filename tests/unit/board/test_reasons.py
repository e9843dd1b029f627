"""Every reason is a code with its facts, said in both languages; the ledger keeps no sentence of ours."""

from __future__ import annotations

import ast
import copy
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.notices.reasons import Reason, Why, read, said, stored

HOUSE = Path(__file__).parents[3]
OUTCOMES = {"accepted", "later", "never", "ours", "ambiguous", "wake", "Outcome"}
KEPT = {"reason", "reasons", "why", "unclear", "SILENT"}
FOLDERS = ("notifications", "models/outbox", "models")


def marked(text: str) -> bool:
    """Whether it has the marks of Vietnamese."""
    letters = unicodedata.normalize("NFD", text)
    return "đ" in text.lower() or any(unicodedata.combining(letter) for letter in letters)


def sentences_in(tree: ast.AST) -> Iterator[str]:
    """Vietnamese literals given to an outcome, to wake ops with, or kept as a reason."""
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
            parts = ast.walk(value) if isinstance(value, ast.JoinedStr | ast.Constant) else ()
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and marked(part.value):
                    yield part.value


def test_no_reason_is_written_as_a_sentence() -> None:
    strangers = [
        f"{folder}/{path.name}: {sentence}"
        for folder in FOLDERS
        for path in sorted((HOUSE / folder).rglob("*.py"))
        if path.name not in ("samples.py", "naming.py")
        for sentence in sentences_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert strangers == []


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_kept_as_a_code_and_said_in_both_languages(reason: Reason) -> None:
    facts = [f"dữ kiện {number}" for number in range(reason.told.vi.count("{}"))]
    assert reason.told.en.count("{}") == len(facts)
    assert not marked(reason.told.en)
    why = reason.why(*facts)
    assert json.loads(stored(why)) == [reason.value, *facts]
    again = read(stored(why))
    assert isinstance(again, Why)
    assert again.reason is reason
    assert said(again, "vi") == str(why) == reason.told.vi.format(*facts)
    assert said(again, "en") == reason.told.en.format(*facts)


def test_a_reason_inside_a_reason_keeps_its_code() -> None:
    why = Reason.CHANNEL_STOPPED.why("mail", Reason.MAIL_NO_CONNECTION.why(Reason.TIMED_OUT.why()))
    assert json.loads(stored(why)) == ["channel_stopped", "mail", ["mail_no_connection", ["timed_out"]]]
    again = copy.deepcopy(read(stored(why)))
    assert again == "kênh mail đã dừng: không kết nối được máy chủ thư (hết giờ)"
    assert said(again, "en") == "the channel mail has stopped: no connection to the mail server (timed out)"


@pytest.mark.parametrize("words", ["550 hộp thư không tồn tại", '["a newer version"]', '["x', "[1]", ""])
def test_words_that_are_not_ours_stay_as_they_are(words: str) -> None:
    assert not isinstance(read(words), Why)
    assert said(read(words), "en") == words == stored(read(words))
