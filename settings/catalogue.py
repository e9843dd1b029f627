"""Every variable, by what it is for; the examples under deploy/ and the handbook's tables come from here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cascade.lang.told import Told
from settings.prefect_defaults import STARTED_WITH
from settings.setting import (
    LANGUAGE,
    MAYBE_PATH,
    NETWORKS,
    NTH,
    PATH,
    SECRET,
    TEXT,
    WEB,
    YES_NO,
    Setting,
    url,
)

_SERVER, _WORKER = frozenset({"server"}), frozenset({"worker"})
_DISPATCHER, _PORTAL = frozenset({"dispatcher"}), frozenset({"portal"})
_LEDGER = _WORKER | _DISPATCHER | _PORTAL
_LINKS = _DISPATCHER | _PORTAL
"""Whoever signs or reads the links of units."""
_ALARM = _SERVER | _DISPATCHER
"""The server wakes ops when nobody else does, and never opens the ledger."""
_EVERYBODY = _SERVER | _LEDGER

HOME = Setting(
    "DONDOC_HOME",
    PATH,
    Told(
        "Thư mục của dondoc trên máy này: sổ SQLite, nhật ký, Prefect.",
        "Where everything of this machine's dondoc lives: SQLite ledger, logs, Prefect.",
    ),
    default="~/.dondoc",
    roles=_EVERYBODY,
)
DATABASE_URL = Setting(
    "DONDOC_DATABASE_URL",
    url("postgresql+psycopg", "sqlite"),
    Told(
        "Sổ. Nên dùng PostgreSQL khi có hơn một máy, hoặc hơn một tỉnh;"
        " để trống: tệp SQLite trong DONDOC_HOME.",
        "The ledger. PostgreSQL for anything beyond one machine; unset: a SQLite file in DONDOC_HOME.",
    ),
    example="postgresql+psycopg://dondoc:mat-khau@127.0.0.1:5432/dondoc",
    roles=_LEDGER,
    secret=True,
)
PORTAL_URL = Setting(
    "DONDOC_PORTAL_URL",
    WEB,
    Told(
        "Địa chỉ ngoài của cổng báo cáo (qua proxy có TLS), đứng đầu mọi đường dẫn gửi đi; nên là `https://…`.",
        "The counter's outer address (a proxy with TLS stands before it), in front of every link sent;"
        " should be `https://…`.",
    ),
    default="http://127.0.0.1:8080",
    roles=_LINKS,
)
LINK_KEY = Setting(
    "DONDOC_SECRET",
    SECRET,
    Told(
        "Khóa ký đường dẫn, ít nhất 32 ký tự ngẫu nhiên (yếu hơn thì không khởi động);"
        " để trống: sổ tự tạo và giữ (đổi bằng `dondoc keys rotate`).",
        "The key that signs links, at least 32 random characters (with a weaker one nothing starts);"
        " unset: the ledger makes and keeps one (`dondoc keys`).",
    ),
    example="thay-bang-khoa-ngau-nhien-cua-co-quan",
    roles=_LINKS,
    secret=True,
)
LINK_KEY_BEFORE = Setting(
    "DONDOC_SECRET_BEFORE",
    SECRET,
    Told(
        "Khóa trước đó, còn được nhận cho đến khi bỏ biến này.",
        "The key before it, believed until this variable is taken away.",
    ),
    example="khoa-truoc-do",
    roles=_LINKS,
    secret=True,
)
TRUSTED_PROXIES = Setting(
    "DONDOC_TRUSTED_PROXIES",
    NETWORKS,
    Told(
        "Các máy chủ đứng trước quầy, nhận cả mạng như `10.0.0.0/8`;"
        " chỉ `X-Forwarded-For` của chúng được tin. Đặt mà không ghi gì: không tin ai.",
        "The servers in front of the counter, networks such as `10.0.0.0/8` too;"
        " only their `X-Forwarded-For` is believed. Set to nothing: nobody's.",
    ),
    default="127.0.0.1,::1",
    roles=_PORTAL,
    blank_counts=True,
)
MAIL_URL = Setting(
    "DONDOC_MAIL_URL",
    url("dpmail", "dpmails"),
    Told("Thư điện tử. `?mode=starttls | ssl | insecure`", "E-mail. `?mode=starttls | ssl | insecure`"),
    example="dpmail://tai-khoan:mat-khau@smtp.example.vn:587?from=btg@example.vn&name=Ban Tuyên giáo",
    roles=_DISPATCHER,
    secret=True,
)
ZALO_BOT_URL = Setting(
    "DONDOC_ZALO_BOT_URL",
    url("zalobot"),
    Told("Zalo Bot, tin tự do, tối đa 2000 chữ.", "Zalo Bot, free text up to 2000 characters."),
    example="zalobot://1000001:khoa-bot@bot-api.zaloplatforms.com/",
    roles=_DISPATCHER,
    secret=True,
)
ZBS_URL = Setting(
    "DONDOC_ZBS_URL",
    url("zbs"),
    Told(
        "Mẫu ZBS (trước là ZNS) đến số điện thoại.",
        "ZBS templates (formerly ZNS) to a telephone number.",
    ),
    example="zbs://business.openapi.zalo.me/",
    roles=_DISPATCHER,
    secret=True,
)
ZBS_TEMPLATES = Setting(
    "DONDOC_ZBS_TEMPLATES",
    MAYBE_PATH,
    Told("Mẫu ZBS đã duyệt cho từng dịp (YAML).", "The approved ZBS template for each occasion (YAML)."),
    example="/etc/dondoc/zbs.yaml",
    roles=_DISPATCHER,
)
OPS_URL = Setting(
    "DONDOC_OPS_URL",
    url(),
    Told(
        "Ai bị gọi dậy khi hỏng: một địa chỉ Apprise bất kỳ, có người nhận.",
        "Who is woken when something is broken: any Apprise URL, with its recipient.",
    ),
    example="json://giam-sat.example.vn/dondoc",
    roles=_ALARM,
    secret=True,
)
TEMPLATES = Setting(
    "DONDOC_TEMPLATES",
    MAYBE_PATH,
    Told(
        "Thư mục lời văn riêng của cơ quan, đè lên mẫu có sẵn.",
        "A folder with the office's own wording, before ours.",
    ),
    example="/etc/dondoc/loi-rieng",
    roles=_DISPATCHER,
)
MEMORY_BOX = Setting(
    "DONDOC_MEMORY_BOX",
    TEXT,
    Told(
        "Tên hộp: mọi thông báo rơi vào hộp trong bộ nhớ thay vì được gửi; chỉ để diễn tập.",
        "Name of a box: every message ends there, in memory, and none is sent; for rehearsals.",
    ),
    roles=_ALARM | _WORKER,
)
ZALO_BOT_SECRET = Setting(
    "DONDOC_ZALO_BOT_SECRET",
    SECRET,
    Told(
        "Mật khẩu đã đặt khi gọi `setWebhook` cho bot; để trống: không nhận lời gọi của bot.",
        "The secret given to the bot's `setWebhook`; unset: the bot's calls are not taken.",
    ),
    roles=_PORTAL,
    secret=True,
)
ZALO_BOT_NAME = Setting(
    "DONDOC_ZALO_BOT_NAME",
    TEXT,
    Told("Tên bot hiện cho cán bộ.", "The bot's name as officers see it."),
    roles=_PORTAL,
)
ZALO_APP_ID = Setting(
    "DONDOC_ZALO_APP_ID",
    TEXT,
    Told(
        "Mã ứng dụng Zalo: kiểm chữ ký của Zalo OA, làm mới cặp mã của ZBS.",
        "The Zalo app: to check the official account's signature, and to renew ZBS's token pair.",
    ),
    roles=_LINKS,
)
ZALO_OA_SECRET = Setting(
    "DONDOC_ZALO_OA_SECRET",
    SECRET,
    Told("Để kiểm chữ ký của Zalo OA.", "To check the signature of Zalo's official account."),
    roles=_PORTAL,
    secret=True,
)
ZALO_APP_SECRET = Setting(
    "DONDOC_ZALO_APP_SECRET",
    SECRET,
    Told(
        "Để làm mới cặp mã OA của ZBS (lưu lần đầu bằng `dondoc channels token`).",
        "To renew ZBS's token pair (first kept with `dondoc channels token`).",
    ),
    roles=_DISPATCHER,
    secret=True,
)
ZALO_PROOF = Setting(
    "DONDOC_ZALO_PROOF",
    YES_NO,
    Told(
        "Gửi `appsecret_proof` kèm mỗi lần gọi ZBS.",
        "Send `appsecret_proof`, that we know the app's secret, with each call to ZBS.",
    ),
    default="yes",
    roles=_DISPATCHER,
)
ZALO_OAUTH_URL = Setting(
    "DONDOC_ZALO_OAUTH_URL",
    WEB,
    Told("Chỉ đổi khi thử với Zalo giả.", "Another one only for the fake Zalo."),
    default="https://oauth.zaloapp.com",
    roles=_DISPATCHER,
)
LANG = Setting(
    "DONDOC_LANG",
    LANGUAGE,
    Told("Lệnh trả lời bằng tiếng nào.", "In which language commands answer."),
    default="vi",
    roles=_EVERYBODY,
)
BY = Setting(
    "DONDOC_BY",
    TEXT,
    Told(
        "Tên ghi vào sổ khi dùng lệnh; để trống: tên đăng nhập.",
        "Who acts, for the ledger; unset: the login name.",
    ),
)
PLANS = Setting(
    "DONDOC_PLANS",
    PATH,
    Told(
        "Thư mục tệp kế hoạch mà biểu mẫu “Ban hành” được đọc.",
        "The folder of plan files that the forms may read.",
    ),
    default="examples",
    roles=_WORKER,
)
PREFECT_API_URL = Setting(
    "PREFECT_API_URL",
    WEB,
    Told("API của máy chủ Prefect.", "The Prefect server's API."),
    example="http://127.0.0.1:4200/api",
    roles=_SERVER | _WORKER,
)
PREFECT_DATABASE_URL = Setting(
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    url("postgresql+asyncpg", "sqlite+aiosqlite"),
    Told(
        "Cơ sở dữ liệu của Prefect: một cơ sở dữ liệu RIÊNG, không chung với sổ.",
        "Prefect's own database, not the ledger's.",
    ),
    example="postgresql+asyncpg://dondoc:mat-khau@127.0.0.1:5432/prefect",
    roles=_SERVER,
    secret=True,
)
BOARD_URL = Setting(
    "DONDOC_BOARD_URL",
    WEB,
    Told(
        "Địa chỉ của bảng theo dõi qua proxy có TLS; tên máy lạ bị từ chối.",
        "Where people open the board through a proxy with TLS; other host names are refused.",
    ),
    example="https://bang.example.vn",
    roles=_SERVER,
)
PREFECT_SERVER_AUTH = Setting(
    "PREFECT_SERVER_API_AUTH_STRING",
    SECRET,
    Told(
        "Mật khẩu của giao diện và API (ai có nó chạy được mã trên máy này);"
        " để trống: tự tạo, giữ trong DONDOC_HOME/prefect-auth.",
        "The password of board and API (whoever has it may run code on this machine);"
        " unset: made once, kept in DONDOC_HOME/prefect-auth.",
    ),
    example="ban:mat-khau",
    roles=_SERVER,
    secret=True,
)
PREFECT_AUTH = Setting(
    "PREFECT_API_AUTH_STRING",
    SECRET,
    Told(
        "Cũng mật khẩu ấy, cho worker ở máy khác.",
        "The same password, for a worker on another machine.",
    ),
    example="ban:mat-khau",
    roles=_SERVER | _WORKER,
    secret=True,
)
FAILPOINT = Setting(
    "DONDOC_FAILPOINT",
    NTH,
    Told(
        "Chỉ cho bài thử: tiến trình tự chết ở chỗ ấy.",
        "Tests only: the process kills itself there.",
    ),
    roles=_EVERYBODY,
)


@dataclass(frozen=True, slots=True)
class Section:
    """Settings for one purpose."""

    title: Told
    settings: tuple[Setting[Any], ...]
    by_hand: bool = True
    """Whether ops are to set them; if not, they stand in the full example only."""


CHANNELS = Section(
    Told("Kênh gửi: không đặt thì không dùng", "channels: what is not set is not used"),
    (MAIL_URL, ZALO_BOT_URL, ZBS_URL, ZBS_TEMPLATES, OPS_URL, TEMPLATES, MEMORY_BOX),
)
SECTIONS = (
    Section(Told("Sổ", "the ledger"), (HOME, DATABASE_URL)),
    Section(
        Told("Cổng báo cáo", "the counter and its links"),
        (PORTAL_URL, LINK_KEY, LINK_KEY_BEFORE, TRUSTED_PROXIES),
    ),
    CHANNELS,
    Section(
        Told("Zalo gọi về, và ứng dụng Zalo", "Zalo's webhooks, and the Zalo app"),
        (
            *(ZALO_BOT_SECRET, ZALO_BOT_NAME, ZALO_APP_ID, ZALO_OA_SECRET),
            *(ZALO_APP_SECRET, ZALO_PROOF, ZALO_OAUTH_URL),
        ),
    ),
    Section(Told("Bàn làm việc", "the desk"), (LANG, BY, PLANS)),
    Section(
        Told("Prefect", "Prefect"),
        (PREFECT_API_URL, PREFECT_DATABASE_URL, BOARD_URL, PREFECT_SERVER_AUTH, PREFECT_AUTH),
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
    return sorted(name for name in os.environ if name.startswith("DONDOC_") and name not in SETTINGS)
