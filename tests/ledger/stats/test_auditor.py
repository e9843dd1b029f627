"""The auditor finds exactly what was broken, mends what is safe, and tells the rest once."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from cascade.notices.audit_kinds import AuditKind
from cascade.notices.reasons import read, said
from models import outbox
from models.channels import rates
from models.database import audit as acts
from models.database import clock, leases, stored_settings
from models.database.ledger import Session
from models.outbox import ops_notices
from models.stats import rollups
from models.stats.ledger_figures import SWEPT
from services import grant
from services.auditing import auditor, follow_up, machine_checks
from services.auditing.auditor import AuditFinding
from services.auditing.machine_checks import Around, BoardSeen
from services.keeping import newest_backup
from services.keeping.newest_backup import NewestBackup
from tests.ledger.world import House, at

NOW = at(4, 1)
"""Before the first rung of the plan."""
DUE = at(4, 10)
"""The hour of the first rung of the units below."""


def settled(house: House) -> House:
    """A plan as it stands on an ordinary day: swept, sent, summed up, backed up last night."""
    house.run(NOW)
    house.send_all(NOW)
    with house.ledger.begin() as session:
        rollups.store(session, house.plan_id, NOW)
        stored_settings.put(session, SWEPT, {"at": clock.machine().isoformat()})
        backed_up(session, clock.machine())
    return house


def backed_up(session: Session, when: datetime) -> None:
    made = NewestBackup(when.isoformat(), "/sao-luu/1", "may-1", 1, 1, False, "restored")
    newest_backup.remember(session, made)


@pytest.fixture
def well(house: House) -> House:
    return settled(house)


def looked(house: House, now: datetime = NOW, around: Around | None = None) -> list[AuditFinding]:
    with house.ledger.read() as session:
        return auditor.look(session, now, around or Around())


def kinds(found: list[AuditFinding]) -> list[AuditKind]:
    return [one.kind for one in found]


def broken(house: House, statement: str, **given: object) -> None:
    """Somebody's hand in the database."""
    with house.ledger.begin() as session:
        assert session.connection().execute(text(statement), given).rowcount > 0


def mended(house: House, now: datetime = NOW) -> list[AuditFinding]:
    found = looked(house, now)
    with house.ledger.begin() as session:
        assert follow_up.mend(session, found, now) == []
    return looked(house, now)


def test_a_plan_that_is_well_has_no_finding(well: House) -> None:
    assert looked(well) == []


def test_an_open_duty_that_has_lost_its_next_rung_gets_the_next_of_its_ladder(well: House) -> None:
    row = well.one("h1-x1", NOW)
    assert row.next_at is not None
    broken(well, "UPDATE obligation SET next_at = NULL, next_rung = NULL WHERE id = :id", id=row.id)
    [one] = looked(well)
    assert one.kind is AuditKind.NO_NEXT_STEP
    assert one.why == ("1 nhiệm vụ còn nợ mà không còn mức nhắc nào được hẹn (kh-1) → dondoc doctor --fix")
    assert mended(well) == []
    after = well.one("h1-x1", NOW)
    assert (after.next_at, after.next_rung) == (row.next_at, row.next_rung)
    with well.ledger.read() as session:
        last = acts.trail(session)[0]
    assert (last.act, last.detail["why"]) == ("audit_mended", one.why)


def test_rungs_of_its_own_count_for_a_unit_with_a_later_date(well: House) -> None:
    with well.ledger.begin() as session:
        grant.extend(session, "kh-1", "R1/grassroots", "h1-x1", at(5, 15).date(), "bão", by="ban", now=NOW)
    row = well.one("h1-x1", NOW)
    assert AuditKind.NO_NEXT_STEP not in kinds(looked(well))
    broken(well, "UPDATE obligation SET next_at = NULL, next_rung = NULL WHERE id = :id", id=row.id)
    assert AuditKind.NO_NEXT_STEP in kinds(looked(well))
    assert AuditKind.NO_NEXT_STEP not in kinds(mended(well))
    assert well.one("h1-x1", NOW).next_at == row.next_at


