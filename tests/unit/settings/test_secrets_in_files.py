"""A secret may stand in a file that the environment names; whoever may not know it is not told the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cli.serving.environment import role_environment
from settings import catalogue
from settings.belongings import ROLES, may_know
from settings.catalogue import MAIL_URL, PORTAL_URL, SETTINGS
from settings.setting import IN_FILE, MASK

SECRETS = [one for one in SETTINGS.values() if one.secret]
MAIL = "dpmail://ai:mat-khau@127.0.0.1:1?from=a@example.vn"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "thu"
    made.write_text(f"{MAIL}\n", encoding="utf-8")
    return made


def test_a_secret_is_read_out_of_its_file_and_a_value_beside_it_wins(file: Path) -> None:
    named = {MAIL_URL.name + IN_FILE: str(file)}
    assert (MAIL_URL.get(named), MAIL_URL.veiled(named)) == (MAIL, MASK)
    assert MAIL_URL.get({**named, MAIL_URL.name: "dpmail://khac"}) == "dpmail://khac"
    file.write_text("\n", encoding="utf-8")
    assert MAIL_URL.get(named) == MAIL_URL.get({})


def test_what_is_no_secret_has_no_file(file: Path) -> None:
    assert PORTAL_URL.get({PORTAL_URL.name + IN_FILE: str(file)}) == PORTAL_URL.get({})


def test_a_file_that_cannot_be_read_is_refused_without_what_is_in_it(tmp_path: Path) -> None:
    torn = tmp_path / "hong"
    torn.write_bytes(b"\xff\xfe khoa")
    for place in (tmp_path / "khong-co", torn, tmp_path):
        with pytest.raises(Refusal) as refused:
            MAIL_URL.get({MAIL_URL.name + IN_FILE: str(place)})
        assert str(refused.value).startswith(f"DONDOC_MAIL_URL_FILE: không đọc được tệp {place}: ")
        assert refused.value.said("en").endswith("; let this process read that file")
        assert "khoa" not in str(refused.value)


def test_a_file_belongs_to_whom_its_secret_belongs() -> None:
    assert len(SECRETS) > 8
    for one in SECRETS:
        for role in ROLES:
            assert may_know(role, one.name + IN_FILE) == may_know(role, one.name), (role, one.name)


def test_such_a_name_is_no_stranger(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("DONDOC_MAIL_URL_FILE", str(file))
    monkeypatch.setenv("DONDOC_PORTAL_URL_FILE", str(file))
    assert catalogue.strangers() == ["DONDOC_PORTAL_URL_FILE"]


def test_prefect_is_handed_its_secrets_out_of_their_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "prefect"
    place.write_text("postgresql+asyncpg://a:b@127.0.0.1/p\n", encoding="utf-8")
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL_FILE", str(place))
    api = "http://127.0.0.1:4200/api"
    known = role_environment("server", tmp_path / "home", api)
    assert known["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://a:b@127.0.0.1/p"
    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in role_environment("worker", tmp_path / "home", api)
