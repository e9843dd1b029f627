"""A value is read when it is asked for; one that cannot be read is refused in one line, without a secret."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cascade.lang.refusal import Refusal
from settings import catalogue
from settings.catalogue import SETTINGS
from settings.setting import Setting

UNREADABLE: dict[str, tuple[Setting[Any], str, str]] = {
    "yes or no": (catalogue.ZALO_PROOF, "vâng", "hãy viết yes hoặc no"),
    "a language": (catalogue.LANG, "fr", "hãy viết vi hoặc en"),
    "a page without a scheme": (catalogue.BOARD_URL, "bao-cao.example.vn", "hãy viết http://… | https://…"),
    "a page without a host": (catalogue.BOARD_URL, "https:///b", "hãy viết http://… | https://…"),
    "a page at no port": (catalogue.BOARD_URL, "https://bang.example.vn:x", "hãy viết http://… | https://…"),
    "a page with a space": (catalogue.BOARD_URL, "https://bang example.vn", "hãy viết http://… | https://…"),
    "a counter below one of its own pages": (
        catalogue.PORTAL_URL,
        "https://co-quan.example.vn/b",
        "hãy viết https://máy[/đường-dẫn], không phải /b hay /d",
    ),
    "a counter below no one's path": (
        catalogue.PORTAL_URL,
        "https://co-quan.example.vn//evil.example",
        "hãy viết https://máy[/đường-dẫn], không phải /b hay /d",
    ),
    "a counter with a question": (
        catalogue.PORTAL_URL,
        "https://co-quan.example.vn/dondoc?x=1",
        "hãy viết https://máy[/đường-dẫn], không phải /b hay /d",
    ),
    "another driver": (
        catalogue.DATABASE_URL,
        "postgresql+asyncpg://ai@may/so",
        "hãy viết postgresql://… | sqlite://…",
    ),
    "another database": (catalogue.DATABASE_URL, "mysql://ai@may/so", "hãy viết postgresql://… | sqlite://…"),
    "an address": (catalogue.OPS_URL, "giam-sat", "hãy viết một địa chỉ có ://"),
    "another scheme": (catalogue.MAIL_URL, "smtp://a:mat-khau@b", "hãy viết dpmail://… | dpmails://…"),
    "nothing behind it": (catalogue.ZBS_URL, "zbs://", "hãy viết zbs://…"),
    "networks": (
        catalogue.TRUSTED_PROXIES,
        "127.0.0.1, proxy",
        "hãy viết các địa chỉ IP hoặc mạng, cách nhau bằng dấu phẩy",
    ),
    "a home that nobody has": (catalogue.HOME, "~khong-co-ai-ten-nay/x", "hãy viết một đường dẫn"),
    "a number of times": (
        catalogue.FAILPOINT,
        "after_claim:0",
        "hãy viết tên, hoặc tên:số nguyên từ 1 (lần)",
    ),
    "seconds": (
        SETTINGS["PREFECT_WORKER_QUERY_SECONDS"],
        "2.5",
        "hãy viết một số nguyên từ 1 (giây)",
    ),
    "rows": (
        SETTINGS["PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE"],
        "-1",
        "hãy viết một số nguyên từ 1 (dòng)",
    ),
}


OUT_OF_RANGE = ("số {} ngoài khoảng cho phép", "{} is out of bounds")
OWN_WORDS = {
    "yes or no": ("“vâng” không phải có/không", "“vâng” is neither yes nor no"),
    "seconds": ("“2.5” không phải số nguyên", "“2.5” is not a whole number"),
    "a number of times": tuple(told.format(0) for told in OUT_OF_RANGE),
    "rows": tuple(told.format(-1) for told in OUT_OF_RANGE),
}
"""What the reader of that kind of value says of it, whatever door it came through."""


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_its_name_and_what_to_write(case: str) -> None:
    setting, value, todo = UNREADABLE[case]
    with pytest.raises(Refusal) as refused:
        setting.get({setting.name: value})
    shown = "•••" if setting.secret else value
    vi, en = OWN_WORDS.get(case, (f"không đọc được “{shown}”", f"cannot read “{shown}”"))
    assert str(refused.value) == f"{setting.name}: {vi}; {todo}"
    assert refused.value.said("en").startswith(f"{setting.name}: {en}; write ")


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_its_default_and_its_example_can_be_read(setting: Setting[Any]) -> None:
    assert setting.get({}) == setting.get({setting.name: setting.default})
    setting.get({setting.name: setting.shown})


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_set_to_nothing_is_not_set(setting: Setting[Any]) -> None:
    if setting is catalogue.TRUSTED_PROXIES:
        # Set to nothing is a choice here: nobody's word is believed.
        assert (setting.get({}), setting.get({setting.name: ""})) == (("127.0.0.1", "::1"), ())
    else:
        assert setting.get({setting.name: ""}) == setting.get({})


def test_a_value_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DONDOC_HOME", raising=False)
    assert catalogue.HOME.get() == tmp_path / ".dondoc"
    monkeypatch.setenv("DONDOC_HOME", "~/khac")
    assert catalogue.HOME.get() == tmp_path / "khac"
    monkeypatch.setenv("DONDOC_ZALO_PROOF", "N")
    assert catalogue.ZALO_PROOF.get() is False
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://bao-cao.example.vn/")
    assert catalogue.PORTAL_URL.get() == "https://bao-cao.example.vn"
    monkeypatch.setenv("DONDOC_LANG", "en_US.UTF-8")
    assert catalogue.LANG.get() == "en"


@pytest.mark.parametrize("role", ["server", "worker", "dispatcher", "portal"])
def test_no_process_starts_with_a_value_that_cannot_be_read(role: str, tmp_path: Path) -> None:
    wrong = {"DONDOC_LANG": "fr", "DONDOC_HOME": str(tmp_path / "home")}
    asked = [sys.executable, "-m", "cli.serving", role]
    answer = subprocess.run(
        asked, capture_output=True, text=True, check=False, env={**os.environ, **wrong}, timeout=60
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "DONDOC_LANG: không đọc được “fr”; hãy viết vi hoặc en\n"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "postgresql://a:b%40c@may:5432/so?sslmode=require",
            "postgresql+psycopg://a:b%40c@may:5432/so?sslmode=require",
        ),
        ("postgres://a@may/so", "postgresql+psycopg://a@may/so"),
        ("Postgres://a@may/so", "postgresql+psycopg://a@may/so"),
        ("postgresql+psycopg://a@may/so", "postgresql+psycopg://a@may/so"),
        ("sqlite:////var/lib/dondoc/so.sqlite3", "sqlite:////var/lib/dondoc/so.sqlite3"),
        ("", ""),
    ],
)
def test_an_address_without_its_driver_is_given_it(written: str, read: str) -> None:
    assert catalogue.DATABASE_URL.get({"DONDOC_DATABASE_URL": written}) == read


@pytest.mark.parametrize("path", ["", "/dondoc", "/van-phong/don_doc", "/bao-cao", "/data"])
def test_a_counter_may_stand_below_a_path(path: str) -> None:
    assert catalogue.PORTAL_URL.get({"DONDOC_PORTAL_URL": f"https://may.example.vn{path}/"}).endswith(path)
