"""A plan's life in one file: nothing of it is missing, and it opens again to look and for nothing else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cli.main import main
from models.database.ledger import Ledger
from models.migrations.carrying import plan_rows, row_stream
from services.keeping import archive_plan
from tests.faults import life
from tests.faults.house import House
from tests.faults.province import CODE, at

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


def test_every_table_is_the_plans_or_left_out_on_purpose() -> None:
    chosen = set(plan_rows.selections(1))
    assert not chosen & plan_rows.LEFT_OUT
    assert chosen | plan_rows.LEFT_OUT == {table.name for table in row_stream.TABLES}
    assert set(plan_rows.meanings()) == chosen | plan_rows.LEFT_OUT
    assert all(plan_rows.meanings().values())


@KINDS
def test_a_plan_is_archived_whole_and_opens_again_to_look(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    life.play(house.ledger, house.settings, at(25, 4))
    monkeypatch.setenv("DONDOC_DATABASE_URL", house.url)
    file = tmp_path / "plan.zip"
    assert main(["archive", CODE, "--to", str(file)]) == 0
    assert main(["archive", CODE, "--to", str(file)]) == 1
    told = {what: shown(capsys, *what) for what in LOOKS}
    _read_without_us(file, house.ledger)
    assert main(["archive", "--open", str(file), "--json"]) == 0
    opened = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("DONDOC_DATABASE_URL", opened["url"])
    assert {what: shown(capsys, *what) for what in LOOKS} == told
    assert main(["calendar", "off", "30/4/2024", "--source", "thử"]) == 1
    assert f"bản lưu trữ của {CODE}" in capsys.readouterr().err
    again = Ledger(opened["url"])
    with again.read() as session:
        found = {name for name, many in row_stream.count(session).items() if many}
        assert found <= {*plan_rows.selections(1), "setting"}, "the clock of that day, and no keys"
    again.dispose()


LOOKS = (("status", CODE, "--json"), ("log", CODE, "--json"), ("notices", CODE, "--json"))


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def _read_without_us(file: Path, ledger: Ledger) -> None:
    with zipfile.ZipFile(file) as packed:
        names = set(packed.namelist())
        assert {"index.html", "plan.json", "columns.json", "manifest.json"} <= names
        sheet = csv.reader(io.StringIO(packed.read("tables/obligation.csv").decode("utf-8-sig")))
        lines = packed.read("tables/obligation.jsonl").decode().splitlines()
        assert len(list(sheet)) == len(lines) + 1
        assert CODE in packed.read("index.html").decode()
    with ledger.read() as session:
        assert row_stream.count(session)["obligation"] == len(lines)
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_was_changed_in_an_archive_is_refused(house: House, tmp_path: Path) -> None:
    life.play(house.ledger, house.settings, at(5, 3))
    file, spoilt = tmp_path / "plan.zip", tmp_path / "spoilt.zip"
    with house.ledger.read() as session:
        archive_plan.archive(session, CODE, file, house.now, "Lan")
    archive_plan.open_again(file, tmp_path / "fine.sqlite3")
    with zipfile.ZipFile(file) as there, zipfile.ZipFile(spoilt, "w") as here:
        for name in there.namelist():
            body = there.read(name)
            here.writestr(name, body.replace(b"d1-1", b"d1-9") if name == "tables/obligation.jsonl" else body)
    with pytest.raises(Refusal, match=r"tables/obligation\.jsonl"):
        archive_plan.open_again(spoilt, tmp_path / "x.sqlite3")
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    with pytest.raises(Refusal, match="không phải bản lưu trữ"):
        archive_plan.open_again(tmp_path / "no.zip", tmp_path / "y.sqlite3")
