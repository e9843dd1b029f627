"""A ledger in which reasons are still sentences is brought to codes; nothing that anybody wrote is lost."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from cascade.notices.reasons import Reason, Why, said
from models import outbox
from models.channels import rates
from models.database import migrate
from models.database.ledger import Ledger

OLD = {
    "bậc nhắc cao hơn đã thay": Reason.HIGHER_RUNG,
    "kế hoạch đã điều chỉnh": Reason.AMENDED,
    "không kết nối được máy chủ thư (hết giờ)": Reason.MAIL_NO_CONNECTION,
    "mẫu ZBS cho issued: không có dữ kiện: x": Reason.ZBS_TEMPLATE,
    "550 hộp thư không tồn tại": None,
}
COLUMNS = "key, unit, channel, address, occasion, rung, revision, state, due_at, attempt, created_at"


@pytest.fixture
def old(database_url: str) -> str:
    """A ledger of the first shape, as the version that made it filled it."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        config = migrate.settings()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        at = (
            "2024-03-04 02:00:00+00:00"
            if engine.dialect.name == "postgresql"
            else "2024-03-04 02:00:00.000000"
        )
        for number, reason in enumerate(OLD):
            values = f"'k{number}', 'x', 'mail', 'a@b', 'issued', 'r', 1, 'failed', '{at}', 1, '{at}'"
            connection.execute(
                text(f"INSERT INTO notice ({COLUMNS}, reason, facts) VALUES ({values}, :reason, '{{}}')"),
                {"reason": reason},
            )
        alarm = f"'ops', '', 'ops', '', 'ops', 'r', 0, 'sent', '{at}', 1, '{at}'"
        connection.execute(
            text(f"INSERT INTO notice ({COLUMNS}, facts) VALUES ({alarm}, :facts)"),
            {"facts": '{"reason": "kênh mail đã dừng: không đăng nhập được vào máy chủ thư"}'},
        )
        connection.execute(
            text(
                "INSERT INTO channel (name, burst, tokens, stops, stopped_why)"
                " VALUES ('mail', 1, 1, 1, 'kênh zbs chưa được cấu hình')"
            )
        )
    engine.dispose()
    return database_url


def test_the_sentences_of_an_old_ledger_become_codes(old: str) -> None:
    ledger = Ledger(old)
    ledger.upgrade()
    with ledger.read() as session:
        whys = [row.reason for row in outbox.search(session) if row.reason]
        [mail] = rates.channels(session)
    found = {why.reason if isinstance(why, Why) else str(why) for why in whys}
    assert found == {code or sentence for sentence, code in OLD.items()}
    assert mail.stopped_why == "kênh zbs chưa được cấu hình"
    assert said(mail.stopped_why, "en") == "the channel zbs is not set up"
    engine = create_engine(old)
    with engine.connect() as connection:
        kept = set(connection.execute(text("SELECT reason FROM notice WHERE reason IS NOT NULL")).scalars())
        facts = connection.execute(text("SELECT facts FROM notice WHERE key = 'ops'")).scalar_one()
    assert kept == {
        '["higher_rung"]',
        '["amended"]',
        '["mail_no_connection", ["timed_out"]]',
        '["zbs_template", "issued", "không có dữ kiện: x"]',
        "550 hộp thư không tồn tại",
    }
    assert "channel_stopped" in str(facts)
    assert "login_refused" in str(facts)
    engine.dispose()
    ledger.dispose()
