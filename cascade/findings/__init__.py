"""What a person must see before issuing: contradictions, rest days, missing dates, missing people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from cascade.findings import (
    conference_findings,
    date_findings,
    document_findings,
    order_findings,
    parent_plan,
    people_findings,
    stated,
)
from cascade.findings.context import Sight
from cascade.findings.kind import FindingKind
from cascade.lang.refusal import Refusal, place
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade, Finding, Meeting, Outline, Severity

_LOOKERS = (
    stated,
    date_findings,
    order_findings,
    people_findings,
    document_findings,
    conference_findings,
    parent_plan,
)
_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}


def find(
    outline: Outline,
    *,
    parents: Sequence[Plan] = (),
    others: Sequence[Meeting] = (),
    channels: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """All findings of a plan, the gravest first.

    `parents`: plans this one must fit inside; `others`: conferences of other plans that must not clash;
    `channels`: those that are set up, None where nobody knows.
    """
    seen = Sight(outline)
    found = [
        *date_findings.look(seen),
        *order_findings.look(seen),
        *people_findings.look(seen, channels),
        *document_findings.look(seen),
        *conference_findings.look(seen, others),
        *parent_plan.look(seen, parents),
    ]
    return in_order(found)


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, the gravest first."""
    return tuple(sorted(set(found), key=_weight))


def kinds() -> Iterator[FindingKind]:
    """Every kind of finding there is, by the modules that look for them."""
    for module in _LOOKERS:
        yield from (each for each in vars(module).values() if isinstance(each, FindingKind))


def refuse_errors(cascade: Cascade) -> None:
    """Refusal: a contradiction, to be mended before anybody is asked to act on it. Warnings are only seen."""
    for finding in cascade.findings:
        if finding.severity is Severity.ERROR:
            where = place(cascade.plan.file, finding.line, finding.requirement or "")
            raise Refusal(where, finding.message, finding.suggestion or "")


def _weight(finding: Finding) -> tuple[int, int, str, str, str]:
    return (
        _GRAVITY[finding.severity],
        finding.line or 0,
        finding.code,
        finding.requirement or "",
        finding.message.vi,
    )
