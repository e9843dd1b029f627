"""One-time links to the office: the letter goes at any hour, before all others; the ledger holds no link."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.outcome_kinds import OutcomeKind
from cascade.org.office_roles import OfficeRole
from models import outbox
from models.database.ledger import Ledger, Session
from models.org.officers import login_links, officers
from models.org.officers.login_links import LinkState
from models.tables import LoginLinkRow, NoticeRow
from models.views.notice_views import Claimed
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer
from notifications.wording import words
from services.office import officer_acts
from tests.ledger.world import at

NIGHT = at(4, 20, 23)
MAIL = "mai@example.vn"
HERE = "fingerprint of a browser"


def somebody(session: Session, mail: str = MAIL, lang: str = "vi") -> Officer:
    grants = [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
    return officers.add(session, "Lê Thị Mai", mail, grants, now=NIGHT, by="kiểm thử", lang=lang)


def letter(session: Session, now: datetime = NIGHT) -> Claimed:
    (claimed,) = outbox.claim(session, now, "kiểm thử", 1)
    return claimed


def token(claimed: Claimed) -> str:
    return claimed.facts["link"].rpartition("/")[2]


@pytest.fixture
def asked(ledger: Ledger) -> Claimed:
    """The letter with a link that was asked for at night."""
    with ledger.begin() as session:
        somebody(session)
        assert officer_acts.send_link(session, MAIL, HERE, "/van-phong/ke-hoach", now=NIGHT)
        return letter(session)


def test_the_letter_leaves_at_night_to_that_mailbox_alone(ledger: Ledger, asked: Claimed) -> None:
    assert (asked.occasion, asked.channel, asked.address) == (Occasion.OFFICE_LOGIN, "mail", MAIL)
    with ledger.begin() as session:
        assert outbox.recheck(session, [asked], NIGHT) == [asked]


def test_it_stands_before_what_has_long_been_waiting(ledger: Ledger) -> None:
    with ledger.begin() as session:
        somebody(session)
        session.add(_other_letter(NIGHT - timedelta(hours=1)))
        session.flush()
        officer_acts.send_link(session, MAIL, HERE, "", now=NIGHT)
        assert letter(session).occasion == Occasion.OFFICE_LOGIN


def _other_letter(ready: datetime) -> NoticeRow:
    times = {"due_at": ready, "ready_at": ready, "created_at": ready}
    named = {"key": "k", "unit": "", "channel": "mail", "address": "a@example.vn", "rung": "r"}
    kept = {"occasion": Occasion.OPS, "revision": 0, "state": NoticeState.QUEUED, "attempt": 0}
    return NoticeRow(**named, **times, **kept, facts={"reason": "x"})


def test_a_letter_that_comes_too_late_is_not_sent(ledger: Ledger, asked: Claimed) -> None:
    with ledger.begin() as session:
        assert outbox.recheck(session, [asked], NIGHT + login_links.VALID) == []
        assert session.scalars(select(NoticeRow.state)).one() == NoticeState.SUPERSEDED


def test_a_busy_mail_server_is_tried_again_at_night(ledger: Ledger, asked: Claimed) -> None:
    with ledger.begin() as session:
        outbox.settle(session, asked.id, asked.claim, OutcomeKind.LATER, now=NIGHT)
        again = session.scalars(select(NoticeRow.ready_at)).one()
        assert again is not None
        assert again < NIGHT + login_links.VALID


def test_a_mailbox_that_is_gone_calls_in_nobody_else(ledger: Ledger, asked: Claimed) -> None:
    with ledger.begin() as session:
        outbox.settle(session, asked.id, asked.claim, OutcomeKind.NEVER, now=NIGHT, reason="550")
        assert session.scalars(select(NoticeRow.state)).all() == [NoticeState.FAILED]


def test_the_ledger_never_holds_the_link(ledger: Ledger, asked: Claimed) -> None:
    with ledger.read() as session:
        row = session.scalars(select(NoticeRow)).one()
        kept = json.dumps({name: str(value) for name, value in vars(row).items()})
        assert token(asked) not in kept
        assert token(asked).rpartition(".")[2] not in kept


@pytest.mark.parametrize(("lang", "word"), [("vi", "dùng được một lần"), ("en", "opens once")])
def test_the_letter_is_in_the_language_of_the_officer(ledger: Ledger, lang: str, word: str) -> None:
    with ledger.begin() as session:
        somebody(session, lang=lang)
        officer_acts.send_link(session, MAIL, HERE, "", now=NIGHT)
        claimed = letter(session)
    said = words.render(claimed.occasion, claimed.facts, lang=claimed.lang)
    assert word in said.text
    assert said.text.count(claimed.facts["link"]) == 1


def test_it_opens_once_in_the_browser_that_asked(ledger: Ledger, asked: Claimed) -> None:
    with ledger.begin() as session:
        given, now = token(asked), NIGHT + timedelta(minutes=14)
        assert login_links.look(session, given, "another browser", now).state is LinkState.ELSEWHERE
        assert login_links.use(session, given, "another browser", now).state is LinkState.ELSEWHERE
        used = login_links.use(session, given, HERE, now)
        assert (used.state, used.onward, used.way) == (LinkState.GOOD, "/van-phong/ke-hoach", "mail")
        assert login_links.use(session, given, HERE, now).state is LinkState.OVER


def test_it_is_over_after_a_quarter_of_an_hour_or_when_its_officer_has_left(
    ledger: Ledger, asked: Claimed
) -> None:
    with ledger.begin() as session:
        after = NIGHT + login_links.VALID
        assert login_links.look(session, token(asked), HERE, after).state is LinkState.OVER
        other = somebody(session, "binh@example.vn")
        officers.end(session, 1 if other.id != 1 else 2, now=NIGHT, by="kiểm thử")
        assert login_links.use(session, token(asked), HERE, NIGHT).state is LinkState.OVER


def test_a_changed_link_is_none_of_ours(ledger: Ledger, asked: Claimed) -> None:
    number, _, seal = token(asked).partition(".")
    with ledger.begin() as session:
        for wrong in (f"{number}.{seal[:-4]}AAAA", f"x{number}.{seal}", "", "vao"):
            with pytest.raises(Refusal):
                login_links.look(session, wrong, HERE, NIGHT)


def test_a_number_given_again_after_a_restore_does_not_open_by_the_older_link(
    ledger: Ledger, asked: Claimed
) -> None:
    with ledger.begin() as session:
        session.query(LoginLinkRow).update({"at": NIGHT + timedelta(minutes=1)})
        with pytest.raises(Refusal):
            login_links.look(session, token(asked), HERE, NIGHT)


def test_nobody_is_sent_more_than_five_an_hour(ledger: Ledger) -> None:
    with ledger.begin() as session:
        somebody(session)
        sent = [officer_acts.send_link(session, MAIL, HERE, "", now=NIGHT) for _ in range(7)]
        assert sent == [True] * 5 + [False] * 2
        assert officer_acts.send_link(session, MAIL, HERE, "", now=NIGHT + timedelta(minutes=61))
        assert not officer_acts.send_link(session, "nobody@example.vn", HERE, "", now=NIGHT)


def test_a_link_made_on_the_machine_opens_in_any_browser(ledger: Ledger) -> None:
    with ledger.begin() as session:
        url = officer_acts.give_link(session, somebody(session), now=NIGHT, by="root")
        given = url.rpartition("/van-phong/vao/")[2]
        assert login_links.use(session, given, "any browser", NIGHT).way == login_links.MACHINE
