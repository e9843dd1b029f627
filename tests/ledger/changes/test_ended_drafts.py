"""A draft that is discarded, or given to another committee; and a conference that nobody had read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cascade.lang.refusal import Refusal
from models.database import audit
from models.database.ledger import Session
from models.views.draft_views import CardState, DraftState
from services.drafts import list_drafts, save
from services.drafts.edits import AddConference, Confirm, Marked
from services.drafts.sheet_parts import CardKind
from tests.ledger.changes.draft_desk import NOW, Desk


def test_a_discarded_draft_is_still_shown_and_listed_no_more(desk: Desk) -> None:
    with desk.ledger.begin() as session:
        save.discard(session, desk.number, now=NOW, by="Minh")
    shown = desk.sheet()
    assert shown.draft.state is DraftState.DISCARDED
    assert shown.version == 1
    assert shown.cards
    with desk.ledger.read() as session:
        assert list_drafts.open_drafts(session, None, now=NOW) == []
        assert list_drafts.waiting(session, ["tinh"], now=NOW) == 0
        (entry,) = [one for one in audit.trail(session) if one.act == "draft_discarded"]
    assert (entry.who, entry.unit) == ("Minh", "tinh")


@pytest.mark.parametrize(
    "act",
    [
        lambda session, number: save.discard(session, number, now=NOW, by="Lan"),
        lambda session, number: save.give_to(session, number, "h1", now=NOW, by="Lan"),
        lambda session, number: save.restore(session, number, 1, on=1, now=NOW, by="Lan"),
        lambda session, number: save.save(session, number, [Confirm("plan")], on=1, now=NOW, by="Lan"),
    ],
    ids=["discard", "give", "restore", "save"],
)
def test_what_is_discarded_is_changed_no_more(desk: Desk, act: Callable[[Session, int], object]) -> None:
    with desk.ledger.begin() as session:
        save.discard(session, desk.number, now=NOW, by="Minh")
    with pytest.raises(Refusal, match="chỉ sửa được bản nháp đang soạn"), desk.ledger.begin() as session:
        act(session, desk.number)
    shown = desk.sheet()
    assert (shown.draft.state, shown.draft.unit, shown.version) == (DraftState.DISCARDED, "tinh", 1)


def test_a_draft_that_is_given_away_is_listed_where_it_is_now(desk: Desk) -> None:
    with desk.ledger.begin() as session:
        save.give_to(session, desk.number, "h1", now=NOW, by="Lan")
    with desk.ledger.read() as session:
        (entry,) = [one for one in audit.trail(session) if one.act == "draft_given"]
        assert (entry.who, entry.unit) == ("Lan", "h1")
        assert (entry.detail["draft"], entry.detail["was"]) == (desk.number, "tinh")
        listed = {
            code: [one.id for one in list_drafts.open_drafts(session, [code], now=NOW)]
            for code in ("h1", "h2")
        }
    assert listed == {"h1": [desk.number], "h2": []}
    assert desk.sheet().version == 1


def test_a_conference_that_nobody_had_read_is_added_with_its_day(desk: Desk) -> None:
    fields = {"name": "Hội nghị sơ kết", "when": "08 giờ 00 ngày 20/6/2026", "form": "trực tuyến"}
    (created,) = desk.save(AddConference(fields=fields), on=1).created
    assert created == "conferences.C1"
    card = desk.sheet().card(created)
    assert card is not None
    assert card.when is not None
    assert (card.kind, card.state, card.title) == (CardKind.CONFERENCE, CardState.ADDED, "Hội nghị sơ kết")
    assert (card.when.first, card.when.latest) == (date(2026, 6, 20), date(2026, 6, 20))
    with pytest.raises(Refusal, match="Tên hội nghị"):
        desk.save(AddConference(fields={"when": "ngày 20/6/2026"}), on=2)
    assert desk.sheet().version == 2


def test_a_conference_is_read_in_marked_words_as_it_would_be_called(desk: Desk) -> None:
    (paper,) = desk.sheet().papers
    block = next(one for one in paper.blocks if "đón tiếp" in one.text)
    words = Marked(0, block.number, 3, len(block.text))
    (created,) = desk.save(AddConference(words), on=1).created
    card = desk.sheet().card(created)
    assert card is not None
    assert card.title == "Văn phòng chuẩn bị hội trường và đón tiếp đại biểu."
    (timed,) = desk.save(AddConference(_words(desk, "tổng hợp"), {"name": "Hội nghị tổng kết"}), on=2).created
    later = desk.sheet().card(timed)
    assert later is not None
    assert later.when is not None
    assert (later.title, later.when.latest) == ("Hội nghị tổng kết", date(2026, 6, 10))


def _words(desk: Desk, said: str) -> Marked:
    (paper,) = desk.sheet().papers
    block = next(one for one in paper.blocks if said in one.text)
    return Marked(0, block.number, 0, len(block.text))
