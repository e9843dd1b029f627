"""A unit that does as its letter says: opens the signed link in a real mail and sends the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import httpx

LINK = re.compile(r"https?://[^\s<>\"]+/b/[\w.-]+")


class Mailbox:
    """One unit's letters at the mail server of the demo."""

    def __init__(self, web: str) -> None:
        self.client = httpx.Client(base_url=web, timeout=30)

    def link(self, address: str, action: str) -> str | None:
        """The form's address in the newest letter that speaks of this duty."""
        for letter in self.client.get("/api/letters", params={"to": address, "limit": 5}).json():
            text = self.client.get(f"/api/letters/{letter['number']}").json()["text"]
            if action[:30] in " ".join(text.split()) and (found := LINK.search(text)):
                return found[0]
        return None

    def received(self) -> Mapping[str, int]:
        """How many letters arrived, and how many of them are distinct."""
        counts: dict[str, int] = self.client.get("/api/count").json()
        return counts

    def close(self) -> None:
        self.client.close()


class Form(HTMLParser):
    """The fields of the counter's form as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        name = known.get("name")
        if tag in ("input", "textarea") and name:
            self.fields[name] = known.get("value") or ""


def report(link: str, figures: Mapping[str, int | str], note: str) -> bool:
    """Open the form, fill it in, send it; whether the counter gave a receipt."""
    with httpx.Client(timeout=30, follow_redirects=True) as client:
        form = Form()
        form.feed(client.get(link).text)
        if "once" not in form.fields:
            return False
        filled = form.fields | {f"f_{name}": str(value) for name, value in figures.items()} | {"note": note}
        filled |= {f"why_{name}": note for name in figures}
        # The link in a mail is only good for its own duty; the browser says where it comes from.
        answer = client.post(link, data=filled, headers={"Origin": link.split("/b/")[0]})
        return "/bien-nhan/" in str(answer.url)
