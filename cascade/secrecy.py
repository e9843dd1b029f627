"""What may be said of something secret: its code and its date, never its content, no attachment."""

from __future__ import annotations

from cascade.duty import Duty
from cascade.plan import Conference, Plan, Requirement, Topic

HIDDEN = "(nội dung mật)"


def is_secret(plan: Plan, item: Duty | Requirement | Topic | None = None) -> bool:
    """A secret plan makes all of it secret; otherwise each topic and requirement stands for itself."""
    return plan.secret or (item is not None and item.secret)


def title(plan: Plan) -> str:
    """How the plan is called in a notice: never its title when it is secret."""
    return (plan.number or plan.code) if plan.secret else (plan.short or plan.title)


def action(plan: Plan, duty: Duty) -> str:
    """How a duty is called in a notice."""
    return f"Nhiệm vụ {duty.key} {HIDDEN}" if is_secret(plan, duty) else duty.action


def topic(plan: Plan, conference: Conference, item: Topic) -> str:
    """How a topic is called in a notice: its code, else its place in the agenda."""
    if not is_secret(plan, item):
        return item.title
    return item.code or f"Nội dung {conference.agenda.index(item) + 1}"


def attachment(plan: Plan, item: Requirement | Topic) -> str | None:
    """The file that may go with a notice; none for what is secret."""
    return None if is_secret(plan, item) else item.attachment
