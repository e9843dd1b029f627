"""What a person must see before issuing: contradictions, rest days, missing dates, missing people."""

from __future__ import annotations

from collections.abc import Sequence

from cascade.duty import Cascade, Finding, Meeting, Outline, Severity
from cascade.findings import dates, gatherings, kinship, order, papers, people, sight
from cascade.findings.sight import Sight
from cascade.plan import Plan
from cascade.refusal import Refusal, place
from cascade.told import Told

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


def in_language(finding: Finding, lang: str) -> Finding:
    """The same finding said in "vi" or "en"."""
    return sight.in_language(finding, lang)


def refuse_errors(cascade: Cascade) -> None:
    """A contradiction must be mended before anybody is asked to act on it; warnings only have to be seen."""
    for finding in cascade.findings:
        if finding.severity is Severity.ERROR:
            where = place(cascade.plan.file, finding.line, finding.requirement or "")
            vi, en = (in_language(finding, lang) for lang in ("vi", "en"))
            todo = Told(vi.suggestion or "", en.suggestion or "")
            raise Refusal(where, Told(vi.message, en.message), todo)


def _weight(finding: Finding) -> tuple[int, int, str, str, str]:
    return (
        _GRAVITY[finding.severity],
        finding.line or 0,
        finding.code,
        finding.requirement or "",
        finding.message,
    )
