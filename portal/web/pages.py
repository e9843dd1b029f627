"""From a template and facts to a page: what is not ours is escaped, a missing fact is an error of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from cascade.org import format, telephone
from documents.reading import report_papers
from portal.web import i18n, security_headers
from portal.web.i18n import Speech, choose_language


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The way to the same page in the other language."""

    href: str
    lang: str
    name: str


FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": i18n.moment,
    "deadline": i18n.deadline,
    "last_day": i18n.last_day,
    "weekday": i18n.weekday,
    "cap": i18n.capital,
    "phone": lambda value, t: telephone.phone(value, t.lang),
    "tel": telephone.tel,
    "size": lambda value, t: report_papers.size_told(value).said(t.lang),
    "number": lambda value, t: format.number(value, t.lang),
}
"""How values are shown, in the pages of the counter and of the office."""


def environment(folder: str) -> Environment:
    """Templates of that folder of the portal: what is not ours is escaped, a missing fact is an error."""
    made = Environment(
        loader=PackageLoader("portal", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    return made


@cache
def _environment() -> Environment:
    made = environment("templates")
    # Our own file, and it must arrive letter for letter: the browser compares its fingerprint.
    made.globals["style"] = Markup(security_headers.style())
    return made


def speech(request: Request) -> Speech:
    """The language this request is answered in."""
    return Speech(
        choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
    )


def page(request: Request, template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """The finished page in the reader's language."""
    t = speech(request)
    facts |= {"t": t, "other": _other(request, t) if request.method in ("GET", "HEAD") else None}
    return HTMLResponse(_environment().get_template(template).render(facts), status)


def _other(request: Request, t: Speech) -> OtherLanguage:
    """Whatever else was asked for stays: the number of a receipt, the page of a list."""
    lang = "en" if t.lang == "vi" else "vi"
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return OtherLanguage(f"{here(request)}?{urlencode([*asked, ('lang', lang)])}", lang, t("page.other"))


def here(request: Request) -> str:
    """The path of this request as an address on this server: two slashes in front would name another one."""
    return "/" + quote(request.scope["path"].lstrip("/"))
