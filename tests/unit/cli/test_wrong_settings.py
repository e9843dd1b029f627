"""What the desk says of settings: a wrong one in one line, and at the doctor all of them but the secrets."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Desk


def test_a_command_refuses_a_wrong_value_in_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("--lang", "en", "--help")
    monkeypatch.setenv("DONDOC_LANG", "fr")
    answer = desk("status")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "DONDOC_LANG: không đọc được “fr”; hãy viết vi hoặc en\n"


def test_the_doctor_shows_what_is_set_and_no_secret(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_MAIL_URL", "dpmail://ai:mat-khau-kin@127.0.0.1:1?from=a@example.vn")
    monkeypatch.setenv("DONDOC_ZBS_URL", "mat-khau-kin")
    monkeypatch.setenv("DONDOC_ZALO_PROOF", "vâng")
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://bao-cao.example.vn")
    monkeypatch.setenv("DONDOC_PORTAL_ULR", "https://bao-cao.example.vn")
    answer = desk("doctor", "--lang", "en")
    assert answer.code == 1
    for line in (
        "✓ DONDOC_MAIL_URL: set: •••",
        "✗ DONDOC_ZBS_URL: cannot read “•••”; write zbs://…",
        "✗ DONDOC_ZALO_PROOF: “vâng” is neither yes nor no; write yes or no",
        "✓ DONDOC_PORTAL_URL: https://bao-cao.example.vn",
        "! DONDOC_PORTAL_ULR: there is no such variable; is it “DONDOC_PORTAL_URL”?",
        "! DONDOC_OPS_URL: not set; nothing leaves this way",
    ):
        assert line in answer.out.splitlines()
    assert "mat-khau-kin" not in answer.out + answer.err + desk("doctor", "--json").out
