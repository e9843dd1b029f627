"""One variable of the environment: what it means, how it is read, who may know it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told, tell
from cascade.plan.typed import numbers
from cascade.plan.typed.fixed_words import yes_no

SERVER, WORKER = frozenset({"server"}), frozenset({"worker"})
DISPATCHER, PORTAL = frozenset({"dispatcher"}), frozenset({"portal"})
LEDGER = WORKER | DISPATCHER | PORTAL
LINKS = DISPATCHER | PORTAL
"""Whoever signs or reads the links of units."""
ALARM = SERVER | DISPATCHER
"""The server wakes ops when nobody else does, and never opens the ledger."""
EVERYBODY = SERVER | LEDGER
"""All of our own processes."""


T = TypeVar("T")
_DRIVERS = dict.fromkeys(("postgresql", "postgres", "postgresql+psycopg"), "postgresql+psycopg") | {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
MASK = "•••"
IN_FILE = "_FILE"
"""Behind the name of a secret: the file it stands in, as containers and systemd hand them over."""


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """How one kind of value is read: `parse` raises ValueError for what is not of that kind."""

    kind: Told
    """What to write, its unit included."""
    parse: Callable[[str], T]


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One variable. The environment is asked at every `get`: a value is never kept from before."""

    name: str
    reader: Reader[T]
    meaning: Told
    default: str = ""
    """In the spelling of the environment; empty: there is none."""
    example: str = ""
    """What the example file shows where there is no default."""
    roles: frozenset[str] = field(default=frozenset())
    """The processes that are given it; the desk has what its own shell has."""
    secret: bool = False
    blank_counts: bool = False
    """Whether set to nothing is something else than not set."""

    def get(self, environment: Mapping[str, str] | None = None) -> T:
        """The value in force. Refusal: what was written is not of this kind; a secret is not repeated."""
        text = self.written(environment)
        try:
            return self.reader.parse(self.default if text is None else text)
        except ValueError as error:
            shown = self.veiled(environment)
            what: Telling = Told(f"không đọc được “{shown}”", f"cannot read “{shown}”")
            if isinstance(error, Wrong) and not self.secret:
                what = error.what
            kind = self.reader.kind
            raise Refusal(self.name, what, Told(f"hãy viết {kind.vi}", f"write {kind.en}")) from None

    def veiled(self, environment: Mapping[str, str] | None = None) -> str | None:
        """What was written, for people to read: of a secret only that there is one."""
        text = self.written(environment)
        return MASK if self.secret and text else text

    def written(self, environment: Mapping[str, str] | None = None) -> str | None:
        """What was written there; None: nothing was. Refusal: its file cannot be read."""
        known = os.environ if environment is None else environment
        text = known.get(self.name)
        if not text and self.secret and (place := known.get(self.name + IN_FILE)):
            return self._out_of(place)
        return text if text or (self.blank_counts and text is not None) else None

    def _out_of(self, place: str) -> str | None:
        try:
            return Path(place).read_text(encoding="utf-8").rstrip("\r\n") or None
        except (OSError, UnicodeDecodeError) as trouble:
            why = trouble.strerror if isinstance(trouble, OSError) else "utf-8"
            what = tell(
                "không đọc được tệp {place}: {why}", "cannot read {place}: {why}", place=place, why=why
            )
            todo = Told("cho tiến trình này quyền đọc tệp ấy", "let this process read that file")
            raise Refusal(self.name + IN_FILE, what, todo) from None

    @property
    def shown(self) -> str:
        """The value in a file of examples."""
        return self.default or self.example


def text(vi: str = "chữ", en: str = "text") -> Reader[str]:
    """Taken as it stands."""
    return Reader(Told(vi, en), str)


