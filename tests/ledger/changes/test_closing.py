"""A plan that is closed says so once to everybody it has asked for something, and to its office."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import update

from cascade.reports.obligation_states import ObligationState
from models.obligations import obligations
from models.tables import ObligationRow
from models.views.obligation_views import ObligationView
from notifications.wording.words import render
from services.issuing import close_plan
from tests.ledger.world import House, at, told


def closed(house: House, moment: Any) -> None:
    with house.ledger.begin() as session:
        close_plan.close(session, house.code, now=moment, by="Lan")


def everything(house: House, moment: Any) -> list[ObligationView]:
    with house.ledger.read() as session:
        return list(obligations.rows(session, house.plan_id, now=moment))


def letters(house: House, moment: Any) -> dict[str, dict[str, Any]]:
    sent = [one for one in house.send_all(moment) if one.occasion == "closing"]
    assert max(Counter(one.unit for one in sent).values(), default=0) <= 1
    return {one.unit: told(one) for one in sent}


def test_each_unit_hears_once_with_what_it_has_not_done_and_the_office_with_all_of_it(house: House) -> None:
    house.submit("h1-x1", at(4, 1))
    house.send_all(at(4, 2))
    closed(house, at(6, 1))
    heard = letters(house, at(6, 1))
    owing = {row.unit for row in everything(house, at(6, 1)) if row.state.undone}
    assert set(heard) == {row.unit for row in everything(house, at(6, 1))} | {"tinh-btg"}
    assert "h1-x1" not in owing
    assert heard["h1-x1"].get("rows", []) == []
    assert [row["unit"] for row in heard["h1-x2"]["rows"]] == ["Đảng ủy xã 1.2"]
    assert heard["tinh-btg"]["count"] == len([row for row in everything(house, at(6, 1)) if row.state.undone])
    done, open_, own = (render("closing", heard[unit]).text for unit in ("h1-x1", "h1-x2", "tinh-btg"))
    assert "Đơn vị không cần làm gì thêm." in done
    assert "Nhiệm vụ chưa hoàn thành:\n- " in open_
    assert open_.rstrip().endswith("Trân trọng,\nBan Tuyên giáo (cơ quan theo dõi Kế hoạch)")
    assert "Đảng ủy xã 2.1: " in own
    assert "Trân trọng,\n" not in own
    # A page shows what can still be done: a letter that offers it would lead nowhere.
    assert not any(facts["link"] for facts in heard.values())


def test_closing_twice_says_it_once(house: House) -> None:
    closed(house, at(6, 1))
    closed(house, at(6, 2))
    assert letters(house, at(6, 1))
    assert letters(house, at(6, 2)) == {}


def test_whoever_was_taken_off_the_plan_is_left_in_peace(house: House) -> None:
    gone = update(ObligationRow).where(ObligationRow.unit == "h2-x2")
    with house.ledger.begin() as session:
        session.execute(gone.values(state=ObligationState.WITHDRAWN.value))
    closed(house, at(6, 1))
    heard = letters(house, at(6, 1))
    assert "h2-x1" in heard
    assert "h2-x2" not in heard
