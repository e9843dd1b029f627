"""A command that is typed wrongly is answered in the reader's language, on one line, with exit code 2."""

from __future__ import annotations

import re

import pytest

from cli.console.language import in_vietnamese
from tests.unit.cli.conftest import Desk

WRONG = [
    ("extend",),
    ("nonsense",),
    ("extend", "a", "b", "c", "2024-99-99", "--why", "x"),
    ("status", "--nope"),
    ("calendar", "show", "abc"),
    ("channels", "limit", "mail", "--rate", "x"),
    ("notices", "--limit"),
    ("conference", "fix", "a", "b", "2024-03-28 25:00", "2024-03-28 26:00"),
    ("check", "a.yaml", "--json=x"),
    ("conference", "attend", "a", "b"),
]
ENGLISH = re.compile(r"\b(argument|required|invalid|expected|unrecognized|choose|value|following)\b")


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_explained_in_vietnamese_and_in_english(desk: Desk, words: tuple[str, ...]) -> None:
    ours, english = (
        desk(*words),
        desk(*words, "--lang", "en") if "--limit" not in words else desk("--lang", "en", *words),
    )
    for answer in (ours, english):
        assert answer.code == 2
        assert answer.out == ""
        assert len(answer.err.splitlines()) == 1
    assert "sai cú pháp" in ours.err
    assert not ENGLISH.search(ours.err)
    assert "wrong usage" in english.err
    assert not re.search("[ạảấầẩậắằặẹẻẽếềểễệịọỏốồổỗộớờởợụủứừửữựỵ]", english.err)


def test_a_day_without_its_hour_is_called_that(desk: Desk) -> None:
    answer = desk("restore", "--backup-taken", "2024-03-28")
    assert "“2024-03-28” thiếu giờ; ghi dạng 08:00 28/3/2024" in answer.err


def test_a_message_that_we_do_not_know_stays_as_it_is() -> None:
    assert in_vietnamese("something new in argparse") == "something new in argparse"


def test_help_begins_with_how_to_use_it(desk: Desk) -> None:
    assert desk("status", "--help").out.startswith("cách dùng: dondoc status")
    assert desk("status", "--help", "--lang", "en").out.startswith("usage: dondoc status")
