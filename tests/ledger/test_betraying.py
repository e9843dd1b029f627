"""No text that somebody types while a plan runs carries the number of a secret document out of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from cascade.plan.model import Figure, FigureKind, Reference
from models.database.ledger import Session
from models.obligations import obligations, reports
from services import decisions, grant
from services.conferences import conference_acts
from tests.ledger.world import GOOD, House, a_plan, at, told

SECRET = "44-NQ/TW"
TYPED = "theo Nghị quyết 44–NQ/TW"
"""With Word's dash."""
NOW = at(4, 9)
ACTS: dict[str, Callable[[Session, str], object]] = {
    "extend": lambda s, why: grant.extend(s, "kh-1", "R1", "h1", date(2026, 6, 1), why, now=NOW, by="btg"),
    "exempt": lambda s, why: grant.exempt(s, "kh-1", "R1", "h1", why, now=NOW, by="btg"),
    "hand over": lambda s, why: grant.hand_over(s, "kh-1", "R1", "h1", "tinh-vp", why, now=NOW, by="btg"),
    "return": lambda s, why: decisions.send_back(s, reported(s), reason=why, now=NOW, by="btg"),
    "cancel": lambda s, why: conference_acts.cancel(s, "kh-1", "C1", why=why, now=NOW, by="btg"),
    "fix": lambda s, why: conference_acts.fix(s, "kh-1", "C1", at(4, 20), now=NOW, by="btg", why=why),
    "note": lambda s, why: submit(s, why, {}),
    "figure": lambda s, why: submit(s, "", {"how": why}),
}


@pytest.fixture
def town(issue: Callable[..., House]) -> House:
    """A plan about a secret document, whose report has a text."""
    plan = a_plan(covers=(Reference(SECRET, date(2026, 1, 5), secret=True),))
    [report, *others] = plan.requirements
    how = Figure("how", "Cách làm", required=False, kind=FigureKind.TEXT)
    report = replace(report, figures=(*report.figures, how))
    return issue(replace(plan, requirements=(report, *others)))


def submit(session: Session, note: str, more: dict[str, int | str]) -> int:
    row = obligations.find(session, 1, "R1/grassroots", "h1-x1")
    assert row is not None
    reports.submit(session, row, {**GOOD, **more}, note, now=NOW, by="xã", idempotency="một")
    return row


def reported(session: Session) -> int:
    return submit(session, "", {})


@pytest.mark.parametrize("act", ACTS)
def test_a_reason_a_note_and_a_figure_name_no_secret_document(town: House, act: str) -> None:
    with pytest.raises(Refusal) as refused, town.ledger.begin() as session:
        ACTS[act](session, TYPED)
    line = str(refused.value)
    assert f"nhắc đến {SECRET} là văn bản mật; bỏ số văn bản" in line
    assert "it names 44-NQ/TW, which is secret; leave the number out" in refused.value.said("en")
    with town.ledger.begin() as session:
        ACTS[act](session, "theo Nghị quyết 144-NQ/TW")


def test_a_reason_from_before_there_was_a_check_stays_in_the_house(town: House) -> None:
    with town.ledger.begin() as session:
        ACTS["extend"](session, "bão lũ")
        session.execute(
            text("UPDATE notice SET facts = :facts WHERE occasion = 'extended'"),
            {"facts": f'{{"reason": "{TYPED}", "until": "2026-06-01T16:59:00+00:00"}}'},
        )
    [letter] = [one for one in town.claim(NOW) if one.occasion == Occasion.EXTENDED]
    assert told(letter)["reason"] == ""
