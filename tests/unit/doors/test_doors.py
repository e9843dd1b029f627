"""Every value has one reader: whatever door it comes through, it is taken or refused in the same words.

The doors are found, not listed: a new option of a command, field of a form, column, key of a plan file or
field of a page has no kind yet, and the first test says so.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal, Wrong
from tests.unit.cli.conftest import Desk
from tests.unit.doors.commands import command_doors
from tests.unit.doors.files import key_doors, list_doors
from tests.unit.doors.forms import PAGE, form_doors, page_doors, setting_doors
from tests.unit.doors.values import BAD, FOUND, GOOD, MADE, READERS, Door

TEMPLATES = Path(__file__).resolve().parents[3] / "portal" / "templates"


@pytest.fixture
def doors(desk: Desk, tmp_path: Path) -> list[Door]:
    found = [*command_doors(desk), *list_doors(tmp_path), *key_doors(), *form_doors(), *page_doors()]
    return [*found, *setting_doors()]


def test_every_door_says_which_kind_of_value_comes_through_it(doors: list[Door]) -> None:
    known = set(READERS) | FOUND | MADE
    assert [door.name for door in doors if door.kind not in known] == []
    assert len(doors) > 150
    templates = TEMPLATES.glob("*.html")
    named = {
        name
        for path in templates
        for name in re.findall(r'<(?:input|textarea)[^>]* name="([^"]*)"', path.read_text())
    }
    assert named == set(PAGE)


@pytest.mark.parametrize("kind", BAD)
def test_what_is_wrong_is_refused_in_the_same_words_at_every_door(doors: list[Door], kind: str) -> None:
    through = [door for door in doors if door.kind == kind]
    assert len(through) > (1 if kind not in ("rate", "moment") else 0)
    for typed in BAD[kind]:
        with pytest.raises(Wrong) as expected:
            READERS[kind](typed)
        for door in through:
            if typed == "" and door.name.startswith(("column", "key", "form", "figure")):
                continue  # not given at all
            if typed == "46361" and door.name.startswith("column valid_"):
                continue  # Excel, where a day has lost its form, saves the number it keeps it by
            for lang in ("vi", "en"):
                with pytest.raises(Refusal) as refusal:
                    pytest.fail(f"{door.name} took {typed!r} as {door.bring(typed, lang)!r}")
                line = refusal.value.said(lang)
                what, todo = (
                    one if isinstance(one, str) else one.said(lang)
                    for one in (expected.value.what, expected.value.todo)
                )
                assert what in line, (door.name, typed, line)
                # The bounds of a number, and what to write into a setting, are the door's own.
                assert (todo.split(" ")[0] if kind in ("count", "yes") else todo) in line, (
                    door.name,
                    typed,
                    line,
                )


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_odd_and_good_is_taken_as_the_same_value_at_every_door(doors: list[Door], kind: str) -> None:
    for door in (door for door in doors if door.kind == kind and not door.name.startswith("key")):
        for typed, meant in GOOD[kind].items():
            taken = door.bring(typed, "taken")
            if isinstance(meant, date) and not isinstance(meant, datetime) and isinstance(taken, str):
                taken = date.fromisoformat(taken)
            if isinstance(taken, list) and not (
                door.name.startswith("column") or door.kind in ("mail", "phone", "chat")
            ):
                continue
            assert taken == meant, (door.name, typed, taken)