def test_whoever_has_heard_the_last_rung_has_none_to_come_and_that_is_well(well: House) -> None:
    late = at(6, 30)
    well.run(late)
    well.send_all(late)
    assert well.one("h1-x1", late).next_at is None
    assert kinds(looked(well, late)) == []


def test_leases_of_the_dead_are_freed_and_those_of_the_living_are_not(well: House) -> None:
    machine = clock.machine()
    well.run(DUE)
    later = DUE + timedelta(hours=1)
    with well.ledger.begin() as session:
        assert leases.take(session, "plan:dead", "elsewhere/1/x", machine - timedelta(hours=1), 300)
        assert leases.take(session, "plan:alive", "elsewhere/2/x", machine, 300)
        assert outbox.claim(session, DUE, "w1", 1)
    found = [one for one in looked(well, later) if one.kind is AuditKind.LEASE_STALE]
    assert [one.why.facts for one in found] == [("2", "outbox, plan:dead")]
    with well.ledger.begin() as session:
        follow_up.mend(session, found, later)
    with well.ledger.read() as session:
        assert leases.holder(session, "plan:dead") is None
        assert leases.holder(session, "plan:alive") == "elsewhere/2/x"
    assert AuditKind.LEASE_STALE not in kinds(looked(well, later))


def test_a_notice_that_nobody_sends_is_seen_after_one_sweep(well: House) -> None:
    well.run(DUE)
    assert AuditKind.NOTICE_WAITS not in kinds(looked(well, DUE + timedelta(minutes=4)))
    later = DUE + timedelta(minutes=6)
    waits = [one for one in looked(well, later) if one.kind is AuditKind.NOTICE_WAITS]
    assert [one.subject for one in waits] == ["mail"]
    # Somebody is sending, though slowly; or the channel rests, which is told by itself.
    with well.ledger.begin() as session:
        assert outbox.claim(session, later, "w1", 1)
    assert AuditKind.NOTICE_WAITS not in kinds(looked(well, later))


def test_a_rung_that_was_not_called_is_seen_after_three_sweeps(well: House) -> None:
    assert looked(well, DUE + timedelta(minutes=14)) == []
    [one] = looked(well, DUE + timedelta(minutes=16))
    assert (one.kind, one.why.facts[2]) == (AuditKind.RUNG_NOT_CALLED, "kh-1")


def test_duties_that_do_not_add_up_to_their_plan_are_told(well: House) -> None:
    row = well.one("h1-x1", NOW)
    broken(well, "UPDATE obligation SET plan_id = plan_id + 1000 WHERE id = :id", id=row.id)
    found = looked(well)
    assert AuditKind.SUMS_DIFFER in kinds(found)
    [one] = [one for one in found if one.kind is AuditKind.SUMS_DIFFER]
    assert int(one.why.facts[1]) == int(one.why.facts[2]) + 1


def test_kept_sums_that_differ_from_the_ledger_are_kept_again(well: House) -> None:
    with well.ledger.begin() as session:
        body = session.connection().execute(text("SELECT body FROM rollup")).scalar_one()
        kept = body if isinstance(body, dict) else json.loads(body)
        kept["counts"]["plan"]["plan"]["received"] += 1
        session.connection().execute(text("UPDATE rollup SET body = :body"), {"body": json.dumps(kept)})
    assert kinds(looked(well)) == [AuditKind.ROLLUP_DIFFERS]
    assert mended(well) == []


def test_sums_that_were_kept_before_the_last_act_are_only_older(well: House) -> None:
    well.submit("h1-x1", NOW + timedelta(hours=1))
    assert looked(well, NOW + timedelta(hours=1)) == []


def test_a_stopped_channel_and_one_that_nobody_can_send_by_are_told(well: House) -> None:
    with well.ledger.begin() as session:
        rates.know(session, {"mail"})
    broken(well, "UPDATE channel SET stopped_why = '[\"timed_out\"]' WHERE name = 'mail'")
    [one] = looked(well)
    assert one.kind is AuditKind.CHANNEL_STOPPED
    assert said(one.why, "en") == "channel mail is stopped: timed out → dondoc channels resume mail"


