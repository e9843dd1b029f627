"""What is done with officers, at the command and in the office: links to come in, adding, roles, ending."""

from __future__ import annotations

from datetime import datetime, timedelta

from cascade.notices.kinds import Occasion
from models.contacts import zalo_link
from models.database import audit
from models.database.ledger import Session
from models.org import report_links
from models.org.officers import login_links, officers
from models.outbox import reply
from models.views.office_views import Officer

MOST_AN_HOUR = 5
"""Letters for one officer: whoever asks for more has the first still to come, or is somebody else."""
AHEAD = timedelta(hours=12)
"""Somebody sits and waits for the letter: it leaves before whatever became ready since last night."""


def send_link(session: Session, mail: str, browser: str, onward: str, *, now: datetime) -> bool:
    """Write a one-time link to whoever is an officer with that address; says whether a letter was written.

    `browser`: the fingerprint of the cookie of the browser that asks. Nobody outside hears the answer.
    """
    officer = officers.by_mail(session, mail)
    if officer is None or login_links.asked(session, officer.id, now) >= MOST_AN_HOUR:
        return False
    made = login_links.new(session, officer.id, browser, onward, now=now)
    # The link itself is made when the letter is worded: the ledger knows its number and no more.
    facts = {
        "login": [made.number, made.second],
        "until": made.until.isoformat(),
        "person": officer.name,
        "lang": officer.lang,
        **zalo_link.sender(session, now),
    }
    occasion, about = Occasion.OFFICE_LOGIN, str(made.number)
    reply.notify_mailboxes(session, "", None, [officer.mail], occasion, about, now, facts, AHEAD)
    audit.log(session, officer.name, "office_link_asked", now=now)
    return True


def give_link(session: Session, officer: Officer, *, now: datetime, by: str) -> str:
    """The address of a one-time link that opens in any browser, for whoever sits at the machine."""
    made = login_links.new(session, officer.id, None, "", now=now)
    audit.log(session, by, "office_link_made", now=now, officer=officer.name)
    return report_links.signer(session).login(made.number, made.second)
