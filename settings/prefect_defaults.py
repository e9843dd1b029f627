"""What Prefect's processes are started with unless ops say otherwise: quiet, quick with small writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cascade.lang.told import Told
from settings.setting import TEXT, YES_NO, Reader, Setting, whole

_EVERYBODY = frozenset({"server", "worker", "dispatcher", "portal"})


def _prefect(name: str, reader: Reader[Any], default: str, vi: str, en: str) -> Setting[Any]:
    ours = not name.startswith("PREFECT_")
    roles = {"server"} if name.startswith("PREFECT_SERVER_") else {"server", "worker"}
    return Setting(name, reader, Told(vi, en), default, roles=_EVERYBODY if ours else frozenset(roles))


def _values(settings: tuple[Setting[Any], ...]) -> Mapping[str, str]:
    return {one.name: one.default for one in settings}


_ROWS = whole("dòng", "rows")
_SECONDS = whole("giây", "seconds")
# One row at a time, as by default, a server falls behind at 35 task runs a second and drops the rest.
_BATCHES = (
    _prefect(
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE",
        _ROWS,
        "200",
        "Số bước ghi một lần vào cơ sở dữ liệu.",
        "Task runs written at once.",
    ),
    _prefect(
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE",
        _ROWS,
        "200",
        "Số bước đọc một lần từ hàng.",
        "Task runs taken from the queue at once.",
    ),
    # Whole seconds: Prefect cuts off the rest, and a server told 0 turns in circles with a whole core.
    _prefect(
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL",
        _SECONDS,
        "1",
        "Bước chưa đủ một lần ghi chờ lâu nhất chừng này.",
        "So long a task run waits for others to be written with.",
    ),
    _prefect(
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE",
        _ROWS,
        "500",
        "Số sự kiện ghi một lần.",
        "Events written at once.",
    ),
    _prefect(
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE",
        _ROWS,
        "200",
        "Số sự kiện đọc một lần từ hàng.",
        "Events taken from the queue at once.",
    ),
    _prefect(
        "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE",
        _ROWS,
        "200",
        "Số sự kiện mà bộ tự động đọc một lần.",
        "Events that the automations take at once.",
    ),
)
_QUIET = (
    _prefect("DO_NOT_TRACK", TEXT, "1", "Không gửi số liệu dùng đi đâu.", "No usage figures leave."),
    _prefect(
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        YES_NO,
        "false",
        "Máy chủ có gửi số liệu dùng không.",
        "Whether the server sends usage figures.",
    ),
    _prefect(
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT",
        YES_NO,
        "false",
        "Bảng theo dõi có hiện quảng cáo không.",
        "Whether the dashboard shows advertisements.",
    ),
    _prefect(
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS",
        YES_NO,
        "false",
        "Các lượt chạy có gửi số đo máy không.",
        "Whether runs report the machine's figures.",
    ),
    # A flow without a server must fail; a server of its own would lose most of its rows.
    _prefect(
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE",
        YES_NO,
        "false",
        "Luồng không thấy máy chủ có tự mở một máy chủ tạm không.",
        "Whether a flow without a server starts one of its own.",
    ),
)
_KEPT = (
    # In memory, as by default, a server that is killed forgets who holds a deployment's one place; it is
    # then never given back, and every later sweep is cancelled.
    _prefect(
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE",
        TEXT,
        "prefect.server.concurrency.lease_storage.filesystem",
        "Nơi nhớ lượt nào đang giữ chỗ: trên đĩa, để máy chủ chết không quên.",
        "Where the server remembers who holds a place: on disk, so that it survives.",
    ),
    # The history of runs is not our record; a quarter of a year is enough to look back on.
    _prefect(
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED",
        TEXT,
        "events,flow_runs",
        "Những gì được dọn khi quá cũ.",
        "What is cleared away when it is old.",
    ),
    _prefect(
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD",
        _SECONDS,
        str(90 * 86400),
        "Giữ bao lâu: 90 ngày.",
        "How long it is kept: 90 days.",
    ),
)
_WORKER = (
    # A person who submits a form is waiting.
    _prefect(
        "PREFECT_WORKER_QUERY_SECONDS",
        _SECONDS,
        "3",
        "Worker tìm lượt đến giờ mỗi chừng này.",
        "Between two looks of the worker for due runs.",
    ),
    _prefect(
        "PREFECT_RUNNER_POLL_FREQUENCY",
        _SECONDS,
        "3",
        "Lượt đang chạy hỏi máy chủ mỗi chừng này.",
        "Between two looks of a run at the server.",
    ),
)
_PULSE = (
    # By default a run beats every three minutes, and ours is taken for dead after half of that.
    _prefect(
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY",
        _SECONDS,
        "30",
        "Lượt chạy báo còn sống mỗi chừng này.",
        "Between two heartbeats of a run.",
    ),
)
_GUARDED = (
    _prefect(
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED",
        YES_NO,
        "true",
        "Trang của nơi khác không gọi được API.",
        "Whether pages of other sites are kept from the API.",
    ),
    _prefect(
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS",
        TEXT,
        "http://127.0.0.1:4200",
        "Trang ở địa chỉ nào được gọi API: chỉ của chính máy chủ.",
        "Which pages may call the API: the server's own.",
    ),
    # Wherever the page was opened from (a tunnel, a proxy), it asks the server it came from.
    _prefect(
        "PREFECT_SERVER_UI_API_URL",
        TEXT,
        "/api",
        "Trang hỏi API ở đâu: ở chính máy chủ mà nó từ đó đến.",
        "Where the page asks: the server it came from.",
    ),
)
BATCHES, QUIET, KEPT, WORKER, PULSE = map(_values, (_BATCHES, _QUIET, _KEPT, _WORKER, _PULSE))
STARTED_WITH = (*_GUARDED, *_QUIET, *_BATCHES, *_KEPT, *_WORKER, *_PULSE)
