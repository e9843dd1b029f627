"""What a person means by a name: a unit by code or name, and the obligation of a unit under a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches

from cascade.calendar.zone import day_of
from cascade.lang.nearest import bare
from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, Told, joined, tell
from cascade.lang.vietnamese import fold
from cascade.org.tree import OrgTree, Unit
from models.database.ledger import Session
from models.obligations import obligations
from models.org import units
from models.plans import plans
from models.views.obligation_views import ObligationView

SIMILAR = 5
_SEE_THE_LIST = Told("xem danh sách đơn vị", "see the list of units")


def unit(session: Session, named: str, now: datetime) -> Unit:
    """The unit of that code or name, typed with or without its marks; one that has ended by its last name.

    Refusal: when there is none, or more than one; it offers similar ones.
    """
    tree = units.load_tree(session, day_of(now))
    found = _named(tree, named) or _named(units.ended(session, day_of(now)), named)
    if len(found) == 1:
        return found[0]
    what = Told(f"không có “{named}”", f"there is no “{named}”")
    if found:
        count = len(found)
        what = Told(f"có {count} đơn vị tên “{named}”", f"{count} units are called “{named}”")
    similar = joined(", ", _similar(tree, named, found))
    raise Refusal(
        Told("Đơn vị", "Unit"), what, tell("ghi mã: {codes}", "give the code: {codes}", codes=similar)
    )


def code(session: Session, named: str, now: datetime) -> str:
    """The code of a unit that there is, or once was, by its code or its name.

    Refusal: as for `unit`.
    """
    return named if units.ever(session, named) else unit(session, named, now).code


def _named(tree: Iterable[Unit], named: str) -> list[Unit]:
    """By code; else by name as papers write it; else by its letters alone, as one types in a hurry."""
    code = named.rpartition("(")[2].rstrip(")")  # "Huyện ủy Long Thành (huyen-long-thanh)", as we offer it
    tree = list(tree)
    return (
        [one for one in tree if one.code in (named, code)]
        or [one for one in tree if fold(one.name) == fold(named)]
        or [one for one in tree if bare(one.name) == bare(named)]
    )


def _similar(tree: OrgTree, named: str, found: list[Unit]) -> Sequence[Telling]:
    wanted = bare(named)
    near = found or [one for one in tree if wanted in bare(one.name) or wanted in one.code]
    if not near:
        names = {bare(one.name): one for one in tree}
        near = [names[name] for name in get_close_matches(wanted, names, SIMILAR)]
    return [f"{one.code} ({one.name})" for one in near[:SIMILAR]] or [_SEE_THE_LIST]


def obligation(session: Session, plan: str, duty: str, named: str, now: datetime) -> ObligationView:
    """The obligation of a unit (code or name) under a duty of a plan ("D6", "D6/grassroots").

    Refusal: when the plan, the unit or the unit's obligation does not exist.
    """
    plan_id = plans.number(session, plan)
    # The code as it stands first: a unit that has since been merged still answers for what it owes.
    found = obligations.find(session, plan_id, duty, named)
    if found is None:
        owner = unit(session, named, now)
        found = obligations.find(session, plan_id, duty, owner.code)
    if found is None:
        what = Told(f"{owner.name} không có nhiệm vụ “{duty}”", f"{owner.name} has no duty “{duty}”")
        seen = f"`dondoc status {plan} --unit {owner.code}`"
        todo = tell(
            "xem mã nhiệm vụ trong bảng tiến độ, hoặc {seen}",
            "see the table of progress, or {seen}",
            seen=seen,
        )
        raise Refusal(Told("Nhiệm vụ", "Duty"), what, todo)
    return obligations.one(session, found, now)
