"""The whole answer of the rules: dated duties for every unit, with what a person must see first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cascade import findings
from cascade.calendar.workdays import WorkCalendar
from cascade.compile import outline
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.expand import obligations_of
from cascade.result.obligation import Cascade, FixedMeeting, Meeting


def cascade(
    plan: Plan,
    tree: OrgTree,
    calendar: WorkCalendar,
    *,
    fixed: Mapping[str, FixedMeeting] | None = None,
    parents: Sequence[Plan] = (),
    others: Sequence[Meeting] = (),
    channels: Collection[str] | None = None,
) -> Cascade:
    """Give every selected unit its own deadline, counted back from the one above.

    `fixed`: conferences that an invitation fixed; `parents`: plans this one must fit inside;
    `others`: conferences of other plans that must not clash with ours; `channels`: those that are set up.
    Refusal: the plan names what does not exist, or something in it waits for itself.
    """
    drawn = outline(plan, tree, calendar, fixed=fixed)
    found = findings.find(drawn, parents=parents, others=others, channels=channels)
    duties = tuple(one.duty for one in drawn.assignments)
    return Cascade(drawn.plan, tree, duties, obligations_of(drawn), drawn.meetings, found, calendar)
