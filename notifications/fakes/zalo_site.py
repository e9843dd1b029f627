"""The fake Zalo's front: routes each request, and lies where a rule says so."""

from __future__ import annotations

from collections.abc import Callable

from notifications.fakes import zalo_answers as truth
from notifications.fakes.mail_page import scenarios
from notifications.fakes.scenarios import Scenarios
from notifications.fakes.web import FakeAnswer, FakeRequest, as_json, page
from notifications.fakes.zalo_webhooks import Webhooks
from notifications.fakes.zalo_world import World

SURFACES = ("bot", "zbs", "oa", "oauth")
KNOWN = tuple(
    f"{surface}-{what}"
    for surface in SURFACES
    for what in (
        "hang",  # nothing is taken, no answer
        "drop",
        "kept-hang",  # taken, no answer
        "kept-drop",  # taken, then the connection is reset
        "kept-html",  # taken, answered with a page
        "html",  # a proxy's page with status 200
        "empty",
        "list",  # JSON, but not an object
        "json",  # an object of another shape
        "http-[345][0-9][0-9]",
        "code-*",  # an error code in Zalo's own words
        "429",
        "expired",
    )
)
HANG = 30.0
"""Seconds; the client gives up before."""
_PAGE = b"<!doctype html><title>Portal</title><p>Please log in to the network.</p>"
_EXPIRED = {"bot": 401, "zbs": -124, "oa": -216, "oauth": -14018}


class ZaloSite:
    """Routes a request, asks the rules, and answers."""

    def __init__(self, world: World, rules: Scenarios, webhooks: Webhooks) -> None:
        self.world, self.rules, self.webhooks = world, rules, webhooks

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        """Answer one request."""
        world = self.world
        match asked.path.strip("/").split("/"):
            case [""]:
                return self._list(asked.query.get("q", ""))
            case [bot, method] if bot.startswith("bot"):
                return truth.bot(world, asked, bot.removeprefix("bot"), method, self.lie)
            case ["v4", "oa", "access_token"]:
                return self.lie("oauth", "", lambda: truth.renew(world, asked))
            case ["message", "template"]:
                return self.lie("zbs", str(asked.json.get("phone", "")), lambda: truth.template(world, asked))
            case ["message", "status"]:
                return truth.status(world, asked)
            case ["message", "quota"]:
                return truth.quota(world, asked)
            case ["v3.0", "oa", "message", "cs"]:
                who = str(asked.json.get("recipient", {}).get("user_id", ""))
                return self.lie("oa", who, lambda: truth.consult(world, asked, who))
            case ["v2.0", "oa", "getoa"]:
                return truth.success({"oa_id": world.oa_id, "name": "OA thử"})
            case ["api", *rest]:
                return self._api(asked, rest)
        return truth.NOT_FOUND

    def lie(self, surface: str, who: str, honest: Callable[[], FakeAnswer]) -> FakeAnswer:
        """What a rule makes of an answer; `kept-…` does what was asked and lies about it."""
        does = self.rules.take(f"{surface}-", who)
        if not does:
            return honest()
        if does.startswith("kept-"):
            honest()
        match does.removeprefix("kept-"):
            case "hang":
                return FakeAnswer(hang=HANG, cut=True)
            case "drop":
                return FakeAnswer(cut=True)
            case "html":
                return FakeAnswer(_PAGE)
            case "empty":
                return FakeAnswer(b"", "application/json")
            case "list":
                return as_json([])
            case "json":
                return as_json({"status": "ok"})
            case "429":
                return truth.refuse(surface, 429 if surface == "bot" else -32, headers={"Retry-After": "7"})
            case "expired":
                return truth.refuse(surface, _EXPIRED[surface], "Access token invalid")
            case what if what.startswith("http-"):
                return FakeAnswer(_PAGE, status=int(what.removeprefix("http-")))
            case what:
                return truth.refuse(surface, int(what.removeprefix("code-")))

    def _list(self, words: str) -> FakeAnswer:
        found = self.world.search(words)[:300]
        return page("zalo_list.html", q=words, messages=found, counts=self.world.counts())

    def _api(self, asked: FakeRequest, rest: list[str]) -> FakeAnswer:
        """For tests and demos; Zalo has none of it."""
        match asked.method, rest:
            case "GET", ["messages"]:
                found = self.world.search(asked.query.get("q", ""), asked.query.get("to", ""))
                return as_json([one.told() for one in found])
            case "GET", ["count"]:
                return as_json(self.world.counts())
            case "POST", ["say"]:
                chat, text = str(asked.json.get("chat_id", "1")), str(asked.json.get("text", ""))
                times = int(asked.json.get("times", 1))
                return as_json({"answers": self.webhooks.person_writes(chat, text, times=times)})
            case "POST", ["receipts"]:
                times, last_first = int(asked.json.get("times", 1)), bool(asked.json.get("newest_first"))
                return as_json({"answers": self.webhooks.receipts(times=times, newest_first=last_first)})
            case "POST", ["expire"]:
                self.world.expire()
                return as_json({})
            case _, ["scenarios"]:
                return scenarios(asked, self.rules)
        return truth.NOT_FOUND
