"""Which plans follow which: by the plan a paper names, or by number and issuer where it names none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from cascade.lang.vietnamese import fold
from models.plans import plans
from models.tables import PlanRow, RevisionRow
from models.views.plan_views import PlanRecord


@dataclass(frozen=True, slots=True)
class Follower:
    """A plan that follows another, directly (depth 1) or through others."""

    plan: PlanRecord
    depth: int
    through: str
    """Code of the plan that it names itself."""


def below(session: Session, top: PlanRecord) -> tuple[Follower, ...]:
    """All plans that follow this one, each once, right after the one that it follows."""
    direct = _direct(session)
    return tuple(_walk(direct, top.code, 1, {top.code}))


def _walk(
    direct: Mapping[str, Sequence[PlanRecord]], code: str, depth: int, seen: set[str]
) -> Iterator[Follower]:
    for record in direct.get(code, ()):
        if record.code not in seen:
            seen.add(record.code)
            yield Follower(record, depth, code)
            yield from _walk(direct, record.code, depth + 1, seen)


def _direct(session: Session) -> Mapping[str, Sequence[PlanRecord]]:
    """Code of a plan -> the plans whose paper follows it, in the order of their issue."""
    here = and_(RevisionRow.plan_id == PlanRow.id, RevisionRow.number == PlanRow.revision)
    query = select(PlanRow, RevisionRow.plan["follows"]).join(RevisionRow, here)
    found = session.execute(query.order_by(PlanRow.issued_at, PlanRow.id)).all()
    known = [(plans.read_row(row), follows or ()) for row, follows in found]
    numbers = {_name(one.number, one.issuer_name): one.code for one, _ in known if one.number}
    direct: dict[str, list[PlanRecord]] = defaultdict(list)
    for record, papers in known:
        for paper in papers:
            named = paper.get("plan") or numbers.get(_name(paper.get("number"), paper.get("issuer")))
            if named and named != record.code and record not in direct[named]:
                direct[named].append(record)
    return direct


def _name(number: str | None, issuer: str | None) -> tuple[str, str]:
    return fold(number or ""), fold(issuer or "")
