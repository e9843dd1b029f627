"""The link of a letter leads to the page where what it asks is answered."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import pytest

from cascade.notices.kinds import Occasion
from models import outbox
from models.changes import conference_day
from models.views.notice_views import Claimed
from tests.portal.conference.conftest import AFTER, INVITED, TEST_DAY, Hall
from tests.portal.conftest import Visitor

ASKED = (
    (Occasion.INVITATION, INVITED, "reply"),
    (Occasion.LINE_TEST, TEST_DAY, "line_test"),
    (Occasion.ATTENDANCE, AFTER, "attendance"),
)


def letter(office: Hall, occasion: Occasion, now: datetime, unit: str = "nhon-trach") -> Claimed:
    """As the dispatcher takes it in hand."""
    office.set_clock(now)
    with office.ledger.begin() as session:
        if occasion is not Occasion.INVITATION:
            conference_day.notify(session, office.plan_id, "C1", occasion, now)
    with office.ledger.begin() as session:
        waiting = outbox.claim(session, now, "w1", 1000)
    return next(one for one in waiting if (one.occasion, one.unit) == (occasion, unit))


@pytest.mark.parametrize(("occasion", "now", "act"), ASKED, ids=[one[0] for one in ASKED])
def test_a_letter_leads_to_the_form_it_speaks_of(
    client: Visitor, office: Hall, occasion: Occasion, now: datetime, act: str
) -> None:
    link = urlsplit(str(letter(office, occasion, now).facts["link"])).path
    page = client.get(link)
    assert page.status_code == 200
    assert f'data-act="{act}"' in page.text
