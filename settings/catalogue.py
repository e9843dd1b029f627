"""Every variable, by what it is for; the examples under deploy/ and the handbook's tables come from here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cascade.lang.told import Told
from settings.channel_settings import (
    HEARTBEAT_URL,
    MAIL_URL,
    MAILBOX_URL,
    MEMORY_BOX,
    OPS_URL,
    SENDING,
    TEMPLATES,
    ZALO_APP_ID,
    ZALO_APP_SECRET,
    ZALO_BOT_NAME,
    ZALO_BOT_SECRET,
    ZALO_BOT_URL,
    ZALO_OA_SECRET,
    ZALO_OAUTH_URL,
    ZALO_PROOF,
    ZBS_TEMPLATES,
    ZBS_URL,
)
from settings.keeping_settings import KEEPING
from settings.ledger_and_counter import (
    BY,
    CLAMAV,
    DATABASE_URL,
    FAILPOINT,
    HOME,
    HOOKS_PRIVATE,
    LANG,
    LINK_KEY,
    LINK_KEY_BEFORE,
    PLANS,
    PORTAL_PROCESSES,
    PORTAL_URL,
    TRUSTED_PROXIES,
)
from settings.many_machines import REDIS
from settings.office_settings import OIDC_ACR, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ISSUER
from settings.prefect_defaults import STARTED_WITH
from settings.prefect_settings import (
    BOARD_URL,
    PREFECT_API_URL,
    PREFECT_AUTH,
    PREFECT_DATABASE_URL,
    PREFECT_SERVER_AUTH,
)
from settings.setting import IN_FILE, Setting
from settings.watch_settings import LOG_FORM, METRICS, TRACES, WATCHING

__all__ = [
    "BOARD_URL",
    "BY",
    "CLAMAV",
    "DATABASE_URL",
    "FAILPOINT",
    "HEARTBEAT_URL",
    "HOME",
    "HOOKS_PRIVATE",
    "LANG",
    "LINK_KEY",
    "LINK_KEY_BEFORE",
    "LOG_FORM",
    "MAILBOX_URL",
    "MAIL_URL",
    "MEMORY_BOX",
    "METRICS",
    "OIDC_ACR",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_ISSUER",
    "OPS_URL",
    "PLANS",
    "PORTAL_PROCESSES",
    "PORTAL_URL",
    "PREFECT_API_URL",
    "PREFECT_AUTH",
    "PREFECT_DATABASE_URL",
    "PREFECT_SERVER_AUTH",
    "SECTIONS",
    "SETTINGS",
    "TEMPLATES",
    "TRACES",
    "TRUSTED_PROXIES",
    "ZALO_APP_ID",
    "ZALO_APP_SECRET",
    "ZALO_BOT_NAME",
    "ZALO_BOT_SECRET",
    "ZALO_BOT_URL",
    "ZALO_OAUTH_URL",
    "ZALO_OA_SECRET",
    "ZALO_PROOF",
    "ZBS_TEMPLATES",
    "ZBS_URL",
    "Section",
    "check",
    "given",
    "strangers",
]


@dataclass(frozen=True, slots=True)
class Section:
    """Settings for one purpose."""

    title: Told
    settings: tuple[Setting[Any], ...]
    by_hand: bool = True
    """Whether ops are to set them; if not, they stand in the full example only."""


CHANNELS = Section(
    Told("Kênh gửi: không đặt thì không dùng", "channels: what is not set is not used"),
    (*SENDING, MAILBOX_URL, HEARTBEAT_URL),
)
SECTIONS = (
    Section(Told("Cơ sở dữ liệu", "the ledger"), (HOME, DATABASE_URL)),
    Section(
        Told("Cổng báo cáo", "the portal and its links"),
        (PORTAL_URL, PORTAL_PROCESSES, LINK_KEY, LINK_KEY_BEFORE, TRUSTED_PROXIES, HOOKS_PRIVATE, CLAMAV),
    ),
    Section(
        Told(
            "Văn phòng: đăng nhập bằng tài khoản của cơ quan",
            "the office: logging in with the organisation's account",
        ),
        (OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ACR),
    ),
    CHANNELS,
    Section(
        Told("Zalo gọi về, và ứng dụng Zalo", "Zalo's webhooks, and the Zalo app"),
        (
            *(ZALO_BOT_SECRET, ZALO_BOT_NAME, ZALO_APP_ID, ZALO_OA_SECRET),
            *(ZALO_APP_SECRET, ZALO_PROOF, ZALO_OAUTH_URL),
        ),
    ),
    Section(Told("Theo dõi máy", "watching over it"), WATCHING),
    Section(Told("Sao lưu và lưu giữ", "backups and what is kept"), KEEPING),
    Section(Told("Dòng lệnh", "the command line"), (LANG, BY, PLANS)),
    Section(
        Told("Prefect", "Prefect"),
        (PREFECT_API_URL, PREFECT_DATABASE_URL, BOARD_URL, PREFECT_SERVER_AUTH, PREFECT_AUTH),
    ),
    Section(
        Told("Nhiều máy chủ Prefect", "several Prefect servers"),
        REDIS,
    ),
    Section(
        Told(
            "Prefect, do dondoc tự đặt",
            "set by dondoc itself, unless you say otherwise or start Prefect yourself",
        ),
        STARTED_WITH,
        by_hand=False,
    ),
    Section(Told("Chỉ cho bài thử", "tests only"), (FAILPOINT,), by_hand=False),
)
SETTINGS: Mapping[str, Setting[Any]] = {one.name: one for section in SECTIONS for one in section.settings}


def check(environment: Mapping[str, str] | None = None) -> None:
    """Read everything that is set once, so that a process falls at its start and not in the night.

    Refusal: one of the values cannot be read.
    """
    for one in given(environment):
        one.get(environment)


def given(environment: Mapping[str, str] | None = None) -> Iterator[Setting[Any]]:
    """The settings that somebody has set."""
    return (one for one in SETTINGS.values() if one.written(environment) is not None)


def strangers() -> list[str]:
    """Variables of this process that look like ours and are none."""
    ours = {*SETTINGS, *(one.name + IN_FILE for one in SETTINGS.values() if one.secret)}
    return sorted(name for name in os.environ if name.startswith("DONDOC_") and name not in ours)