def test_no_sweep_for_a_quarter_of_an_hour_is_told(well: House) -> None:
    with well.ledger.begin() as session:
        ago = clock.machine() - timedelta(minutes=16)
        stored_settings.put(session, SWEPT, {"at": ago.isoformat()})
    assert kinds(looked(well)) == [AuditKind.SWEEP_SILENT]


def test_schedules_and_the_servers_clock_are_asked_through_what_is_handed_in(well: House) -> None:
    gone = Around(board=lambda: BoardSeen(["Quét việc đến hạn/Mỗi 5 phút"]))
    assert kinds(looked(well, around=gone)) == [AuditKind.SCHEDULE_MISSING]
    fast = Around(board=lambda: BoardSeen(skew=timedelta(minutes=-3)))
    [one] = looked(well, around=fast)
    assert (one.kind, one.why.facts) == (AuditKind.SERVER_CLOCK, ("180",))
    assert looked(well, around=Around(board=lambda: BoardSeen(skew=timedelta(seconds=2)))) == []


def test_a_disk_that_is_nearly_full_is_told(
    well: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "not" / "yet"))
    [one] = looked(well, around=Around(spare=2**60))
    assert (one.kind, one.why.facts[0]) == (AuditKind.DISK_LOW, str(tmp_path))


def test_a_clock_apart_from_the_databases_is_told(well: House) -> None:
    with time_machine.travel(clock.machine() + timedelta(minutes=5), tick=True):
        found = kinds(looked(well))
    server = well.ledger.url.startswith("postgresql")
    assert found == ([AuditKind.DATABASE_CLOCK] if server else [])  # a file has the machine's own clock


@pytest.mark.parametrize(
    ("revision", "kind"), [("0007", AuditKind.SCHEMA_BEHIND), ("9999", AuditKind.SCHEMA_AHEAD)]
)
def test_a_schema_that_is_not_ours_is_told_before_anything_is_asked_of_it(
    well: House, revision: str, kind: AuditKind
) -> None:
    broken(well, "UPDATE alembic_version SET version_num = :revision", revision=revision)
    [one] = looked(well)
    assert (one.kind, one.why.facts[0]) == (kind, revision)


def test_a_backup_is_missed_after_the_first_day_and_an_old_one_is_told(well: House) -> None:
    broken(well, "DELETE FROM setting WHERE key = 'memo:backup'")
    assert kinds(looked(well)) == [AuditKind.BACKUP_MISSING]
    first_day = at(3, 2, 12)
    with well.ledger.read() as session:
        assert list(machine_checks.backup(session, first_day)) == []
    with well.ledger.begin() as session:
        backed_up(session, clock.machine() - timedelta(hours=27))
    assert kinds(looked(well)) == [AuditKind.BACKUP_OLD]


@pytest.fixture
def vouching(tmp_path: Path) -> Callable[[int], tuple[ssl.SSLContext, ssl.SSLContext]]:
    """A certificate for so many days: what a server shows, and who trusts it."""

    def made(days: int) -> tuple[ssl.SSLContext, ssl.SSLContext]:
        file = tmp_path / f"{days}.pem"
        file.write_bytes(certificate(days))
        shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shows.load_cert_chain(file)
        return shows, ssl.create_default_context(cafile=str(file))

    return made


def certificate(days: int) -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain, form = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, plain)
    return made.public_bytes(serialization.Encoding.PEM) + secret


