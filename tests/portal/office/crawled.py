"""The office as a browser finds it: every page that links lead to, and every form that stands on one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from lxml import html

from portal.office.web.desk import ROOT

_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
OF_A_KIND = 2
"""So many pages are looked at whose addresses differ in nothing but a number or a code."""


@dataclass(frozen=True)
class FoundForm:
    """A form of a page: where it goes, how, and the names of its fields with the values they came with."""

    page: str
    method: str
    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple[str, str]:
        return self.method, _NUMBER.sub("#", self.action)


@dataclass
class Crawl:
    """What was found."""

    pages: dict[str, int] = field(default_factory=dict)
    """Path with query -> status."""
    queries: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[tuple[str, str], FoundForm] = field(default_factory=dict)


def crawl(get: Callable[[str], httpx.Response], start: str = ROOT, most: int = 200) -> Crawl:
    """Follow links breadth first, within the office."""
    found, waiting, seen = Crawl(), [start], dict[str, int]()
    while waiting and len(found.pages) < most:
        at = waiting.pop(0)
        if at in found.pages:
            continue
        answer = get(at)
        found.pages[at] = answer.status_code
        if answer.headers.get("content-type", "").startswith("text/html") and answer.text.strip():
            page = html.fromstring(answer.text)
            for form in _forms(at, page):
                found.forms.setdefault(form.kind, form)
            for link in _links(at, page):
                path = urlsplit(link).path
                found.queries.setdefault(path, set()).update(
                    name for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)
                )
                kind = _NUMBER.sub("#", path)
                if link not in found.pages and seen.setdefault(kind, 0) < OF_A_KIND:
                    seen[kind] += 1
                    waiting.append(link)
    return found


def _links(at: str, page: Any) -> Iterator[str]:
    for link in page.iter("a"):
        target = urljoin(at, link.get("href") or "").partition("#")[0]
        if urlsplit(target).path.startswith(ROOT) and not urlsplit(target).netloc:
            yield target


def _forms(at: str, page: Any) -> Iterator[FoundForm]:
    for form in page.iter("form"):
        named = tuple(
            (one.get("name"), one.get("value") or "")
            for one in form.iter("input", "select", "textarea", "button")
            if one.get("name") and one.get("type") != "file"
        )
        action = urljoin(at, form.get("action") or "")
        yield FoundForm(at, (form.get("method") or "get").upper(), urlsplit(action).path, named)
