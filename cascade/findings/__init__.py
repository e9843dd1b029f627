"""What a person must see before issuing: contradictions, rest days, missing dates, missing people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cascade.duty import Cascade, Finding, Meeting, Outline, Severity
from cascade.findings import dates, gatherings, kinship, order, papers, people, stated
from cascade.findings.kind import Kind
from cascade.findings.sight import Sight
from cascade.plan import Plan
from cascade.refusal import Refusal, place

_LOOKERS = (stated, dates, order, people, papers, gatherings, kinship)
_GRAVITY = {severity: rank for rank, severity in enumerate(Severity)}


def find(
    outline: Outline, *, parents: Sequence[Plan] = (), others: Sequence[Meeting] = ()
) -> tuple[Finding, ...]:
    """All findings of a plan, the gravest first.

    `parents`: plans this one must fit inside; `others`: conferences of other plans that must not clash.
    """
    seen = Sight(outline)
    found = [
        *dates.look(seen),
        *order.look(seen),
        *people.look(seen),
        *papers.look(seen),
        *gatherings.look(seen, others),
        *kinship.look(seen, parents),
    ]
    return tuple(sorted(set(found), key=_weight))


def kinds() -> Iterator[Kind]:
    """Every kind of finding there is, by the modules that look for them."""
    for module in _LOOKERS:
        yield from (each for each in vars(module).values() if isinstance(each, Kind))


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
