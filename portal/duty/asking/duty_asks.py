"""The list of what waits for a unit to answer."""

from __future__ import annotations

from dataclasses import dataclass

from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from models.plans import asks
from models.views.ask_views import Ask
from portal.web.i18n import Speech
from portal.web.visit import Here, Visit

MOST = 50


@dataclass(frozen=True, slots=True)
class AskEntry:
    """One line of the list."""

    ask: Ask
    action: str
    href: str


def below(visit: Visit, here: Here, t: Speech) -> list[AskEntry]:
    """What waits for the visitor's unit to answer."""
    found = asks.for_unit(visit.session, visit.caller.unit, visit.now, MOST)
    return [AskEntry(one, _action(one, t), _href(one, here)) for one in found]


def _action(one: Ask, t: Speech) -> str:
    number = t("page.secret_duty", code=told_key(one.key).said(t.lang))
    return secrecy.action(one.action, number=number, secret=one.secret)


def _href(one: Ask, here: Here) -> str:
    return here.unit("truc-thuoc", str(one.obligation_id), "de-nghi", str(one.id))
