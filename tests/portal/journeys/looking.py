"""What a person would complain of on a page: too wide, or shut to somebody who does not see or point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

PHONE, DESK = 360, 1280
MOST = 60_000
"""Bytes of a page: a second and a quarter where a line carries 400 kbit/s."""
WEIGHED = ("moderate", "serious", "critical")
"""What axe-core finds and calls this bad."""


@cache
def axe() -> Axe:
    """It reads its half a megabyte of script once."""
    return Axe()


def too_wide(page: Page) -> list[str]:
    """Nobody has to push the page aside."""
    return ["too wide"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []


def shut(page: Page) -> list[str]:
    """What axe-core finds, with the piece of the page it means."""
    found = axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in WEIGHED]


@dataclass(frozen=True)
class Reader:
    """Somebody at a page."""

    page: Page
    whole: bool = True
    """axe-core as well as the widths."""

    def complaints(self, first: int = PHONE, then: int = DESK) -> list[str]:
        """At the first width whether everybody can use the page; at both whether it fits."""
        self.page.set_viewport_size({"width": first, "height": 800})
        found = too_wide(self.page) + (shut(self.page) if self.whole else [])
        self.page.set_viewport_size({"width": then, "height": 800})
        return found + too_wide(self.page)

    def looks_at(self, address: str, status: int = 200, first: int = PHONE, then: int = DESK) -> list[str]:
        """Goes there, is led nowhere else, and looks."""
        try:
            answer = self.page.goto(address)
        except Error as fault:
            if "Download is starting" in fault.message:
                return []  # a file to be saved is no page
            raise
        assert answer is not None
        if (answer.status, answer.url) != (status, address):
            return [f"{address}: {answer.status} {answer.url}"]
        heavy = [f"{len(answer.body())} bytes"] if len(answer.body()) > MOST else []
        return [f"{address}: {one}" for one in heavy + self.complaints(first, then)]

    def sends(self, address: str, end: str, typed: Mapping[str, str]) -> list[str]:
        """Types into the form of that page that goes to where `end` says, sends it, looks at the answer."""
        self.page.goto(address)
        with self.page.expect_navigation():
            self.page.evaluate(_SEND, [end or urlsplit(address).path, dict(typed)])
        heading = self.page.locator("h1").count()
        found = self.complaints() + ([] if heading == 1 else [f"{heading} headings"])
        return [f"{address} {end} {typed}: {one}" for one in found]


_SEND = """([end, typed]) => {
  const goes = one => one.method === "post" && new URL(one.action).pathname.endsWith(end);
  const form = [...document.forms].find(goes);
  const added = name => form.appendChild(Object.assign(document.createElement("input"), {name}));
  for (const [name, value] of Object.entries(typed)) (form.elements[name] ?? added(name)).value = value;
  form.submit();
}"""
