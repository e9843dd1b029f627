"""What those who watch over the machines are shown: numbers, and lines in the form they read."""

from __future__ import annotations

from cascade.lang.told import Told
from settings.setting import EVERYBODY, LEDGER, WEB, Reader, Setting


def _listen(given: str) -> tuple[str, int] | None:
    host, found, port = given.rpartition(":")
    if not given:
        return None
    if not (found and host and port.isascii() and port.isdecimal() and 0 < int(port) <= 65000):
        raise ValueError(given)
    return host.strip("[]"), int(port)


def _form(given: str) -> str:
    if given not in ("text", "json"):
        raise ValueError(given)
    return given


def _collector(given: str) -> str:
    place = WEB.parse(given)
    if set("@?#") & set(place):
        raise ValueError(given)
    return place


METRICS = Setting(
    "DONDOC_METRICS",
    Reader(Told("địa-chỉ:cổng", "address:port"), _listen),
    Told(
        "Nơi Prometheus lấy số đo (`/metrics`) và nơi hỏi còn sống không (`/healthz`): cổng báo cáo ở cổng"
        " ấy, bộ gửi ở cổng kế tiếp, worker (chỉ `/health`) ở cổng sau nữa. Để trống: không mở gì."
        " Không đưa ra Internet.",
        "Where Prometheus fetches figures (`/metrics`) and where one asks for life (`/healthz`): the portal"
        " at that port, the dispatcher at the next, the worker (`/health` only) at the one after. Unset:"
        " nothing is opened. Keep it off the Internet.",
    ),
    example="127.0.0.1:9464",
    roles=LEDGER,
)
LOG_FORM = Setting(
    "DONDOC_LOG_FORM",
    Reader(Told("text hoặc json", "text or json"), _form),
    Told(
        "Nhật ký của các tiến trình: dòng chữ có giờ, hoặc mỗi dòng một đối tượng JSON.",
        "What processes write to their log: lines with the time, or one JSON object a line.",
    ),
    default="text",
    roles=EVERYBODY,
)
TRACES = Setting(
    "DONDOC_TRACES",
    Reader(
        Told("http://máy:cổng, không kèm mật khẩu", "http://host:port, without a password"),
        _collector,
    ),
    Told(
        "Nơi nhận vết OpenTelemetry (OTLP qua HTTP; thêm đường `v1/traces`). Cần `dondoc[traces]`."
        " Để trống: không gửi gì.",
        "Whoever takes OpenTelemetry traces (OTLP over HTTP; `v1/traces` is added). Needs `dondoc[traces]`."
        " Unset: nothing is sent.",
    ),
    example="http://127.0.0.1:4318",
    roles=LEDGER,
)

WATCHING = (METRICS, LOG_FORM, TRACES)
