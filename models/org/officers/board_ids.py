"""What the ledger remembers of the Prefect server: each form by its number there, each plan's page."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from cascade.org.office_roles import Right
from models.database import stored_settings

LIFE = "memo:life:"
"""Before the code of a plan: the run that shows its life."""
FORMS = "memo:form-ids"
"""What is remembered of the forms: number of the deployment -> function."""
RIGHTS: Mapping[str, Right] = {
    "issue": Right.ISSUE,
    "fix_conference": Right.PRESS,
    "amend": Right.ISSUE,
    "extend": Right.PRESS,
    "exempt": Right.PRESS,
    "decide": Right.PRESS,
    "ask_now": Right.PRESS,
    "close": Right.ISSUE,
}
"""Function of a form -> what an officer must be allowed for the plan's committee to run it."""


def life_run(session: Session, plan: str) -> str:
    """The number of the run that shows a plan's life; "" before its first round."""
    memo = stored_settings.get(session, LIFE + plan)
    return str(memo["run"]) if memo else ""


def remember_forms(session: Session, forms: Mapping[str, str]) -> None:
    """Number of the deployment -> function, for the forms that were just posted; writes only what is new."""
    known = stored_settings.get(session, FORMS) or {}
    # A form posted again under another number leaves its old one, which no server answers to any more.
    wanted = {number: known[number] for number in known if known[number] not in forms.values()}
    if (wanted := {**wanted, **forms}) != known:
        stored_settings.put(session, FORMS, wanted)


def right_of(forms: Mapping[str, str], number: str) -> Right | None:
    """What the form of that number asks for; None for every other deployment."""
    function = forms.get(number.lower())
    return RIGHTS.get(function) if function else None
