"""What is withheld of something secret is decided in one place, and no way out decides for itself."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from cascade.plan.model import Topic
from cascade.reports import secrecy
from notifications.wording.facts import DEFAULTS, complete
from tests.unit.cascade.making import asks, by, drawn, plan

HOUSE = Path(__file__).parents[4]
ROOMS = ("models", "notifications", "documents", "services", "tasks", "flows", "portal", "cli")


def test_a_secret_matter_is_called_by_its_number() -> None:
    assert secrecy.plan_name("quán triệt TW8", number="01-KH/TU", code="kh-1", secret=True) == "01-KH/TU"
    assert secrecy.plan_name("quán triệt TW8", number=None, code="kh-1", secret=True) == "kh-1"
    assert secrecy.plan_name("quán triệt TW8", number=None, code="kh-1", secret=False) == "quán triệt TW8"
    assert secrecy.action("Nội dung kín", number="D1", secret=True) == "D1"
    assert secrecy.action("Báo cáo", number="D1", secret=False) == "Báo cáo"
    assert secrecy.topic("Chiến lược", code="Chuyên đề 3", secret=True) == "Chuyên đề 3"
    assert secrecy.topic("Chiến lược", code=None, secret=True) == ""


def test_a_secret_plan_makes_all_of_it_secret() -> None:
    open_plan = plan(asks("D1", when=by(2024, 4, 25)))
    known = drawn(replace(open_plan, secret=True))
    assert all(duty.secret for duty in known.duties)
    assert secrecy.is_secret(known.plan, Topic("Chuyên đề"))
    assert not secrecy.is_secret(open_plan, Topic("Chuyên đề"))


def test_whatever_is_withheld_reaches_no_template() -> None:
    hidden = {name: "KÍN" for name in secrecy.WITHHELD if isinstance(DEFAULTS.get(name), str)}
    row = {"action": "KÍN", "phrase": "KÍN", "code": "D1", "secret": True}
    topic = {"title": "KÍN", "code": "Chuyên đề 3", "speaker": "KÍN", "secret": True}
    facts = {**hidden, "plan_short": "KÍN", "plan_code": "kh-1", "secret": True, "lang": "vi"}
    told = complete(
        {**facts, "rows": [row], "agenda": [topic], "changes": ["KÍN"], "figures": [{"label": "KÍN"}]}
    )
    assert "KÍN" not in str(told)


def test_no_way_out_chooses_by_itself_what_to_show_of_a_secret() -> None:
    """`a if x.secret else b` outside the one place would be a second answer to the same question."""
    found = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.IfExp) and _asks_for_secrecy(node.test)
    ]
    assert found == []


def _asks_for_secrecy(test: ast.expr) -> bool:
    named = (each.attr for each in ast.walk(test) if isinstance(each, ast.Attribute))
    return "secret" in named
