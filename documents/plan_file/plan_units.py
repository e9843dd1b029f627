"""Every unit that a plan names must be in the unit list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cascade.lang.refusal import Refusal, place
from cascade.org.tree import OrgTree
from cascade.plan import references
from cascade.plan.model import Plan
from documents.plan_file.plan_errors import find
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import parse


def check_against(plan: Plan, tree: OrgTree) -> None:
    """Refusal: the first unit, in the order of the file, that the list does not have."""
    strangers = references.strangers(plan, tree)
    if not strangers:
        return
    data = _file_of(plan)
    way, code = min(strangers, key=lambda each: find(each[0], data)[0])
    line, field = find(way, data)
    where = place(plan.file, line if data is not None else None, field)
    raise Refusal(where, *references.no_unit(code, tree))


def _file_of(plan: Plan) -> Any:
    """The file once more, to name the very line; a plan that was issued long ago may have none."""
    try:
        return parse(read_text(Path(plan.file)), Path(plan.file)) if plan.file else None
    except Refusal:
        return None
