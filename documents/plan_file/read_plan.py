"""Reads a plan file: either a whole plan that holds together, or one line that says what to mend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from cascade.lang.refusal import Misplaced, Refusal
from cascade.lang.told import Told
from cascade.plan.model import Plan
from cascade.plan.references import check_links
from documents.plan_file.plan_day import check_spans
from documents.plan_file.plan_errors import check_against, first_of, refusal_at
from documents.plan_file.plan_part import PlanPart
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import Lined, parse

__all__ = ["check_against", "parents_of", "read_plan"]


def read_plan(path: Path) -> Plan:
    """The plan in a file; Refusal with file, line and field on anything that is wrong with it."""
    data = parse(read_text(path), path)
    if not isinstance(data, Lined):
        what = Told("tệp không phải một kế hoạch", "this file is not a plan")
        todo = Told("bắt đầu bằng `plan: mã-kế-hoạch`", "begin with `plan: code-of-the-plan`")
        raise Refusal(f"{path}:1", what, todo)
    try:
        plan = PlanPart.model_validate(data).build()
        check_links(plan)
        check_spans(plan)
    except ValidationError as errors:
        raise first_of(errors, data, path) from None
    except Misplaced as trouble:
        raise refusal_at(trouble, data, path) from None
    return replace(plan, file=str(path))


def parents_of(plan: Plan) -> tuple[Plan, ...]:
    """The plans this one follows whose files lie beside it; a number without a file is only a number.

    Refusal: a file that is there and cannot be read.
    """
    folder = Path(plan.file or ".").parent
    files = [folder / f"{reference.plan}.yaml" for reference in plan.follows if reference.plan]
    return tuple(read_plan(file) for file in files if file.is_file())