@contextmanager
def shown_at(context: ssl.SSLContext) -> Iterator[str]:
    """A server on this machine that shows its certificate to one caller."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                try:
                    context.wrap_socket(line, server_side=True).close()
                except OSError:
                    return  # the caller does not trust us

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}"
        thread.join(10)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (90, []),
        (3, [(AuditKind.CERTIFICATE_ENDS, "localhost", 3)]),
        (-2, [(AuditKind.CERTIFICATE_REFUSED, "localhost", "certificate has expired")]),
    ],
)
def test_the_counters_certificate_is_asked_for_at_its_own_address(
    vouching: Callable[[int], tuple[ssl.SSLContext, ssl.SSLContext]], days: int, told: list[object]
) -> None:
    shows, trusts = vouching(days)
    with shown_at(shows) as portal:
        assert list(machine_checks.certificate(portal, trusts)) == told


def test_an_address_without_a_certificate_or_that_nobody_answers_tells_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert list(machine_checks.certificate(f"https://localhost:{port}")) == []
    assert list(machine_checks.certificate("http://bao-cao.example.vn")) == []


def test_a_row_that_nobody_can_read_blinds_one_check_and_not_the_others(well: House) -> None:
    broken(well, 'UPDATE duty SET steps = \'[["T-5", "hôm nọ", "unit", "reminder"]]\'')
    broken(well, "DELETE FROM setting WHERE key = 'memo:backup'")
    found = looked(well)
    assert kinds(found) == [AuditKind.NOT_LOOKED_AT, AuditKind.BACKUP_MISSING]
    assert found[0].why.facts == ("next_steps", "ValueError")


def alarms(session: Session) -> list[str]:
    rows = session.connection().execute(text("SELECT facts FROM notice WHERE channel = 'ops' ORDER BY id"))
    facts = [json.loads(one) if isinstance(one, str) else one for one in rows.scalars()]
    return [read(one["reason"]) for one in facts]


def test_a_trouble_is_told_once_while_it_lasts_and_again_when_it_comes_back(well: House) -> None:

    def sweep(now: datetime) -> list[str]:
        with well.ledger.begin() as session:
            follow_up.tell_at_once(session, auditor.quick(session, now), now)
            return alarms(session)

    first = sweep(DUE + timedelta(minutes=16))
    assert len(first) == 1
    assert "chưa chạy (kh-1)" in first[0]
    assert said(first[0], "en").endswith("does a worker run? → dondoc doctor")
    # Five minutes and three days later it is still the same trouble.
    assert sweep(DUE + timedelta(minutes=21)) == first
    assert sweep(DUE + timedelta(days=3)) == first
    well.run(DUE + timedelta(days=3))
    well.send_all(DUE + timedelta(days=3))
    assert sweep(DUE + timedelta(days=3)) == first
    with well.ledger.read() as session:
        assert follow_up.standing(session) == {}


def test_a_quick_look_leaves_what_only_the_long_one_sees_as_it_stood(well: House) -> None:
    broken(well, "DELETE FROM setting WHERE key = 'memo:backup'")
    found = looked(well)
    with well.ledger.begin() as session:
        follow_up.tell(session, found, NOW)
        follow_up.tell_at_once(session, auditor.quick(session, NOW), NOW)
        assert list(follow_up.standing(session)) == ["audit_backup_missing:"]
        follow_up.tell(session, [], NOW)
        assert follow_up.standing(session) == {}


def test_the_outside_watch_is_called_only_while_nothing_stands(
    well: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with outside() as (url, calls):
        monkeypatch.setenv("DONDOC_HEARTBEAT_URL", url)
        with well.ledger.begin() as session:
            assert follow_up.call(follow_up.beat(session))
            follow_up.tell(session, [auditor.amiss(AuditKind.BACKUP_MISSING)], NOW)
            assert follow_up.beat(session) == ""
        assert calls == ["/ping/bi-mat"]
    assert not follow_up.call(url)  # nobody there any more
    assert "bi-mat" not in caplog.text


@contextmanager
def outside() -> Iterator[tuple[str, list[str]]]:
    calls: list[str] = []

    class Watch(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Watch) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ping/bi-mat", calls
        server.shutdown()
        thread.join(10)


@pytest.mark.parametrize("kind", AuditKind)
def test_each_kind_says_what_and_what_to_type_in_both_languages(kind: AuditKind) -> None:
    for told in (kind.what, kind.todo):
        assert told.vi
        assert told.en
    assert ops_notices.CHANNEL == "ops"
    found = auditor.amiss(kind, "a", "b", "c")
    assert read(found.why.stored) == found.why
    assert said(found.why, "en") != found.why or kind.what.vi == kind.what.en
