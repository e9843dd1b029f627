"""What a list says besides its lines: the papers it speaks of, and whom to call about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cascade.notices.notice_facts import NoticeFacts, PaperFacts
from cascade.org import format, telephone
from cascade.org.tree import LEVEL_ORDER
from models.messages.batch import Batch, desk_of
from models.messages.citations import Cited
from models.tables import ObligationRow, PlanRow


def papers(batch: Batch, rows: Iterable[ObligationRow]) -> list[PlanRow]:
    """The plans that these duties belong to, the one of the nearest issuer first."""
    found = {row.plan_id: batch.plans[row.plan_id] for row in rows}
    return sorted(found.values(), key=lambda plan: (-_depth(batch, plan), plan.id))


def paper(plan: PlanRow, batch: Batch, lang: str) -> PaperFacts:
    """How a plan is cited, in a letter or in one line of a list over several."""
    cited = batch.cited.get(plan.id, Cited())
    return {
        "plan_title": plan.title,
        "plan_short": plan.short,
        "plan_number": plan.number or "",
        "plan_code": plan.code,
        "plan_kind": cited.kind,
        "plan_author": cited.author or batch.names.get(plan.issuer, plan.issuer_name),
        "plan_issued": format.day(cited.issued, lang) if cited.issued else "",
        "secret": plan.secret,
    }


def signed(batch: Batch, plans: Sequence[PlanRow]) -> NoticeFacts:
    """Signed by the office of the nearest issuer; each that follows one of the plans can be called."""
    desks = dict.fromkeys(batch.offices[desk_of(plan)] for plan in plans)
    sender = next(iter(desks))[0]
    if len(desks) == 1:
        name, phone = next(iter(desks))
    else:
        told = (f"{name} ({telephone.phone(phone)})" if phone else name for name, phone in desks)
        name, phone = "; ".join(told), ""
    return {
        "issuer": batch.names.get(plans[0].issuer, plans[0].issuer_name),
        "sender": sender,
        "desk_name": name,
        "desk_phone": phone,
    }


def _depth(batch: Batch, plan: PlanRow) -> int:
    level = batch.levels.get(plan.root)
    return LEVEL_ORDER[level] if level else 0
