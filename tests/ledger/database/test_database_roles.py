"""deploy/postgres/roles.sql on a real PostgreSQL: each process does its work and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from models import outbox
from models.channels import presence
from models.database import audit, audit_chain
from models.database.ledger import Ledger
from models.obligations import reports
from models.org.officers import officers
from models.outbox import tokens
from models.reminders import escalate
from models.stats import ledger_figures
from tests.conftest import CHECKOUT
from tests.ledger.world import GOOD, House, at

ROLES = (CHECKOUT / "deploy" / "postgres" / "roles.sql").read_text(encoding="utf-8")
NOW = at(4, 10)
As = Callable[[str], Ledger]


@pytest.fixture
def database_kind() -> str:
    """Rights are PostgreSQL's; of a file whoever may open it may do all."""
    return "postgresql"


@pytest.fixture
def as_role(house: House) -> Iterator[As]:
    """The ledger as one of the roles opens it; the rights are given twice, as after an upgrade."""
    engine = create_engine(house.ledger.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for _ in range(2):
            connection.exec_driver_sql(ROLES.replace("%", "%%"))
    engine.dispose()
    opened: list[Ledger] = []

    def as_role(role: str) -> Ledger:
        url = make_url(house.ledger.url).set(username=f"dondoc_{role}")
        opened.append(Ledger(url.render_as_string(hide_password=False)))
        return opened[-1]

    yield as_role
    for one in opened:
        one.dispose()


def refused(ledger: Ledger, order: str) -> bool:
    with ledger.begin() as session:
        try:
            session.execute(text(order))
        except ProgrammingError as error:
            return "permission denied" in str(error) or "must be owner" in str(error)
        finally:
            session.rollback()
    return False


def test_each_process_does_its_work_under_its_own_role(house: House, as_role: As) -> None:
    for role in ("portal", "worker", "dispatcher"):
        ledger = as_role(role)
        ledger.upgrade()
        with ledger.begin() as session:
            presence.beat(session, role, ())
            assert ledger_figures.figures(session).channels if role != "dispatcher" else True
    with as_role("worker").begin() as session:
        assert escalate.run(session, house.plan_id, NOW).queued
    with as_role("worker").begin() as session:
        assert audit_chain.bind(session, NOW), "the log is sealed by whoever sweeps"
    with as_role("dispatcher").begin() as session:
        held = outbox.claim(session, NOW, "w1")
        assert outbox.recheck(session, held, NOW)
        assert outbox.settle(session, held[0].id, held[0].claim, "accepted", now=NOW)
        assert outbox.settle(session, held[1].id, held[1].claim, "never", now=NOW, reason="550")
        tokens.store(session, "zbs", "a", "b", None, now=NOW, by="máy")
    with as_role("portal").begin() as session:
        row = house.one("h1-x1", NOW, session=session)
        reports.submit(session, row.id, GOOD, "", now=NOW, by="x", idempotency="k")
        officers.add(session, "Trần Văn Tám", "tam@example.vn", (), now=NOW, by="máy")


@pytest.mark.parametrize("role", ["portal", "worker", "dispatcher"])
def test_nobody_rewrites_what_was_done_or_makes_tables(as_role: As, role: str) -> None:
    ledger = as_role(role)
    with ledger.begin() as session:
        audit.log(session, "máy", "office_proved", now=NOW)
    for order in (
        "DELETE FROM audit",
        "UPDATE audit SET at = at",
        "UPDATE audit_link SET salt = ''",
        "DELETE FROM audit_link",
        "DROP TABLE plan",
        "CREATE TABLE moi (x int)",
        "UPDATE alembic_version SET version_num = 'x'",
    ):
        assert refused(ledger, order), order


@pytest.mark.parametrize(
    ("role", "order"),
    [
        ("portal", "SELECT * FROM credential"),
        ("worker", "SELECT * FROM credential"),
        ("worker", "UPDATE office_session SET ended_at = NULL"),
        ("dispatcher", "SELECT * FROM office_session"),
        ("dispatcher", "SELECT * FROM second_factor"),
        ("worker", "SELECT * FROM recovery_code"),
        ("dispatcher", "UPDATE obligation SET state = 'accepted'"),
        ("dispatcher", "INSERT INTO officer_role VALUES (1, 'admin', '')"),
        ("look", "SELECT * FROM contact"),
        ("look", "SELECT * FROM setting"),
        ("look", "UPDATE plan SET state = 'closed'"),
    ],
)
def test_what_is_not_its_own_is_refused(as_role: As, role: str, order: str) -> None:
    assert refused(as_role(role), order)
    assert not refused(as_role(role), "SELECT count(*) FROM plan")
