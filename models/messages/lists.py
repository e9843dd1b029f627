"""What a list says besides its lines: the papers it speaks of, and whom to call about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cascade.notices.notice_facts import NoticeFacts, PaperFacts
from cascade.org import telephone
from cascade.org.tree import LEVEL_ORDER
from models.messages.batch import Batch
from models.tables import ObligationRow, PlanRow


def papers(batch: Batch, rows: Iterable[ObligationRow]) -> list[PlanRow]:
    """The plans that these duties belong to, the one of the nearest issuer first."""
    found = {row.plan_id: batch.plans[row.plan_id] for row in rows}
    return sorted(found.values(), key=lambda plan: (-_depth(batch, plan), plan.id))


def paper(plan: PlanRow) -> PaperFacts:
    """How one line of a list over several plans names its own."""
    return {
        "plan_title": plan.title,
        "plan_short": plan.short,
        "plan_number": plan.number or "",
        "plan_code": plan.code,
        "secret": plan.secret,
    }


def signed(batch: Batch, plans: Sequence[PlanRow]) -> NoticeFacts:
    """Signed by the nearest issuer; every office that follows one of the plans can be called."""
    desks = dict.fromkeys(batch.desks[plan.id] for plan in plans)
    if len(desks) == 1:
        name, phone = next(iter(desks))
    else:
        told = (f"{name} ({telephone.phone(phone)})" if phone else name for name, phone in desks)
        name, phone = "; ".join(told), ""
    return {
        "issuer": batch.names.get(plans[0].issuer, plans[0].issuer_name),
        "desk_name": name,
        "desk_phone": phone,
    }


def _depth(batch: Batch, plan: PlanRow) -> int:
    level = batch.levels.get(plan.root)
    return LEVEL_ORDER[level] if level else 0
