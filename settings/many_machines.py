"""Several Prefect servers of one house: what they hear of each other, they hear through Redis."""

from __future__ import annotations

from cascade.lang.told import Told
from settings.setting import SECRET, SERVER, TEXT, Setting, url, whole

REDIS = (
    Setting(
        "PREFECT_MESSAGING_BROKER",
        TEXT,
        Told("Sự kiện đi qua đâu: qua Redis.", "What events go through: Redis."),
        example="prefect_redis.messaging",
        roles=SERVER,
    ),
    Setting(
        "PREFECT_MESSAGING_CACHE",
        TEXT,
        Told("Nơi nhớ sự kiện nào đã thấy.", "Where it is remembered which events were seen."),
        example="prefect_redis.messaging",
        roles=SERVER,
    ),
    Setting(
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING",
        TEXT,
        Told("Nơi giữ thứ tự các sự kiện.", "Where the order of events is kept."),
        example="prefect_redis.ordering",
        roles=SERVER,
    ),
    Setting(
        "PREFECT_SERVER_DOCKET_URL",
        url("redis", "rediss"),
        Told(
            "Hàng việc của các máy chủ Prefect, trong cùng Redis, số khác.",
            "The Prefect servers' own queue, in the same Redis under another number.",
        ),
        example="redis://redis.example.vn:6379/1",
        roles=SERVER,
        secret=True,
    ),
    Setting(
        "PREFECT_REDIS_MESSAGING_HOST",
        TEXT,
        Told("Máy có Redis.", "The machine with Redis."),
        example="redis.example.vn",
        roles=SERVER,
    ),
    Setting(
        "PREFECT_REDIS_MESSAGING_PORT",
        whole("cổng", "port"),
        Told("Cổng mạng của Redis.", "The port of Redis."),
        default="6379",
        roles=SERVER,
    ),
    Setting(
        "PREFECT_REDIS_MESSAGING_PASSWORD",
        SECRET,
        Told("Mật khẩu của Redis.", "The password of Redis."),
        example="mat-khau",
        roles=SERVER,
        secret=True,
    ),
)
