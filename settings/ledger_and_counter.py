"""The ledger, the counter and its links, the desk; and what only tests set."""

from __future__ import annotations

import os

from cascade.lang.told import Told
from settings.setting import (
    COUNTER,
    DATABASE,
    EVERYBODY,
    LANGUAGE,
    LEDGER,
    LINKS,
    NETWORKS,
    NTH,
    PATH,
    PORTAL,
    SECRET,
    SOCKET,
    TEXT,
    WORKER,
    YES_NO,
    Reader,
    Setting,
    whole,
)

MANY = whole("tiến trình", "processes")


def cores() -> int:
    """Those that this process may run on, at most 8."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(there, 8)


HOME = Setting(
    "DONDOC_HOME",
    PATH,
    Told(
        "Thư mục của dondoc trên máy này: cơ sở dữ liệu SQLite, nhật ký, Prefect.",
        "Where everything of this machine's dondoc lives: SQLite ledger, logs, Prefect.",
    ),
    default="~/.dondoc",
    roles=EVERYBODY,
)
DATABASE_URL = Setting(
    "DONDOC_DATABASE_URL",
    DATABASE,
    Told(
        "Cơ sở dữ liệu. Nên dùng PostgreSQL khi có hơn một máy, hoặc hơn một tỉnh;"
        " để trống: tệp SQLite trong DONDOC_HOME.",
        "The ledger. PostgreSQL for anything beyond one machine; unset: a SQLite file in DONDOC_HOME.",
    ),
    example="postgresql://dondoc:mat-khau@127.0.0.1:5432/dondoc",
    roles=LEDGER,
    secret=True,
)
PORTAL_URL = Setting(
    "DONDOC_PORTAL_URL",
    COUNTER,
    Told(
        "Địa chỉ ngoài của cổng báo cáo (qua proxy có TLS), đứng đầu mọi đường dẫn gửi đi; nên là `https://…`,"
        " có thể dưới một đường dẫn (`https://…/dondoc`).",
        "The portal's outer address (a proxy with TLS stands before it), in front of every link sent;"
        " should be `https://…`, perhaps below a path (`https://…/dondoc`).",
    ),
    default="http://127.0.0.1:8080",
    roles=LINKS,
)
PORTAL_PROCESSES = Setting(
    "DONDOC_PORTAL_PROCESSES",
    Reader(
        Told("số tiến trình, hoặc auto", "a number of processes, or auto"),
        lambda given: cores() if given == "auto" else MANY.parse(given),
    ),
    Told(
        "Số tiến trình của cổng báo cáo sau cùng một địa chỉ. `auto`: bằng số nhân của máy, nhiều nhất 8.",
        "How many processes the portal has behind its one address. `auto`: as many as there are cores, at"
        " most 8.",
    ),
    default="auto",
    roles=PORTAL,
)
LINK_KEY = Setting(
    "DONDOC_SECRET",
    SECRET,
    Told(
        "Khóa ký đường dẫn, ít nhất 32 ký tự ngẫu nhiên (yếu hơn thì không khởi động);"
        " để trống: cơ sở dữ liệu tự tạo và giữ (đổi bằng `dondoc keys rotate`).",
        "The key that signs links, at least 32 random characters (with a weaker one nothing starts);"
        " unset: the ledger makes and keeps one (`dondoc keys`).",
    ),
    example="thay-bang-khoa-ngau-nhien-cua-co-quan",
    roles=LINKS,
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
    roles=LINKS,
    secret=True,
)
TRUSTED_PROXIES = Setting(
    "DONDOC_TRUSTED_PROXIES",
    NETWORKS,
    Told(
        "Các máy chủ đứng trước cổng báo cáo, nhận cả mạng như `10.0.0.0/8`;"
        " chỉ `X-Forwarded-For` của chúng được tin. Đặt mà không ghi gì: không tin ai.",
        "The servers in front of the portal, networks such as `10.0.0.0/8` too;"
        " only their `X-Forwarded-For` is believed. Set to nothing: nobody's.",
    ),
    default="127.0.0.1,::1",
    roles=PORTAL,
    blank_counts=True,
)
HOOKS_PRIVATE = Setting(
    "DONDOC_HOOKS_PRIVATE",
    YES_NO,
    Told(
        "Cho webhook của ứng dụng gọi tới máy trong mạng nội bộ, cả `http://`;"
        " không cho thì chỉ `https://` ở máy công khai.",
        "Hooks of clients may lead to machines of the inner network, plain `http://` too;"
        " else to `https://` on public ones alone.",
    ),
    default="no",
    roles=LINKS,
)
CLAMAV = Setting(
    "DONDOC_CLAMAV",
    SOCKET,
    Told(
        "Ổ cắm của clamd (ClamAV): tệp gửi kèm báo cáo được quét trước khi nhận; để trống: không quét.",
        "The socket of clamd (ClamAV): files of reports are scanned before they are taken; unset: not.",
    ),
    example="/run/clamav/clamd.ctl",
    roles=LEDGER,
)
LANG = Setting(
    "DONDOC_LANG",
    LANGUAGE,
    Told("Lệnh trả lời bằng tiếng nào.", "In which language commands answer."),
    default="vi",
    roles=EVERYBODY,
)
BY = Setting(
    "DONDOC_BY",
    TEXT,
    Told(
        "Tên ghi vào nhật ký khi dùng lệnh; để trống: tên đăng nhập.",
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
    roles=WORKER,
)
FAILPOINT = Setting(
    "DONDOC_FAILPOINT",
    NTH,
    Told(
        "Chỉ cho bài thử: tiến trình tự chết ở chỗ ấy.",
        "Tests only: the process kills itself there.",
    ),
    roles=EVERYBODY,
)
