"""Backups: one sealed file, tried before it counts, put back by the command; and which of them stay."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url, select, text

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cli.main import main
from models.database.ledger import Ledger
from models.migrations.carrying import postgres_tools
from models.tables import PlanRow, UnitRow
from services.keeping import backup_file, rotation
from services.keeping.back_up import READ, RESTORED, back_up
from services.keeping.newest_backup import NewestBackup, newest_backup
from services.keeping.put_back import BackupWanted, put_back
from services.keeping.rotation import Keep
from tests.ledger.world import House

BY = "Ban Tuyên giáo"
KEY = "x9" * 24


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "backup.key"
    file.touch(0o600)
    file.write_text(KEY + "\n", encoding="ascii")
    return file


def test_a_backup_holds_everything_and_says_so(house: House, ledger: Ledger, tmp_path: Path) -> None:
    made = back_up(ledger, tmp_path / "out")
    [file] = (tmp_path / "out").iterdir()
    assert made.file == str(file)
    assert (made.tried, made.encrypted, made.there, made.fresh) == (RESTORED, False, True, True)
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist())[-1] == "manifest.json"
    with ledger.read() as session:
        assert newest_backup(session) == made


def test_sealed_it_opens_with_its_key_only_and_whole_only(
    house: House, ledger: Ledger, tmp_path: Path, key_file: Path
) -> None:
    made = back_up(ledger, tmp_path / "out", key_file)
    file = Path(made.file)
    sealed = file.read_bytes()
    assert made.encrypted
    assert b"SQLite format" not in sealed
    assert b"manifest" not in sealed
    look(ledger, file, key_file)
    other = tmp_path / "other.key"
    other.touch(0o600)
    other.write_text("y" * 40, encoding="ascii")
    for wrong in (None, other):
        with pytest.raises(Refusal) as refused:
            look(ledger, file, wrong)
        assert KEY not in str(refused.value)
    for spoilt in (sealed[:-1], sealed[:-2000], sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:]):
        file.write_bytes(spoilt)
        with pytest.raises(Refusal):
            look(ledger, file, key_file)


def look(ledger: Ledger, file: Path, key_file: Path | None) -> None:
    put_back(ledger, BackupWanted(file, key_file), BY, apply=False)


def test_what_is_cut_at_the_end_of_a_piece_is_noticed(tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(b"")
    with big.open("wb") as out:
        for number in range(40):
            out.write(bytes([number, 255 - number]) * 37_123 + number.to_bytes(4) * 9_001)
    key, sealed = b"k" * 40, tmp_path / "sealed"
    backup_file.write(sealed, {f"{number}": big for number in range(1)}, {}, key)
    with backup_file.opened(sealed, key, tmp_path) as (packed, _):
        backup_file.unpack(packed, "0", backup_file.digest(big), tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == big.read_bytes()
    body, piece = sealed.read_bytes(), (1 << 20) + 16
    head = 16 + 16 + 7
    whole = bytearray(3 * (1 << 20))
    whole[::4096] = bytes(index % 251 for index in range(len(whole[::4096])))
    assert len(body) > head
    many = tmp_path / "many"
    with many.open("wb") as raw:
        sealing = backup_file._Sealing(raw, key)
        sealing.write(bytes(whole))
        sealing.close()
    cut = many.read_bytes()[: head + piece]
    many.write_bytes(cut)
    with pytest.raises(Refusal, match="khóa không đúng"), backup_file.opened(many, key, tmp_path):
        pass


def test_a_weak_or_open_key_is_refused(tmp_path: Path, key_file: Path) -> None:
    key_file.chmod(0o644)
    with pytest.raises(Refusal, match="chmod 600"):
        backup_file.read_key(key_file)
    key_file.chmod(0o600)
    key_file.write_text("short", encoding="ascii")
    with pytest.raises(Refusal, match="32"):
        backup_file.read_key(key_file)


def test_where_no_database_may_be_made_the_dump_is_read_to_its_end(
    postgres_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgres_url())
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    role = f"plain_{url.database}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'geheim'"))
        connection.execute(text(f"GRANT ALL ON SCHEMA public TO {role}"))
    ledger = Ledger(url.set(username=role, password="geheim").render_as_string(hide_password=False))
    try:
        ledger.upgrade()
        with ledger.begin() as session:
            session.add(UnitRow(code="a", name="Tỉnh ủy", level="province", kind="committee", group=""))
        made = back_up(ledger, tmp_path / "out")
        assert made.tried == READ
        with pytest.raises(Refusal, match="DONDOC_SCRATCH_URL"):
            look(ledger, Path(made.file), None)
        scratch = postgres_url()
        monkeypatch.setenv("DONDOC_SCRATCH_URL", scratch)
        assert back_up(ledger, tmp_path / "out").tried == RESTORED
    finally:
        ledger.dispose()
        with engine.connect() as connection:
            connection.execute(text(f"DROP OWNED BY {role} CASCADE"))
            connection.execute(text(f"DROP ROLE {role}"))
        engine.dispose()


def test_without_the_tools_of_postgresql_one_line_says_so() -> None:
    with pytest.raises(Refusal, match="postgresql-client-99"):
        postgres_tools.tool("pg_dump", 99)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "prefect").mkdir(parents=True)
    engine = create_engine(f"sqlite:///{tmp_path / 'home' / 'prefect' / 'prefect.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE run (name TEXT)"))
        connection.execute(text("INSERT INTO run VALUES ('a')"))
    engine.dispose()
    return tmp_path / "home"


def test_the_commands_back_up_lose_everything_and_put_it_back(
    at_home: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (ledger := Ledger()).begin() as session:
        ledger.upgrade()
        session.rollback()
    with ledger.begin() as session:
        session.add(UnitRow(code="a", name="Tỉnh ủy", level="province", kind="committee", group=""))
    ledger.dispose()
    assert main(["backup", "--to", str(at_home / "b"), "--key-file", str(key_file)]) == 0
    [file] = (at_home / "b").glob("*.backup")
    (at_home / "prefect" / "prefect.db").unlink()
    (at_home / "dondoc.sqlite3").write_bytes(b"not a database at all, whatever it was" * 100)
    given = ["restore", str(file), "--key-file", str(key_file), "--apply"]
    assert main([*given]) == 0
    told = capsys.readouterr()
    assert KEY not in told.out + told.err
    assert "broken-" in told.err
    ledger = Ledger()
    with ledger.read() as session:
        assert session.scalar(select(UnitRow.name)) == "Tỉnh ủy"
        assert session.scalar(select(PlanRow.id)) is None
    ledger.dispose()
    assert (at_home / "prefect" / "prefect.db").is_file()
    assert [one.name for one in at_home.iterdir() if one.name.startswith(".dondoc")] == []


def test_the_command_refuses_what_is_no_backup(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at_home / "x").write_bytes(b"hello")
    assert main(["restore", str(at_home / "x"), "--apply"]) == 1
    assert "không phải bản sao lưu" in capsys.readouterr().err
    assert main(["restore"]) == 1
    assert "--backup-taken" in capsys.readouterr().err


INSTANTS = st.lists(st.integers(0, 800 * 24), unique=True, min_size=1, max_size=60)


@given(INSTANTS)
def test_the_last_of_each_day_week_and_month_stays(hours: list[int]) -> None:
    start, keep = datetime(2024, 1, 1, tzinfo=UTC), Keep(7, 4, 12)
    instants = [start + timedelta(hours=one) for one in hours]
    gone = rotation.superfluous(instants, keep)
    stay = sorted(set(instants) - gone, reverse=True)
    assert max(instants) in stay
    assert len(stay) <= sum(keep)
    days = sorted({day_of(at) for at in instants}, reverse=True)[: keep.days]
    for day in days:
        assert max(at for at in instants if day_of(at) == day) in stay
    assert rotation.superfluous(stay, keep) == set(), "what stayed once stays until something newer comes"


def test_only_our_own_files_are_removed(tmp_path: Path) -> None:
    now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    for day in range(40):
        (tmp_path / rotation.name_of(now - timedelta(days=day))).touch()
    (tmp_path / "dondoc-mine.backup").touch()
    gone = rotation.rotate(tmp_path, Keep(3, 2, 1))
    left = sorted(file.name for file in tmp_path.iterdir())
    assert len(gone) == 40 - len(left) + 1
    assert "dondoc-mine.backup" in left
    assert rotation.name_of(now) in left


def test_an_old_backup_is_not_fresh() -> None:
    old = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    assert not NewestBackup(old, "/nowhere", "another", 1, 1, False, RESTORED).fresh
    assert NewestBackup(old, "/nowhere", "another", 1, 1, False, RESTORED).there is None
