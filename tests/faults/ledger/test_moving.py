"""A running ledger moves to the other database: the same rows, the same life after it, nobody told twice."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from models.database import stored_settings
from models.database.database_errors import refusal_of
from models.database.ledger import Ledger
from models.migrations.carrying import frozen_ledger, moving, row_stream
from models.tables import KeptFileRow, OverrideRow, PlanRow
from tests.copies import Prepare
from tests.faults import life
from tests.faults.auditor import Told
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.processes import Nursery
from tests.faults.province import at

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
Copy = Callable[[str, Prepare], str]
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
HALF_WAY = at(12, 4, 8, 30)
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


def all_rows(ledger: Ledger) -> dict[str, list[row_stream.Row]]:
    with ledger.read() as session:
        return {
            table.name: [row for some in row_stream.portions(session, table) for row in some.rows]
            for table in row_stream.TABLES
        }


def moved(house: House, url: str, folder: Path) -> House:
    """The house at its new address, before the same mail server and the same Zalo."""
    found = House(url, house.mail, house.zalo, folder)
    found.ledger.upgrade()
    moving.move(house.ledger, found.ledger, house.now, BY)
    return found


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
def test_a_plan_lives_on_in_the_other_database_and_comes_back(
    house: House, kind: str, copy_of: Copy, tmp_path: Path, reference: list[Told]
) -> None:
    life.play(house.ledger, house.settings, HALF_WAY)
    away = moved(house, copy_of(OTHER[kind], Ledger.upgrade), tmp_path)
    life.play(away.ledger, away.settings, at(20, 4))
    back = moved(away, house.url, tmp_path)
    life.play(back.ledger, back.settings)
    score = back.audit(reference)
    assert score.details == []
    assert (score.lost, score.duplicate_keys, score.duplicate_zalo, score.duplicate_mails) == (0, 0, 0, 0)
    assert max(house.mail.box.ids.values()) == 1
    away.ledger.dispose()
    back.ledger.dispose()


@KINDS
def test_every_kind_of_value_comes_over_as_it_was(house: House, kind: str, copy_of: Copy) -> None:
    life.play(house.ledger, house.settings, HALF_WAY)
    with house.ledger.begin() as session:
        session.add(
            KeptFileRow(
                digest="a", kind="application/pdf", size=25600, body=bytes(range(256)) * 100, at=at(1, 4)
            )
        )
        session.add(
            OverrideRow(
                day=date(2024, 4, 30), working=True, source="Đắk Lắk \\ \t\n'\"", set_at=at(1, 4), set_by=BY
            )
        )
        stored_settings.put(session, "đ:ẩ", {"a": [1.5, None, "\\N", "Ủy"], "b": {"c": True}})
    before = all_rows(house.ledger)
    target = Ledger(copy_of(OTHER[kind], Ledger.upgrade))
    done = moving.move(house.ledger, target, house.now, BY)
    after = all_rows(target)
    assert len(after["audit"].pop()) > 0, "the act of moving, in the new ledger only"
    assert after == before == all_rows(house.ledger)
    assert done.rows == {name: len(rows) for name, rows in before.items()}
    with target.begin() as session:
        [plan] = session.scalars(select(PlanRow))
        assert plan.issued_at.tzinfo is UTC
        assert isinstance(plan.send_hours, list)
    target.dispose()


@KINDS
def test_the_old_place_sends_everybody_to_the_new_one(house: House, kind: str, copy_of: Copy) -> None:
    life.play(house.ledger, house.settings, at(10, 3))
    new = copy_of(OTHER[kind], Ledger.upgrade)
    target = Ledger(new if kind == "postgresql" else new.replace("postgres@", "postgres:geheim@"))
    moving.move(house.ledger, target, house.now, BY)
    with pytest.raises(Exception, match="dondoc-frozen") as caught, house.ledger.begin() as session:
        stored_settings.put(session, "x", {})
    refused = refusal_of(caught.value)
    assert refused is not None
    assert moving.shown(target.url) in refused.said("vi")
    assert "geheim" not in str(caught.value) + refused.said("vi")
    with house.ledger.read() as session:
        assert session.scalar(select(PlanRow.code)) == "faults", "whoever looks still sees it"
    with pytest.raises(Refusal, match="đã được chuyển đi"):
        moving.move(house.ledger, target, house.now, BY)
    target.dispose()


def test_nobody_is_moved_over_somebody_else(house: House, copy_of: Copy) -> None:
    life.play(house.ledger, house.settings, at(10, 3))
    with pytest.raises(Refusal, match="chính là"):
        moving.move(house.ledger, Ledger(house.url), house.now, BY)
    target = Ledger(copy_of("sqlite", Ledger.upgrade))
    moving.move(house.ledger, target, house.now, BY)
    with house.ledger.begin() as session:
        frozen_ledger.thaw(session)
    with pytest.raises(Refusal, match="đã có dữ liệu"):
        moving.move(house.ledger, target, house.now, BY)
    with house.ledger.read() as session:
        assert not frozen_ledger.frozen(session)
    target.dispose()


@pytest.mark.parametrize("point", ["before_move", "after_move"])
@KINDS
def test_killed_in_between_the_old_ledger_is_as_it_was_and_the_move_begins_anew(
    point: str, house: House, kind: str, copy_of: Copy, nursery: Nursery, cold_nursery: Nursery
) -> None:
    life.play(house.ledger, house.settings, at(10, 3))
    before, new = all_rows(house.ledger), copy_of(OTHER[kind], Ledger.upgrade)
    house.ledger.dispose()
    job = house.start(cold_nursery, "move", to=new, DONDOC_FAILPOINT=point)
    assert job.wait() == -signal.SIGKILL, job.words()
    assert all_rows(house.ledger) == before
    with house.ledger.begin() as session:
        stored_settings.put(session, "still", {"open": True})
    job = house.start(nursery, "move", to=new)
    assert job.wait() == 0, job.words()
    target = Ledger(new)
    with target.begin() as session:
        assert stored_settings.get(session, "still") == {"open": True}
        assert stored_settings.get(session, "move:arriving") is None
    target.dispose()


def test_what_changed_on_its_way_is_refused(
    house: House, copy_of: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.play(house.ledger, house.settings, at(10, 3))
    target = Ledger(copy_of("sqlite", Ledger.upgrade))
    with target.begin() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER spoil AFTER INSERT ON plan BEGIN UPDATE plan SET title = title || '!'; END"
        )
    with pytest.raises(Refusal, match="bảng plan"):
        moving.move(house.ledger, target, datetime.now(UTC), BY)
    with house.ledger.begin() as session:
        assert not frozen_ledger.frozen(session)
    with target.read() as session:
        assert session.scalar(select(PlanRow.code)) is None
    target.dispose()
