"""Of whom a second factor is asked: kept in the ledger, where every door sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cascade.org.office_roles import FactorRule
from models.database import audit, stored_settings

RULE = "rule:second_factor"


def read(kept: dict[str, Any] | None) -> FactorRule:
    """What a row of the settings says; a word of a later version asks it of everybody."""
    said = str((kept or {}).get("of", FactorRule.NOBODY.value))
    return FactorRule(said) if said in set(FactorRule) else FactorRule.EVERYBODY


def in_force(session: Session) -> FactorRule:
    """The rule as it is now."""
    return read(stored_settings.get(session, RULE))


def put(session: Session, rule: FactorRule, *, now: datetime, by: str) -> None:
    """From the next page on: whoever is in without one is led to it."""
    stored_settings.put(session, RULE, {"of": rule.value})
    audit.log(session, by, "factor_rule", now=now, of=rule.value)
