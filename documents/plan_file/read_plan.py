"""Reads a plan file: either a whole plan that holds together, or one line that says what to mend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from cascade.findings.document_findings import CUT_BY_HASH
from cascade.lang.refusal import Misplaced, Refusal
from cascade.lang.told import Told
from cascade.plan.model import Plan
from cascade.plan.references import check_links
from cascade.result.obligation import Finding
from documents.plan_file.open_questions import answered, dropped_in, is_open, questions_in
from documents.plan_file.plan_day import check_communes, check_spans
from documents.plan_file.plan_errors import check_against, first_of, refusal_at
from documents.plan_file.plan_part import PlanPart
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import Lined, LinedList, Value, parse

__all__ = ["check_against", "check_draft", "cut_values", "parents_of", "plan_in", "read_plan"]
_REMARK = re.compile(r"[ \t]+#(?=[^\s#])(.*)")
"""A real remark is written with a space behind its mark; "#3" is the third of something."""
_SHOWN = 60


def read_plan(path: Path) -> Plan:
    """The plan in a file; Refusal with file, line and field on anything that is wrong with it."""
    return replace(plan_in(read_text(path), path), file=str(path))


def plan_in(text: str, path: Path) -> Plan:
    """The plan in a text that lies in no file; `path` is what a refusal calls it. Refusal: as of a file."""
    data = parse(text, path)
    if not isinstance(data, Lined):
        what = Told("tệp không phải một kế hoạch", "this file is not a plan")
        todo = Told("bắt đầu bằng `plan: mã-kế-hoạch`", "begin with `plan: code-of-the-plan`")
        raise Refusal(f"{path}:1", what, todo)
    try:
        given = answered(data, path)
        plan = PlanPart.model_validate(given).build()
        check_links(plan)
        check_spans(plan)
        check_communes(plan, given)
    except ValidationError as errors:
        raise first_of(errors, data, path) from None
    except Misplaced as trouble:
        raise refusal_at(trouble, data, path) from None
    return plan


def check_draft(text: str, path: Path) -> None:
    """Whether the text may stand as a draft. Refusal: as of a plan, but for questions that are still open.

    What a question is open about is left out of the look: everything else must be as in a plan.
    """
    data = parse(text, path)
    still = []
    if isinstance(data, Lined):
        dropped = dropped_in(data)
        asked = (one for one in questions_in(data) if is_open(data, one, dropped))
        still = [str(one.get("about") or "") for one in asked]
    if not still or not isinstance(data, Lined):
        plan_in(text, path)
        return
    waits = {about.split(".")[1] for about in still if about.startswith("requirements.")}
    _leave_out(data.get("requirements"), waits)
    if "issuer" in still:
        data["issuer"] = "chua-ro"
    data.pop("questions")
    try:
        PlanPart.model_validate(data).build()
    except ValidationError as errors:
        raise first_of(errors, data, path) from None


def _leave_out(wanted: Value, names: Collection[str]) -> None:
    if isinstance(wanted, LinedList):
        ids = [one.get("id") if isinstance(one, Lined) else None for one in wanted]
        kept = [at for at, name in enumerate(ids) if name not in names]
        wanted.lines = [wanted.lines[at] for at in kept]
        wanted[:] = [wanted[at] for at in kept]


def parents_of(plan: Plan) -> tuple[Plan, ...]:
    """The plans this one follows whose files lie beside it; a number without a file is only a number.

    Refusal: a file that is there and cannot be read.
    """
    if plan.file is None:
        return ()
    folder = Path(plan.file).parent
    files = [folder / f"{reference.plan}.yaml" for reference in plan.follows if reference.plan]
    return tuple(read_plan(file) for file in files if file.is_file())


def cut_values(plan: Plan) -> Iterator[Finding]:
    """Values that YAML cuts at " #" though the rest looks like text. Refusal: the file cannot be read."""
    path = Path(plan.file or "")
    if not path.is_file():
        return
    text = read_text(path)
    if not _REMARK.search(text):
        return
    lines = text.split("\n")
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        end = event.end_mark
        # Only words without quotes are cut; a plain value ends where the space before the remark begins.
        if isinstance(event, yaml.ScalarEvent) and event.value and not event.style and end:
            found = _REMARK.match(lines[end.line], end.column) if end.line < len(lines) else None
            if found:
                kept = event.value if len(event.value) <= _SHOWN else f"{event.value[:_SHOWN]}…"
                yield CUT_BY_HASH.found(None, end.line + 1, kept=kept, lost=found[0].strip()[:_SHOWN])
