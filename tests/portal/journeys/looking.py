"""What a person would complain of on a page: too wide, or shut to somebody who does not see or point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

PHONE, DESK = 360, 1280
MOST = 60_000
"""Bytes of a page: a second and a quarter where a line carries 400 kbit/s."""
WEIGHED = ("moderate", "serious", "critical")
"""What axe-core finds and calls this bad."""


_BRING = f"globalThis.bringAxe = () => {{{AXE_SCRIPT}}}"
_AXE = """async () => {
  if (!globalThis.bringAxe) return null;
  globalThis.axe ?? bringAxe();
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.map(one => [one.id, one.impact, one.nodes[0].html]);
}"""


def too_wide(page: Page) -> list[str]:
    """Nobody has to push the page aside."""
    return ["too wide"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []


def shut(page: Page) -> list[str]:
    """What axe-core finds, with the piece of the page it means."""
    if (found := page.evaluate(_AXE)) is None:
        # Half a megabyte: the browser keeps it for all pages to come, and reads it where it is asked for.
        page.context.add_init_script(_BRING)
        page.evaluate(_BRING)
        found = page.evaluate(_AXE)
    return [f"{name}: {html[:200]}" for name, impact, html in found if impact in WEIGHED]


@dataclass(frozen=True)
class Reader:
    """Somebody at a page."""

    page: Page
    whole: bool = True
    """axe-core as well as the widths."""

    def complaints(self, first: int = PHONE, then: int = DESK) -> list[str]:
        """At the first width whether everybody can use the page; at both whether it fits."""
        found = []
        # From the width it has: to make a window wider or narrower costs as much as to open a page.
        for width in sorted((first, then), key=self._other):
            self.page.set_viewport_size({"width": width, "height": 800})
            found += too_wide(self.page)
            if self.whole and width == first:
                found += shut(self.page)
        return found

    def _other(self, width: int) -> bool:
        return self.page.viewport_size is None or self.page.viewport_size["width"] != width

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