def url(*schemes: str) -> Reader[str]:
    """An address with one of these schemes, or with any; kept as it stands. Empty stays empty."""
    named = " | ".join(f"{scheme}://…" for scheme in schemes)

    def parse(given: str) -> str:
        scheme, found, rest = given.partition("://")
        if given and not (found and rest and (scheme.lower() in schemes if schemes else scheme)):
            raise ValueError(given)
        return given

    return Reader(Told(named or "một địa chỉ có ://", named or "an address with ://"), parse)


def _database(given: str) -> str:
    """PostgreSQL has one driver here, and is called by several names elsewhere."""
    scheme, found, rest = given.partition("://")
    filled_in = _DRIVERS.get(scheme.lower())
    if given and not (found and rest and filled_in):
        raise ValueError(given)
    return f"{filled_in}://{rest}" if given else ""


def _web(given: str) -> str:
    from urllib.parse import urlsplit

    if not given:
        return ""
    parts = urlsplit(given)
    # Asking for a port that is no number raises ValueError.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(given)
    if given.split() != [given]:
        raise ValueError(given)
    return given.rstrip("/")


_BELOW = re.compile(r"(?!/(?:b|d|zalo|health|api|lich|bien-nhan)(?:/|$))(?:/[A-Za-z0-9._~-]+)*")
"""A path that our pages may hang below; not one that they have themselves."""


def _counter(given: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(_web(given))
    if parts.query or parts.fragment or not _BELOW.fullmatch(parts.path):
        raise ValueError(given)
    return _web(given)


def _path(given: str) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError as nobody:
        raise ValueError(given) from nobody


def _language(given: str) -> str:
    """ "en_US.UTF-8" is English too."""
    if (lang := given.lower()[:2]) not in ("vi", "en"):
        raise ValueError(given)
    return lang


def _networks(given: str) -> tuple[str, ...]:
    from ipaddress import ip_network

    listed = tuple(one for part in given.split(",") if (one := part.strip()))
    for one in listed:
        if one != "*":
            ip_network(one)
    return listed


_SOCKET = re.compile(r"/.+|[A-Za-z0-9.-]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}", re.ASCII)


def _socket(given: str) -> str:
    if given and not _SOCKET.fullmatch(given):
        raise ValueError(given)
    return given


def _nth(given: str) -> tuple[str, int]:
    name, _, times = given.partition(":")
    return name, numbers.whole(times or "1", low=1)


def whole(vi: str, en: str) -> Reader[int]:
    """A whole number, at least 1, of that unit."""

    kind = Told(f"một số nguyên từ 1 ({vi})", f"a whole number from 1 ({en})")
    return Reader(kind, partial(numbers.whole, low=1))


TEXT = text()
SECRET = text("một chuỗi bí mật", "a secret string")
DATABASE = Reader(
    Told("postgresql://… | sqlite://…", "postgresql://… | sqlite://…"),
    _database,
)
"""The address of a database, with the driver that we have."""
COUNTER = Reader(
    Told("https://máy[/đường-dẫn], không phải /b hay /d", "https://host[/path], a path other than /b or /d"),
    _counter,
)
"""The address of the counter, at the root of a host or below a path of it."""
WEB = Reader(Told("http://… | https://…", "http://… | https://…"), _web)
"""The address of a page, without a slash at its end."""
PATH = Reader(Told("một đường dẫn", "a path"), _path)
MAYBE_PATH = Reader(PATH.kind, lambda given: _path(given) if given else None)
YES_NO = Reader(Told("yes hoặc no", "yes or no"), yes_no)
LANGUAGE = Reader(Told("vi hoặc en", "vi or en"), _language)
NETWORKS = Reader(
    Told("các địa chỉ IP hoặc mạng, cách nhau bằng dấu phẩy", "IP addresses or networks, with commas"),
    _networks,
)
SOCKET = Reader(Told("/đường/dẫn hoặc máy:cổng", "/a/path or host:port"), _socket)
"""Where another process listens."""
NTH = Reader(Told("tên, hoặc tên:số nguyên từ 1 (lần)", "a name, or name:whole number from 1 (times)"), _nth)
