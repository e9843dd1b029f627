"""Đồng Nai's list with one channel set up: 105 of its contacts prefer another; nobody waits who need not."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from cascade.calendar.zone import VIETNAM
from cli.main import main
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from models.outbox import ops_notices
from notifications.fakes.mail import MailSink
from tests.conftest import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
ISSUED = datetime(2024, 3, 4, 9, tzinfo=VIETNAM)


def zalo_first(folder: Path) -> Path:
    """The list with the column of Zalo before that of mail; who had a Zalo alone has a mail, too."""
    with (EXAMPLES / "dong-nai.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    alone = [row for row in rows if row["zalo"] and not row["mail"]]
    assert (len(alone), len(rows)) == (105, 975)
    for row in rows:
        if row in alone:
            row["mail"] = f"{row['code']}@example.vn"
        else:
            row["zalo"] = ""
    columns = [name for name in rows[0] if name != "mail"]
    columns.insert(columns.index("zalo") + 1, "mail")
    with (folder / "dong-nai.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    paper = folder / "dong-nai-tw8.yaml"
    shutil.copy(EXAMPLES / "dong-nai-tw8.yaml", paper)
    return paper


def test_whoever_prefers_a_channel_that_is_not_there_gets_the_next_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def desk(*words: object) -> str:
        assert main([str(word) for word in words]) == 0
        return capsys.readouterr().out

    paper = zalo_first(tmp_path)
    for name in ("DONDOC_OPS_URL", "DONDOC_ZALO_BOT_URL", "DONDOC_ZBS_URL", "DONDOC_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, ISSUED)
    said = "105 cán bộ đầu mối: kênh chưa được cấu hình, nhận qua thư điện tử thay → DONDOC_ZALO_BOT_URL"
    with MailSink(web_port=None) as sink:
        monkeypatch.setenv("DONDOC_MAIL_URL", f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn")
        assert "105 cán bộ đầu mối" in desk("check", paper)
        desk("issue", paper)
        assert said in desk("status"), "beforehand"
        desk("dispatch", "--once")
        told = Counter(str(one.recipients[0]) for one in sink.box.letters)
        after = desk("status")
    assert sum(1 for address in told if address.startswith(("dong-nai-", "huyen-"))) >= 105
    assert said in after, "and after"
    assert "kênh zalo chưa được cấu hình, gửi qua kênh kế tiếp của cán bộ đầu mối" in after
    with ledger.read() as session:
        counted = outbox.by_channel(session)
        assert set(outbox.waiting(session)) <= {"ops"}
    assert {channel for channel, _ in counted} <= {"mail", "ops", ""}
    ledger.dispose()


def test_what_can_go_no_other_way_is_told_at_the_desk_while_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DONDOC_OPS_URL", "DONDOC_ZALO_BOT_URL", "DONDOC_ZBS_URL", "DONDOC_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_MAIL_URL", "dpmail://127.0.0.1:1?from=btg@example.vn")
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, ISSUED)
    assert main(["issue", str(EXAMPLES / "dong-nai-tw8.yaml")]) == 0
    with ledger.begin() as session:
        ops_notices.notify_ops(session, ISSUED.replace(hour=10))
    ledger.dispose()
    capsys.readouterr()
    assert main(["status"]) == 0
    told = capsys.readouterr().out
    assert (
        "105 cán bộ đầu mối: kênh chưa được cấu hình, chờ, không có kênh khác → DONDOC_ZALO_BOT_URL" in told
    )
    assert "! Cảnh báo chưa tới ai, vì chưa đặt DONDOC_OPS_URL" in told
    assert "kênh zalo chưa được cấu hình" in told
    assert main(["status", "--lang", "en"]) == 0
    assert "Alarms that have reached nobody, as DONDOC_OPS_URL is not set" in capsys.readouterr().out
