"""Where Prefect is, who may use it, under which name people open its board."""

from __future__ import annotations

from cascade.lang.told import Told
from settings.setting import PORTAL, SECRET, SERVER, WEB, WORKER, Setting, url

PREFECT_API_URL = Setting(
    "PREFECT_API_URL",
    WEB,
    Told("API của máy chủ Prefect.", "The Prefect server's API."),
    example="http://127.0.0.1:4200/api",
    roles=SERVER | WORKER | PORTAL,
)
PREFECT_DATABASE_URL = Setting(
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    url("postgresql+asyncpg", "sqlite+aiosqlite"),
    Told(
        "Cơ sở dữ liệu của Prefect: một cơ sở dữ liệu RIÊNG, không chung với dondoc.",
        "Prefect's own database, not the ledger's.",
    ),
    example="postgresql+asyncpg://dondoc:mat-khau@127.0.0.1:5432/prefect",
    roles=SERVER,
    secret=True,
)
BOARD_URL = Setting(
    "DONDOC_BOARD_URL",
    WEB,
    Told(
        "Địa chỉ của bảng theo dõi qua proxy có TLS; tên máy lạ bị từ chối.",
        "Where people open the dashboard through a proxy with TLS; other host names are refused.",
    ),
    example="https://bao-cao.example.vn:8443",
    roles=SERVER | PORTAL,
)
PREFECT_SERVER_AUTH = Setting(
    "PREFECT_SERVER_API_AUTH_STRING",
    SECRET,
    Told(
        "Mật khẩu của bảng theo dõi và API (ai có nó chạy được mã trên máy này);"
        " để trống: tự tạo, giữ trong DONDOC_HOME/prefect-auth.",
        "The password of dashboard and API (whoever has it may run code on this machine);"
        " unset: made once, kept in DONDOC_HOME/prefect-auth.",
    ),
    example="ban:mat-khau",
    roles=SERVER,
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
    roles=SERVER | WORKER,
    secret=True,
)
