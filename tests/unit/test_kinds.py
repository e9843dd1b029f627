"""Every kind of notice has its name in both languages, and no product code spells one out by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.kinds import AT_MOST_ONCE, Channel, NoticeState, Occasion, called
from notifications.words import OCCASIONS

HOUSE = Path(__file__).parents[2]
ROOMS = ("cascade", "documents", "models", "notifications", "tasks", "flows", "portal", "cli")
VALUES = {str(member) for kind in (Occasion, NoticeState, Channel) for member in kind}

OTHER_MEANINGS: dict[str, set[str]] = {
    # What anchors a date: {kind}:{name}
    "cascade/anchors.py": {"invitation"},
    "cascade/derivation.py": {"invitation"},
    "cascade/hanging.py": {"invitation"},
    "cascade/links.py": {"invitation", "line_test"},
    "cascade/timetable.py": {"invitation"},
    # English words, fields of a plan file, columns of a list of units
    "cascade/clashes.py": {"speaker"},
    "cascade/action_kinds.py": {"line_test"},
    "documents/plan_policy.py": {"reminder"},
    "documents/unit_columns.py": {"mail", "zalo"},
    "documents/unit_row.py": {"mail", "zalo"},
    "cascade/reasons.py": {"amended", "withdrawn", "zalo_ended"},
    # States of an obligation and of a report
    "cascade/rollup.py": {"returned", "accepted", "withdrawn"},
    "cascade/tree_changes.py": {"withdrawn"},
    "cascade/words.py": {"returned", "accepted", "withdrawn", "overdue"},
    "documents/picture_build.py": {"accepted", "overdue"},
    "documents/picture_cells.py": {"returned", "accepted", "withdrawn"},
    "documents/picture_data.py": {"returned", "accepted", "withdrawn"},
    "documents/sheet.py": {"returned", "accepted"},
    "models/reports.py": {"returned", "accepted"},
    "portal/duty.py": {"returned", "accepted"},
    "portal/sheet.py": {"returned", "accepted"},
    "tasks/drawing.py": {"returned"},
    # Names of tables, columns, functions, facts and JSON
    "cli/changes.py": {"withdrawn"},
    "flows/lists.py": {"digest"},
    "models/amendments.py": {"withdrawn"},
    "models/inviting.py": {"line_test"},
    "models/linking.py": {"linked"},
    "models/meetings.py": {"attendance"},
    "models/outbox/wording.py": {"line_test", "speaker"},
    "models/staffing.py": {"linked"},
    "models/tables/acts.py": {"attendance"},
    "notifications/facts.py": {"speaker"},
    "notifications/samples.py": {"speaker"},
    "tasks/plan_life.py": {"overdue"},
    # Acts in the log, groups of a page, tokens, other people's protocols and packages
    "cli/demo/stage.py": {"mail", "zalo"},
    "cli/doctor.py": {"apprise"},
    "cli/log.py": {"unknown", "issued", "amended", "extended", "attendance"},
    "models/credentials.py": {"unknown"},
    "notifications/bounces.py": {"failed"},
    "notifications/outcome.py": {"accepted"},
    "notifications/passthrough.py": {"zalo", "apprise"},
    "notifications/zbs.py": {"zbs"},
    "portal/above.py": {"sent"},
    "portal/entries.py": {"sent"},
    "portal/unit.py": {"sent", "zalo"},
}
"""Words that happen to be spelled like a kind and mean something else there."""


def bare(path: Path) -> Iterator[tuple[int, str]]:
    """The literals of a file that are spelled like a kind."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in VALUES:
            yield node.lineno, node.value


def product() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            inside = path.relative_to(HOUSE).parts
            if "migrations" not in inside and "fakes" not in inside and inside != ("cascade", "kinds.py"):
                yield path


def test_no_product_code_spells_a_kind_out() -> None:
    strangers = [
        f"{path.relative_to(HOUSE)}:{line}: {value}"
        for path in product()
        for line, value in bare(path)
        if value not in OTHER_MEANINGS.get(str(path.relative_to(HOUSE)), set())
    ]
    assert strangers == []


@pytest.mark.parametrize("kind", [Occasion, NoticeState, Channel])
def test_every_kind_is_called_something_in_both_languages(kind: type[Occasion]) -> None:
    for member in kind:
        assert member.told.vi != str(member)
        assert called(kind, str(member)) == member.told.vi
        assert called(kind, str(member), "en") == member.told.en
    assert called(kind, "of a newer version") == "of a newer version"


def test_every_occasion_has_its_templates_and_every_template_its_occasion() -> None:
    assert set(OCCASIONS) == set(Occasion)
    assert [one for one in Occasion if not one.sent] == [Occasion.CLOSING]


def test_what_follows_from_a_kind() -> None:
    assert {one for one in Channel if one.at_most_once} == AT_MOST_ONCE
    assert [one for one in Occasion if one.at_any_hour] == [
        "linked",
        "not_linked",
        "zalo_linked",
        "zalo_ended",
        "ops",
    ]
    assert [one for one in NoticeState if one.open] == ["queued", "sending", "retry"]
