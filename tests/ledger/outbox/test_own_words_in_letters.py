"""Own words: they go into letters of their committee's plans alone, and a broken version stops no letter."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.outcome_kinds import OutcomeKind
from cascade.plan.model import Reference
from models.database import clock
from models.messages import kept_words
from models.outbox import enqueue
from models.tables import AuditRow
from models.views.notice_views import NewNotice, OwnVersion
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from services.dispatch.compose import compose
from services.dispatch.dispatcher import Dispatcher
from tests.ledger.world import ISSUED, House, a_plan, at

NOON = at(3, 2, 12)
LEAD = "Tỉnh ủy giao {{ unit }} việc sau: {{ task }}."


@pytest.fixture
def fresh(issue: Callable[..., House]) -> House:
    return issue()


def save(house: House, lead: str = LEAD, *, unit: str = "tinh", lang: str = "vi", seen: int = 0) -> int:
    with house.ledger.begin() as session:
        parts = {"lead": lead} if lead else {}
        return kept_words.save(session, unit, Occasion.ISSUED, lang, parts, seen, now=ISSUED, by="Lê Thị Mai")


def versions(house: House) -> list[OwnVersion]:
    with house.ledger.read() as session:
        return kept_words.versions(session, "tinh", Occasion.ISSUED, "vi")


def letters(house: House) -> list[str]:
    return [compose(one, NOON).message.text for one in house.claim(NOON) if one.occasion == Occasion.ISSUED]


def test_letters_of_the_plan_say_it_in_the_words_of_its_committee(fresh: House) -> None:
    save(fresh)
    said = letters(fresh)
    assert said
    assert all("Tỉnh ủy giao " in one for one in said)


@pytest.mark.parametrize("given", [{"unit": "h1"}, {"lang": "en"}])
def test_of_another_committee_or_in_another_language_they_hold_for_no_letter(
    fresh: House, given: dict[str, Any]
) -> None:
    save(fresh, **given)
    assert not any("Tỉnh ủy giao " in one for one in letters(fresh))


def test_each_version_is_kept_and_one_press_leads_back_to_our_words(fresh: House) -> None:
    assert save(fresh) == 1
    assert save(fresh, "Giao {{ unit }}: {{ task }}", seen=1) == 2
    assert save(fresh, "", seen=2) == 3
    assert [(one.version, one.by, dict(one.parts)) for one in versions(fresh)] == [
        (3, "Lê Thị Mai", {}),
        (2, "Lê Thị Mai", {"lead": "Giao {{ unit }}: {{ task }}"}),
        (1, "Lê Thị Mai", {"lead": LEAD}),
    ]
    with fresh.ledger.read() as session:
        acts = session.scalars(select(AuditRow.act).where(AuditRow.unit == "tinh").order_by(AuditRow.id))
        assert [one for one in acts if one.startswith("own_")] == ["own_words", "own_words", "own_words_back"]
    assert not any("Tỉnh ủy giao " in one for one in letters(fresh))


def test_of_two_who_save_at_once_the_later_one_is_told(fresh: House) -> None:
    told: list[str] = []
    ready = threading.Barrier(2)

    def press() -> None:
        ready.wait()
        try:
            told.append(f"bản {save(fresh)}")
        except Refusal as refusal:
            told.append(str(refusal.what))

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["bản 1", "vừa có người lưu bản 1"]
    with pytest.raises(Refusal, match="vừa có người lưu bản 1"):
        save(fresh, seen=0)


def test_a_broken_version_stops_no_letter_and_is_noted_once(fresh: House) -> None:
    save(fresh, "{% if unit > 3 %}x{% endif %}{{ task }}")
    with fresh.ledger.begin() as session:
        clock.set_clock(session, NOON)
    with MailSink() as sink:
        url = f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:
            done = Dispatcher(fresh.ledger, channels).drain()
        read = [" ".join(one.reading("plain").split()) for one in sink.box.letters]
    assert len(read) == 8
    assert all("Theo Kế hoạch số 1-KH/TU" in one for one in read)
    assert done == {OutcomeKind.ACCEPTED: 8}
    assert {one.state for one in fresh.notices()} == {NoticeState.SENT}
    (broken,) = versions(fresh)
    assert broken.broken_at is not None
    assert "not supported" in broken.broken_why
    with fresh.ledger.read() as session:
        noted = select(AuditRow).where(AuditRow.act == "own_words_broken")
        assert len(session.scalars(noted).all()) == 1
    save(fresh, seen=1)
    assert versions(fresh)[0].broken_at is None


def test_words_that_name_a_secret_document_of_the_plan_are_not_said(issue: Callable[..., House]) -> None:
    house = issue(a_plan(covers=(Reference(number="99-KH/TW", secret=True),)))
    save(house, LEAD + " Theo Kế hoạch 99-KH/TW.")
    (first, *_) = [one for one in house.claim(NOON) if one.occasion == Occasion.ISSUED]
    composed = compose(first, NOON)
    assert "99-KH/TW" not in composed.message.text
    assert composed.broken
    with house.ledger.read() as session:
        assert kept_words.betrayed(session, "tinh", ["xem số 99-KH/TW"]) is not None
        assert kept_words.betrayed(session, "tinh", ["xem số 98-KH/TW"]) is None


def test_a_list_over_several_plans_is_worded_by_their_one_committee(fresh: House) -> None:
    with fresh.ledger.begin() as session:
        kept_words.save(
            *(session, "tinh", Occasion.DIGEST, "vi", {"lead": "Tỉnh ủy nhắc {{ unit }}."}, 0),
            now=ISSUED,
            by="Mai",
        )
        items = ((fresh.one("h1", NOON, session=session).id, "T-3"),)
        listed = NewNotice(None, "h1", Occasion.DIGEST, "list", 0, NOON, items=items)
        enqueue(session, [listed], NOON)
    (one,) = [one for one in fresh.claim(at(3, 3)) if one.occasion == Occasion.DIGEST]
    assert one.plan is None
    assert "Tỉnh ủy nhắc Huyện ủy 1." in compose(one, NOON).message.text
