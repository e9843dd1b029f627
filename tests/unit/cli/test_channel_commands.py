"""`dondoc channels` and `dondoc doctor`: what ops look at when they are woken."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cascade.calendar.zone import VIETNAM
from cascade.notices.reasons import Reason
from models.channels import rates
from models.database import clock
from models.database.ledger import Ledger
from models.outbox import ops_notices
from models.reminders import hindrances
from services.dispatch import open_channels
from tests.unit.cli.conftest import EXAMPLES, Desk

NOW = datetime(2024, 4, 24, 1, tzinfo=UTC)


def test_a_stopped_channel_is_shown_with_its_reason_and_can_be_started_again(desk: Desk) -> None:
    desk("channels")
    ledger = Ledger()
    with ledger.begin() as session:
        rates.stop(session, "mail", "535 sai mật khẩu", NOW)
    assert "dừng: 535 sai mật khẩu" in desk("channels").out
    answer = desk("channels", "resume", "mail", "--json")
    assert answer.json["channels"][0]["stopped_why"] is None
    ledger.dispose()


def test_a_limit_is_set_and_taken_away(desk: Desk) -> None:
    set_ = desk("channels", "limit", "zbs", "--rate", "5", "--burst", "10", "--quota", "500", "--json")
    assert (
        set_.json["channels"][0] | {"rate": 5.0, "burst": 10, "quota_left": 500} == set_.json["channels"][0]
    )
    gone = desk("channels", "limit", "zbs", "--json")
    assert gone.json["channels"][0]["rate"] is None
    assert gone.json["channels"][0]["quota_left"] is None


def test_a_channel_nobody_has_written_to_is_refused(desk: Desk) -> None:
    answer = desk("channels", "resume", "thu")
    assert answer.code == 1
    assert "không có “thu”" in answer.err


def test_a_token_pair_is_kept_from_stdin_and_never_printed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("vao-1\nmoi-1\n"))
    answer = desk("channels", "token")
    assert answer.code == 0
    assert "vao-1" not in answer.out + answer.err
    ledger = Ledger()
    kept = open_channels.LedgerTokens(ledger).current()
    assert kept is not None
    assert (kept.access, kept.refresh) == ("vao-1", "moi-1")
    ledger.dispose()


def test_the_doctor_names_a_stopped_channel_and_what_waits(desk: Desk) -> None:
    desk("channels")
    ledger = Ledger()
    with ledger.begin() as session:
        rates.stop(session, "mail", "535 sai mật khẩu", NOW)
    ledger.dispose()
    found = {one["what"]: one for one in desk("doctor", "--json").json}
    assert found["kênh mail"]["level"] == "bad"
    assert "535" in found["kênh mail"]["told"]
    assert found["chờ gửi"]["level"] == "ok"


def test_the_order_of_channels_for_an_occasion_is_set_and_taken_back(desk: Desk) -> None:
    assert desk("channels", "order", "invitation", "mail", "zalo").out == "invitation: mail, zalo\n"
    for words in ((), ("invitation",), ("reminder",)):
        assert desk("channels", "order", *words, "--json").json == {"order": {"invitation": ["mail", "zalo"]}}
    assert desk("channels", "order", "invitation", "-", "--json").json == {"order": {}}


@pytest.mark.parametrize("words", [("invitaton", "mail"), ("invitation", "pigeon")])
def test_an_occasion_or_a_channel_that_is_none_is_refused(desk: Desk, words: tuple[str, str]) -> None:
    answer = desk("channels", "order", *words)
    assert answer.code == 1
    assert "không có “" in answer.err


def test_contacts_are_shown_mended_and_learn_of_bounces(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk("contacts").out == "Mọi cán bộ đầu mối đều liên lạc được.\n"
    assert desk("contacts", "mend", "xa@example.vn").code == 1
    feed = io.TextIOWrapper(io.BytesIO(b"Subject: xin chao\n\nDa nhan"))
    monkeypatch.setattr("sys.stdin", feed)
    told = {"bounced": [], "notices": 0, "mended": "", "reasons": []}
    assert desk("contacts", "bounce", "--json").json == told


def test_a_notice_is_shown_as_each_channel_says_it(desk: Desk) -> None:
    mail, zalo = (desk("notice", "preview", "reminder", "--channel", way).out for way in ("mail", "zalo"))
    assert all(text.startswith("Kính gửi") or "\nKính gửi" in text for text in (mail, zalo))
    assert "Trân trọng" in mail
    assert "Trân trọng" not in zalo
    assert "https://" in zalo
    html = desk("notice", "preview", "reminder", "--channel", "html").out
    assert html == desk("notice", "preview", "reminder", "--html").out
    assert html.startswith("<!doctype html>")


def test_the_doctor_and_the_status_name_a_plan_that_is_held_up_and_one_that_nobody_calls(
    desk: Desk,
) -> None:
    ledger, now = Ledger(), datetime(2022, 9, 30, 9, tzinfo=VIETNAM)
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, datetime(2022, 7, 20, 9, tzinfo=VIETNAM))
    assert desk("issue", EXAMPLES / "dang-uy-khoi-nq15.yaml").code == 0
    with ledger.begin() as session:
        clock.set_clock(session, now)
        hindrances.note(session, "dang-uy-khoi-nq15", "sweep", "tên bị từ chối", now)
    ledger.dispose()
    doctor = {one["what"]: one for one in desk("doctor", "--json").json}
    [uncalled] = [one for what, one in doctor.items() if what.startswith("đến hạn, chưa gọi, ")]
    assert uncalled["level"] == "bad"
    held = doctor["kế hoạch dang-uy-khoi-nq15 bị vướng"]
    assert (held["level"], "tên bị từ chối" in held["told"]) == ("bad", True)
    assert "! dang-uy-khoi-nq15 bị vướng từ 09:00 30/9/2022: tên bị từ chối" in desk("status").out
    english = desk("status", "--lang", "en").out
    assert "! dang-uy-khoi-nq15 is held up since 09:00 30 September 2022" in english


def test_what_contacts_get_instead_of_a_channel_that_is_not_set_up_is_told_beforehand(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_ = tmp_path / "don-vi.csv"
    list_.write_text(
        "code,name,level,parent,zalo,mail\ntinh,Tỉnh ủy,province,,,t@example.vn\n"
        "h1,Huyện ủy Một,district,tinh,zalo-mot-1,h1@example.vn\nh2,Huyện ủy Hai,district,tinh,zalo-hai-2,\n",
        encoding="utf-8",
    )
    paper = tmp_path / "kh.yaml"
    paper.write_text(
        "plan: kh-1\ntitle: Kế hoạch\nkind: KH\nissued: 2026-03-02\nissuer: tinh\nunits: don-vi.csv\n"
        "requirements:\n  - {id: D1, action: Báo cáo, kind: report, who: {level: district}, to: [tinh],"
        " when: {kind: by, day: 2026-04-24}}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("DONDOC_MAIL_URL", "dpmail://127.0.0.1:1/?from=btg@example.vn")
    for variable in ("DONDOC_ZALO_BOT_URL", "DONDOC_MEMORY_BOX", "DONDOC_OPS_URL"):
        monkeypatch.delenv(variable, raising=False)
    instead = "1 cán bộ đầu mối nhận tin trước hết qua Zalo, kênh chưa được cấu hình: sẽ nhận qua thư điện tử"
    waits = "1 cán bộ đầu mối chỉ có Zalo, kênh chưa được cấu hình: tin sẽ chờ (Huyện ủy Hai)"
    checked, issued = desk("check", paper).out, desk("issue", paper).err
    assert (instead in checked, waits in checked) == (True, True)
    assert (instead in issued, waits in issued) == (True, True)
    doctor = [
        one["told"] for one in desk("doctor", "--json").json if one["what"].startswith("cán bộ đầu mối dùng")
    ]
    assert doctor == [
        "1 cán bộ đầu mối: kênh chưa được cấu hình, chờ, không có kênh khác → DONDOC_ZALO_BOT_URL",
        "1 cán bộ đầu mối: kênh chưa được cấu hình, nhận qua thư điện tử thay → DONDOC_ZALO_BOT_URL",
    ]


def test_without_a_way_to_wake_ops_the_status_and_the_doctor_say_what_they_would_have_been_told(
    desk: Desk,
) -> None:
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, NOW)
        why = Reason.CHANNEL_NOT_SET_UP.why("zalo")
        ops_notices.wake(session, "channel:zalo", why, NOW - timedelta(days=1))
        ops_notices.wake(session, "channel:zalo", why, NOW)
        ops_notices.wake(session, "sweep", "im lặng", NOW - timedelta(days=3))
    ledger.dispose()
    told = desk("status").out
    assert told.count("kênh zalo chưa được cấu hình") == 1
    assert "im lặng" not in told, "that is over"
    assert "chưa đặt DONDOC_OPS_URL" in told
    assert "the channel zalo is not set up" in desk("status", "--lang", "en").out
    assert [one["told"] for one in desk("doctor", "--json").json if one["what"].startswith("cảnh báo")] == [
        "kênh zalo chưa được cấu hình: chưa tới ai → DONDOC_OPS_URL"
    ]
