"""The pages on which people read what the fake mail server received, and the JSON that tests read."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import quote

from notifications.fakes.letters import Letter, Postbox
from notifications.fakes.scenarios import Scenarios
from notifications.fakes.web import FakeAnswer, FakeRequest, as_json, page

PAGE = 100
# Somebody else's HTML: nothing in it may run or fetch. Its links open a page of their own, for the counter
# lets nobody put it into a frame.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_HEAD = re.compile("<head[^>]*>", re.IGNORECASE)
_OUTSIDE = '<base target="_blank">'


class MailPage:
    """`/`, `/letters/7`, `/letters/7/html`, `/api/letters`, `/api/count`, `/api/scenarios`."""

    def __init__(self, box: Postbox, rules: Scenarios) -> None:
        self.box, self.rules = box, rules

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        """Answer one request."""
        match asked.path.strip("/").split("/"):
            case [""]:
                return self._list(asked)
            case ["api", *rest]:
                return self._api(asked, rest)
            case ["letters", number, *rest] if number.isdigit() and (letter := self.box.get(int(number))):
                return self._letter(letter, rest)
        return page("missing.html", 404)

    def _list(self, asked: FakeRequest) -> FakeAnswer:
        words, first = asked.query.get("q", ""), _number(asked.query.get("from", "0"))
        found = list(islice(self.box.search(words), first, first + PAGE + 1))
        return page(
            "mail_list.html",
            letters=found[:PAGE],
            more=len(found) > PAGE,
            counts=self.box.counts(),
            q=words,
            first=first,
            size=PAGE,
            quote=quote,
        )

    def _letter(self, letter: Letter, rest: list[str]) -> FakeAnswer:
        match rest:
            case []:
                return page("mail.html", letter=letter, whole=letter.whole(), parts=letter.parts())
            case ["html"]:
                return FakeAnswer(_preview(letter).encode(), headers={"Content-Security-Policy": _POLICY})
            case ["raw"]:
                return FakeAnswer(letter.raw, "text/plain; charset=utf-8")
            case ["parts", at] if at.isdigit() and int(at) < len(parts := letter.parts()):
                name, kind, data = parts[int(at)]
                called = quote(name or "tep-kem-theo")
                return FakeAnswer(
                    data, kind, headers={"Content-Disposition": f"attachment; filename*=utf-8''{called}"}
                )
        return page("missing.html", 404)

    def _api(self, asked: FakeRequest, rest: list[str]) -> FakeAnswer:
        match asked.method, rest:
            case "GET", ["count"]:
                return as_json(self.box.counts())
            case "GET", ["letters"]:
                limit, query = _number(asked.query.get("limit", "1000")), asked.query
                found = self.box.search(query.get("q", ""), query.get("to", ""))
                return as_json([letter.brief() for letter in islice(found, limit)])
            case "GET", ["letters", number] if number.isdigit() and (letter := self.box.get(int(number))):
                return as_json(letter.whole())
            case "DELETE", ["letters"]:
                self.box.clear()
                return as_json({})
            case _, ["scenarios"]:
                return scenarios(asked, self.rules)
        return as_json({"error": "not found"}, 404)


def scenarios(asked: FakeRequest, rules: Scenarios) -> FakeAnswer:
    """Read, add (`{"match", "does", "times"}`) or drop the rules of a fake."""
    if asked.method == "DELETE":
        rules.clear()
    if asked.method == "POST":
        wanted = asked.json
        try:
            rules.add(str(wanted.get("match", "*")), str(wanted["does"]), wanted.get("times"))
        except (KeyError, ValueError) as error:
            return as_json({"error": str(error)}, 400)
    return as_json({"known": list(rules.known), "rules": rules.listed()})


def _preview(letter: Letter) -> str:
    html = letter.reading("html")
    head = _HEAD.search(html)
    return html[: head.end()] + _OUTSIDE + html[head.end() :] if head else _OUTSIDE + html


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
