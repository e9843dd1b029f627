"""Whatever is said far from its reader is said in both languages; the English has no Vietnamese in it."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.conferences.proposals import propose
from cascade.findings import kinds
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told
from cascade.rehearsal import rehearse
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cli.duties.log import ACTS, DETAILS, HIDDEN
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import parents_of, read_plan
from documents.unit_file.unit_list import read_units

HOUSE = Path(__file__).parents[2]
ROOMS = ("cascade", "settings", "models", "documents", "notifications", "tasks", "flows", "cli")
REFUSING = {"Refusal", "Wrong", "Misplaced", "refuse", "place", "Filled", "Point", "Trace", "BadFigures"}
BOTH = {"Told", "tell", "say"}
QUOTED = re.compile(r"[“«`][^”»`]*[”»`]")
NAMES = re.compile(r"Đôn Đốc|Tết|LÝ_DO")
EXAMPLES = sorted(
    path for path in (HOUSE / "examples").glob("*.yaml") if "\nplan: " in path.read_text("utf-8")
)
UNRULY = Behaviour(
    shares=tuple((Habit(way, 2), 1) for way in (UnitBehaviour.LATE, UnitBehaviour.NEVER, UnitBehaviour.WRONG))
)


def marked(text: str) -> bool:
    """Whether it has the marks of Vietnamese, outside quotes and proper names."""
    letters = unicodedata.normalize("NFD", NAMES.sub("", QUOTED.sub("", text)))
    return "đ" in letters.lower() or any(unicodedata.combining(letter) for letter in letters)


def written(node: ast.expr) -> str | None:
    """The sentence of a literal, with x where a fact goes in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Every call of one of these in the house, with where it stands."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) in names
                ):
                    yield f"{path.relative_to(HOUSE)}:{node.lineno}", node


def test_nothing_is_refused_in_vietnamese_alone() -> None:
    found = list(calls(REFUSING))
    assert len(found) > 150
    alone = [
        (where, said)
        for where, call in found
        for given in (*call.args, *(word.value for word in call.keywords))
        if (said := written(given)) and marked(said)
    ]
    assert alone == []


def test_a_name_given_to_a_refusal_is_said_in_both() -> None:
    """`what = "…"`, `todo = "…"` and the like: the variables that refusals are made of."""
    alone = []
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("what", "todo"):
                    said = written(node.value)
                    if said and marked(said):
                        alone.append((str(path.relative_to(HOUSE)), said))
    assert alone == []


def test_both_languages_say_something_and_the_english_is_english() -> None:
    pairs = [
        (where, written(call.args[0]), written(call.args[1]))
        for where, call in calls(BOTH)
        if len(call.args) >= 2
    ]
    assert len(pairs) > 400
    wrong = [
        (where, vi, en)
        for where, vi, en in pairs
        if vi and en is not None and (not en or marked(en) or (marked(vi) and vi == en))
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.code)
def test_a_finding_has_a_sentence_and_an_advice_in_both(kind: FindingKind) -> None:
    for told in (kind.message, kind.advice):
        assert told.vi != told.en
        assert told.en
        assert not marked(told.en)


def check(told: Told, names: str) -> None:
    """Said in both; whatever is marked in the English is a name that stands in the plan or the unit list."""
    assert told.vi
    assert told.en
    strange = [
        word for word in re.findall(r"\w+", QUOTED.sub("", told.en)) if marked(word) and word not in names
    ]
    assert strange == [], told.en


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_reasons_of_a_real_plan_are_told_in_both(path: Path) -> None:
    plan = read_plan(path)
    tree = read_units(path.parent / str(plan.units)).as_of(day_of_plan(plan))
    calendar = WorkCalendar()
    made = cascade(plan, tree, calendar, parents=parents_of(plan))
    names = path.read_text("utf-8") + " ".join(unit.name for unit in tree)
    derived = [duty.derived for duty in made.duties if duty.derived] + [
        one.derived for one in made.meetings if one.derived
    ]
    weighed = [
        why for one in made.meetings for day in propose(made, one.conference.id) for why in day.reasons
    ]
    played = {one.why for one in rehearse(made, UNRULY, calendar)}
    for told in (*(one.short for one in derived), *weighed, *played):
        check(told, names)
        assert told.vi != told.en
    for finding in made.findings:
        check(finding.message, names)
        assert finding.suggestion is not None
        check(finding.suggestion, names)


def test_every_act_and_detail_in_the_log_has_a_name() -> None:
    acts, details = set(), set()
    for room in (*ROOMS, "portal"):
        for path in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.log":
                    acts.add(written(node.args[2]))
                    details |= {word.arg for word in node.keywords}
    assert acts - {None} <= set(ACTS)
    assert details - {None, "now", "plan_id", "obligation_id", *HIDDEN} <= set(DETAILS)
