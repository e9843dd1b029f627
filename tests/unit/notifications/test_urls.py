"""Our plugins as any user of Apprise meets them: URLs that come back as they went in, secrets hidden."""

from __future__ import annotations

from typing import Any

import pytest
from apprise import Apprise, AppriseAsset, NotifyBase

from notifications.channels import PLUGINS
from notifications.email.mail_plugin import DpMail
from notifications.memory import DpMemory
from notifications.wording import stock
from notifications.zalo.zalo_bot import ZaloBot
from notifications.zalo.zbs import ZbsTemplate

SECRET = "sehr-geheim-987"
GOOD = [
    (
        "dpmail://mail.example.vn/xa@example.vn?from=btg@example.vn",
        DpMail,
        "dpmail://mail.example.vn/xa@example.vn?",
    ),
    (
        "dpmail://mail.example.vn:2525/?to=xa@example.vn&from=btg@example.vn",
        DpMail,
        "dpmail://mail.example.vn:2525/xa@",
    ),
    (
        f"dpmail://btg:{SECRET}@mail.example.vn/?from=btg@example.vn&name=Ban Tuyên giáo và Dân vận",
        DpMail,
        "dpmail://btg:****@",
    ),
    (
        f"dpmails://btg%40example.vn:{SECRET}@mail.example.vn/a@b.vn",
        DpMail,
        "dpmails://btg%40example.vn:****@",
    ),
    (
        "dpmail://mail.example.vn?from=a@b.vn&mode=starttls&reply=c@d.vn&rto=5&cto=2&verify=no",
        DpMail,
        "dpmail://mail",
    ),
    (
        f"zalobot://12345:{SECRET}@bot-api.zaloplatforms.com/6ede9afa66b88fe6d6a9",
        ZaloBot,
        "zalobot://12345:****@",
    ),
    (
        f"zalobot://127.0.0.1:8026/77?token=12345:{SECRET}&tls=no",
        ZaloBot,
        "zalobot://12345:****@127.0.0.1:8026/77",
    ),
    (
        f"zbs://business.openapi.zalo.me/84987654321?template=77&token={SECRET}&:han=24/4",
        ZbsTemplate,
        "zbs://business",
    ),
    (
        "zbs://127.0.0.1:8026/0987654321?mode=development&tls=no",
        ZbsTemplate,
        "zbs://127.0.0.1:8026/0987654321",
    ),
    ("dpmemory://box/xa@example.vn", DpMemory, "dpmemory://box/xa@example.vn"),
    ("dpmemory://box", DpMemory, "dpmemory://box/"),
]
BAD = [
    "dpmail://", "dpmail://host", "dpmail://host?from=khong-phai-dia-chi", "dpmail://host?from=a@b.vn&mode=tls9",
    "dpmail://host/a@b.vn/c@d.vn?from=a@b.vn", "dpmail://host?from=a@b.vn%0d%0aBcc:x", "dpmail://host?from=a@b.vn&reply=x",
    "zalobot://", "zalobot://host/1", "zalobot://1:a%2fb@host/1", "zalobot://1:2@host/1/2",
    "zbs://", "zbs://host/1?mode=production", "zbs://host/1/2", "dpmemory://",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def known() -> None:
    for plugin in PLUGINS:
        stock.register(plugin)


def made(url: str) -> Any:
    return Apprise.instantiate(url, asset=AppriseAsset(), suppress_exceptions=False)


@pytest.mark.parametrize(("url", "kind", "shown"), GOOD)
def test_a_url_comes_back_as_it_went_in(url: str, kind: type, shown: str) -> None:
    first: Any = made(url)
    again: Any = made(first.url())
    assert {type(first), type(again)} == {kind}
    assert again.url() == first.url()
    assert again.url_id() == first.url_id() is not None
    assert (again.target, len(again)) == (first.target, 1)
    assert first.url(privacy=True).startswith(shown)


@pytest.mark.parametrize(("url", "kind", "shown"), GOOD)
def test_a_url_for_others_eyes_hides_the_secret(url: str, kind: type, shown: str) -> None:
    plugin = made(url)
    assert SECRET not in plugin.url(privacy=True) + str(plugin) + repr(plugin)
    assert (SECRET in plugin.url()) == (SECRET in url)


@pytest.mark.parametrize("url", BAD)
def test_a_url_that_cannot_work_is_refused(url: str, caplog: pytest.LogCaptureFixture) -> None:
    assert Apprise().add(url) is False


@pytest.mark.parametrize("url", ["dpmail://", "zalobot://", "zbs://", "dpmemory://", "dpmail://:@/", ":@/"])
@pytest.mark.parametrize("plugin", PLUGINS)
def test_nonsense_is_no_url(plugin: Any, url: str) -> None:
    found = plugin.parse_url(url)
    assert found is None or not found["host"]


def test_apprise_describes_our_plugins_to_its_users() -> None:
    entries = Apprise().details()["schemas"]
    kinds = ("protocols", "secure_protocols")
    schemas = {name for entry in entries for kind in kinds for name in entry[kind] or ()}
    assert {"dpmail", "dpmails", "zalobot", "zbs", "dpmemory"} <= schemas


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_option_is_documented(plugin: Any) -> None:
    assert issubclass(plugin, NotifyBase)
    for token in (*plugin.template_tokens.values(), *plugin.template_args.values()):
        assert "name" in token or "alias_of" in token
    assert any("{schema}" in template for template in plugin.templates)


def test_two_senders_of_one_account_are_told_apart_from_two_accounts() -> None:
    one, same, other = (
        made(f"dpmail://{who}@mail.example.vn/{to}?from=btg@example.vn")
        for who, to in (("a:x", "1@b.vn"), ("a:x", "2@b.vn"), ("c:x", "1@b.vn"))
    )
    assert one.url_id() == same.url_id() != other.url_id()
