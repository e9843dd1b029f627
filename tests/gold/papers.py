"""The example plans, compiled, and which gold annotation belongs to which; the sixth was never a paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.result.obligation import Cascade
from documents.console.check_json import facts
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import parents_of, read_plan
from documents.unit_file.unit_list import read_units

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLD = {
    "dong-thap-nq06": "000",
    "dong-nai-tw8": "001",
    "huong-dan-nq06": "002",
    "can-tho-tw6": "003",
    "dang-uy-khoi-nq15": "004",
}
PLANS = (*GOLD, "quang-ninh-nq99")


@cache
def compiled(name: str) -> Cascade:
    """An example plan, as `dondoc check` sees it."""
    plan = read_plan(EXAMPLES / f"{name}.yaml")
    tree = read_units((EXAMPLES / f"{name}.yaml").with_name(str(plan.units)))
    return cascade(plan, tree.as_of(day_of_plan(plan)), WorkCalendar(), parents=parents_of(plan))


@cache
def obligations(name: str) -> dict[str, list[dict[str, Any]]]:
    """What `check --json` gives for each requirement."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in facts(compiled(name))["obligations"]:
        found.setdefault(each["requirement"], []).append(each)
    return found
