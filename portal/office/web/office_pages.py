"""From a template and facts to a page of the office, in the officer's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment
from starlette.responses import HTMLResponse

from cascade.lang.told import Telling, said
from cascade.org import format
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from portal.office.web import static_files
from portal.office.web.desk import ROOT, Desk
from portal.web.counter import counter_of, own_path
from portal.web.i18n import LANGUAGES, Speech
from portal.web.pages import environment, here


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the menu."""

    key: str
    """Of its sentence, menu.…"""
    path: str
    right: Right
    also: tuple[str, ...] = ()
    """What else lies behind it."""


PAGE = 50
"""Lines of a list."""
MENU = (
    Door("today", "", Right.LOOK),
    Door("papers", "van-ban", Right.DRAFT),
    Door("plans", "ke-hoach", Right.LOOK),
    Door("units", "don-vi", Right.LOOK, also=("danh-sach-don-vi",)),
    Door("notices", "thong-bao", Right.LOOK, also=("kenh", "loi-thong-bao", "thu-tra-loi")),
    Door("board", "bang", Right.LOOK),
    Door("officers", "can-bo", Right.OFFICERS),
)


@cache
def _environment() -> Environment:
    made = environment("office/templates")
    made.filters |= {
        "day": lambda value, t: format.day(value, t.lang),
        "told": _told,
        "rate": lambda part, whole, t: format.percent(part, whole, t.lang),
        "duty": lambda key, t: told_key(key).said(t.lang),
    }
    return made


def _told(value: Telling, t: Speech) -> str:
    """A sentence in both languages as this reader reads it."""
    return said(value, t.lang)


def office_speech(request: Request, lang: str = "vi") -> Speech:
    """The language of the page: `?lang=`, else the officer's own."""
    asked = request.query_params.get("lang")
    return Speech(asked if asked in LANGUAGES else lang)


def office_page(request: Request, desk: Desk, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """The finished page with the menu of what the officer may see."""
    path = own_path(request.scope).removeprefix(ROOT).strip("/")
    facts |= {
        "desk": desk,
        "menu": [(door, _open(door, path)) for door in MENU if desk.officer.has(door.right)],
        "href": desk.href,
    }
    return plain_page(request, office_speech(request, desk.officer.lang), template, status, **facts)


def turned(request: Request, many: int) -> tuple[int, int]:
    """Which page of a list of so many is asked for, the nearest that there is; and which is the last."""
    typed, last = request.query_params.get("trang", ""), max(-(-many // PAGE), 1)
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    return min(max(page, 1), last), last


def plain_page(request: Request, t: Speech, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for whoever is not in yet: no menu."""
    facts |= {"t": t, "static": _static(request), "other": _other(request, t)}
    return HTMLResponse(_environment().get_template(template).render(facts), status)


def _open(door: Door, path: str) -> bool:
    first = path.partition("/")[0]
    return first == door.path or first in door.also


def _static(request: Request) -> Callable[[str], str]:
    root = counter_of(request).root
    return lambda name: root + static_files.address(name)


def _other(request: Request, t: Speech) -> dict[str, str] | None:
    """The same page, with what is searched and filtered, in the other language."""
    if request.method not in ("GET", "HEAD"):
        return None
    lang = "en" if t.lang == "vi" else "vi"
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    href = f"{here(request)}?{urlencode([*asked, ('lang', lang)])}"
    return {"href": href, "lang": lang, "name": t("page.other")}
