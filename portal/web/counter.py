"""What the counter of one process holds: the ledger, the door, callers' secrets, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.own_words import Parts, WordedLetter, WordsFault, WordsField
from models.database.ledger import Ledger
from portal.watch.request_watch import Note, nowhere
from portal.web.rate_limits import Paces
from portal.web.wrong_guesses import Doorkeeper, plain
from settings import catalogue


@dataclass(frozen=True, slots=True)
class ZaloSecrets:
    """What Zalo's calls are checked against. An empty one means: that call is not taken."""

    bot_secret: str = ""
    bot_name: str = ""
    app_id: str = ""
    oa_secret: str = ""

    @classmethod
    def from_env(cls) -> ZaloSecrets:
        """As the ops team set them."""
        return cls(
            bot_secret=catalogue.ZALO_BOT_SECRET.get(),
            bot_name=catalogue.ZALO_BOT_NAME.get(),
            app_id=catalogue.ZALO_APP_ID.get(),
            oa_secret=catalogue.ZALO_OA_SECRET.get(),
        )


Letter = Callable[[str, NoticeFacts, str, Parts | None], tuple[str, str]]
"""Words a letter for a look: occasion, facts, language, own words; gives subject and text."""


def no_letter(_occasion: str, _facts: NoticeFacts, _lang: str, _own: Parts | None) -> tuple[str, str]:
    """For a counter that knows no templates."""
    return "", ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the rooms that word letters do for a page, handed in by whoever starts the counter."""

    letter: Callable[[str, NoticeFacts | None, str, Parts | None], WordedLetter | None]
    """Occasion, facts (None: an example), language, own words: the letter; None: it cannot be said so."""
    fields: Callable[[str, str], Sequence[WordsField]]
    """What own words may name: occasion, language."""
    faults: Callable[[str, str, Parts], Sequence[WordsFault]]
    """What is wrong with own words: occasion, language, parts."""


NO_WORDING = Wording(lambda *_: WordedLetter(), lambda *_: (), lambda *_: ())
"""For a counter that knows no templates."""


@dataclass(frozen=True, slots=True)
class OwnLogin:
    """The OpenID Connect server of the organisation, and who we are there; no issuer: there is none."""

    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    strong: tuple[str, ...] = ()
    """Its levels that include a second factor."""

    @classmethod
    def from_env(cls) -> OwnLogin:
        """As the ops team set it. Refusal: a server is named, and not who we are there."""
        issuer, client = catalogue.OIDC_ISSUER.get(), catalogue.OIDC_CLIENT_ID.get()
        if issuer and not client:
            what = Told("chưa đặt mà đã có DONDOC_OIDC_ISSUER", "is not set, and DONDOC_OIDC_ISSUER is")
            todo = Told("ghi mã ứng dụng đã đăng ký ở máy chủ ấy", "give the client that is registered there")
            raise Refusal(catalogue.OIDC_CLIENT_ID.name, what, todo)
        strong = tuple(one for one in map(str.strip, catalogue.OIDC_ACR.get().split(",")) if one)
        return cls(issuer, client, catalogue.OIDC_CLIENT_SECRET.get(), strong)


@dataclass(frozen=True, slots=True)
class AskedRun:
    """What came of asking the board's server for a plan's run now."""

    run: str = ""
    """The number of the run that shows it; "" where none was started."""
    why: Told | None = None
    """Why none was; the sweep of every five minutes comes all the same. One of `NOT_ASKED`."""

    @property
    def started(self) -> bool:
        """Whether a run is on its way."""
        return bool(self.run)

    @property
    def mark(self) -> str:
        """What the address of the next page carries of it: the run, or which reason."""
        return self.run or next((name for name, why in NOT_ASKED.items() if why == self.why), "")

    @classmethod
    def of_mark(cls, mark: str) -> AskedRun | None:
        """What that address says; None: nothing that we would have written."""
        if mark in NOT_ASKED:
            return cls(why=NOT_ASKED[mark])
        return cls(mark) if _RUN.fullmatch(mark) else None


_RUN = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_SERVER = Told(
    "không có máy chủ Prefect để nhờ chạy ngay; lượt quét trong 5 phút tới sẽ cho chạy",
    "there is no Prefect server to ask; the next sweep, within 5 minutes, starts it",
)
SILENT = Told(
    "máy chủ Prefect chưa nhận; lượt quét trong 5 phút tới sẽ cho chạy",
    "the Prefect server does not take it; the next sweep, within 5 minutes, starts it",
)
NOT_ASKED = {"khong-co-may-chu": NO_SERVER, "chua-nhan": SILENT}
"""Why no run was started, by its name in an address."""


def nobody_asked(_plan: str) -> AskedRun:
    """For a counter that knows no Prefect server."""
    return AskedRun(why=NO_SERVER)


@dataclass(frozen=True, slots=True)
class RunOwner:
    """Whose a run on the board's server is, as far as the server says."""

    plan: str = ""
    officer: int | None = None
    """Who sent the form that it is of."""


def nobodys(_run: str, _plans: Collection[str]) -> RunOwner:
    """For a counter that knows no Prefect server."""
    return RunOwner()


@dataclass(frozen=True, slots=True)
class Counter:
    """Everything a request needs that outlives it."""

    ledger: Ledger
    zalo: ZaloSecrets = field(default_factory=ZaloSecrets)
    door: Doorkeeper = field(default_factory=Doorkeeper)
    paces: Paces = field(default_factory=Paces)
    root: str = field(default_factory=lambda: urlsplit(catalogue.PORTAL_URL.get()).path)
    """What stands before every path of ours, "/dondoc", where a proxy serves us below one."""
    own_login: OwnLogin = field(default_factory=OwnLogin.from_env)
    ask_run: Callable[[str], AskedRun] = nobody_asked
    """Asks for a run of the plan of that code, once an act is in the ledger; takes at most three seconds."""
    whose_run: Callable[[str, Collection[str]], RunOwner] = nobodys
    """Whose the run of that number is, one of those plans or an officer; takes at most three seconds."""
    board: str = field(default_factory=catalogue.BOARD_URL.get)
    """Where people open the Prefect UI, "" where nobody has said; without a slash at its end."""
    letter: Letter = no_letter
    """The words of a letter that would be sent; nothing is sent."""
    wording: Wording = NO_WORDING
    note: Note = nowhere
    """Is told of every answer, for the figures of the process."""


def counter_of(request: Request) -> Counter:
    """The counter that this request came to."""
    counter: Counter = request.app.state.counter
    return counter


def stranger(request: Request) -> str:
    """The address a request came from, in its one spelling, as far as the server was told."""
    return plain(request.client.host) if request.client else ""


class BelowPath:
    """The counter below a path of another site, https://host/dondoc/…, whether its proxy strips it or not."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put back what a proxy has stripped; nobody's header has a say in it."""
        if scope["type"] == "http" and self.root:
            path, there = scope["path"], self.root
            path = f"{path}/" if path == there else path
            full = path if path.startswith(f"{there}/") else there + path
            scope = {**scope, "root_path": there, "path": full, "raw_path": quote(full).encode("ascii")}
        await self.app(scope, receive, send)


def own_path(scope: Scope) -> str:
    """The path of a request as our pages know it."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
