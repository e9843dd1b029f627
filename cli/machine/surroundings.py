"""What the doctor sees around the house: the database as it was set up, the counter as units reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.console import desk_ledger
from cli.console.language import say
from cli.machine.health import HealthVerdict
from settings.catalogue import MAIL_URL, MAILBOX_URL, PORTAL_URL, TRUSTED_PROXIES

if TYPE_CHECKING:
    from httpx import Response

_LEADS_BELOW = re.compile(r'href="(/[^"?]*)\?lang=')


def database() -> Iterator[HealthVerdict]:
    """Which defaults of a PostgreSQL server are not as we need them; each session of ours sets its own."""
    from models.database.ledger import Ledger
    from models.database.pinned_session import PINNED

    ledger = Ledger()
    try:
        found = ledger.surroundings()
    finally:
        ledger.dispose()
    if found is None:
        return
    what = "PostgreSQL"
    if found.pooled:
        told = say(
            "qua bộ gộp kết nối: mỗi giao dịch tự đặt lấy", "behind a pooler: set for each transaction"
        )
        yield HealthVerdict(what, "ok", told)
    theirs = [
        f"{name}={value}"
        for name, value in found.settings.items()
        if name in PINNED and value.replace(" ", "") != PINNED[name].replace(" ", "")
    ]
    named = ", ".join(theirs) or say("mặc định hợp", "defaults fit")
    yield HealthVerdict(what, "ok", say(f"{named}; dondoc tự đặt lại", f"{named}; dondoc sets its own"))
    if found.letters != "UTF8":
        told = say(
            f"cơ sở dữ liệu dùng bảng mã {found.letters} → tạo lại với ENCODING 'UTF8'",
            f"the database is in {found.letters} → make it again with ENCODING 'UTF8'",
        )
        yield HealthVerdict(what, "warning", told)


def mailbox() -> Iterator[HealthVerdict]:
    """Whether anybody reads the mails that come back."""
    from cli.serving import senders

    url = MAILBOX_URL.get()
    if url and (trouble := senders.mailbox_trouble(url)):
        todo = say("xem tên, mật khẩu, máy chủ IMAP", "look at the name, the password, the IMAP server")
        yield HealthVerdict(MAILBOX_URL.name, "bad", f"{trouble} → {todo}")
    elif MAIL_URL.written() and not url:
        told = say(
            "chưa đặt; thư trả lại chỉ được biết khi đưa vào `dondoc contacts bounce`",
            "not set; mails that come back are known only by `dondoc contacts bounce`",
        )
        yield HealthVerdict(MAILBOX_URL.name, "warning", told)


def second_factor() -> Iterator[HealthVerdict]:
    """A remark where it is asked of nobody. Who has one is the portal's to know, and not that of our role."""
    from cascade.org.format import counted
    from cascade.org.office_roles import FactorRule
    from models.org.officers import factor_rule, officers

    with desk_ledger.reading() as session:
        rule, many = factor_rule.in_force(session), len(officers.everybody(session))
    if rule is FactorRule.NOBODY and many:
        told = say(
            f"không bắt buộc với ai, văn phòng có {many} cán bộ → dondoc second-factor binding",
            f"asked of nobody, the office has {counted(many, 'officer')} → dondoc second-factor binding",
        )
        yield HealthVerdict(say("xác thực hai lớp", "second factor"), "warning", told)


def counter() -> Iterator[HealthVerdict]:
    """The counter's own page, fetched as a unit would: by the address that stands in every letter."""
    import httpx

    what, address = say("cổng báo cáo", "portal"), PORTAL_URL.get()
    if "*" in TRUSTED_PROXIES.get():
        told = say(
            "tin X-Forwarded-For của bất kỳ ai → ghi địa chỉ của proxy",
            "believes anybody's X-Forwarded-For → name the proxy's address",
        )
        yield HealthVerdict(TRUSTED_PROXIES.name, "warning", told)
    try:
        answer = httpx.get(f"{address}/", timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        level = "warning" if PORTAL_URL.written() is None else "bad"
        why = " ".join(str(trouble).split())[:200] or type(trouble).__name__
        todo = say("cổng và proxy có chạy không?", "do the portal and the proxy run?")
        yield HealthVerdict(what, level, f"{address}: {why} → {todo}")
        return
    wrong = _wrong(answer, address)
    yield HealthVerdict(what, "bad" if wrong else "ok", f"{address}{': ' if wrong else ''}{wrong}")


def _wrong(answer: Response, address: str) -> str:
    """What is not as it should be, and what to type; nothing where all is well."""
    path = urlsplit(address).path
    if answer.is_redirect:
        leads = answer.headers.get("location", "")
        todo = f"DONDOC_PORTAL_URL={leads.rstrip('/')}"
        return say(f"dẫn sang {leads} → {todo}", f"leads to {leads} → {todo}")
    found = _LEADS_BELOW.search(answer.text)
    if not answer.is_success or "Đôn Đốc" not in answer.text or found is None:
        rule = f"location {path}/ {{ proxy_pass http://127.0.0.1:8080; }}"
        return say(
            f"HTTP {answer.status_code}, không phải trang của cổng → nginx: {rule}",
            f"HTTP {answer.status_code}, not the portal's page → nginx: {rule}",
        )
    if found[1] != f"{path}/":
        todo = f"DONDOC_PORTAL_URL={address}"
        return say(
            f"cổng đang chạy viết đường dẫn ở {found[1]} → {todo} cho cổng rồi khởi động lại",
            f"the portal at work links to {found[1]} → give it {todo} and start it again",
        )
    return ""
