"""The channels: how each stands and how many wait for it; started again, made slower, given a quota."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.notices.kinds import Channel
from cascade.notices.reasons import said
from cascade.org.office_roles import Right
from cascade.plan.typed import numbers
from models.channels import rates
from models.stats import notice_list
from models.views.office_views import EVERYWHERE
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.refusals import TurnAway
from services.office import channel_acts

T = TypeVar("T")
room = Room()
DONE = ("chay-lai", "muc")
_FIELDS = {
    "rate": Told("Số thông báo mỗi giây", "Messages a second"),
    "burst": Told("Số thông báo gửi liền nhau", "Messages at once"),
    "quota": Told("Số thông báo còn được gửi", "Messages that are left"),
}


@room.page("/kenh", Right.LOOK)
def channel_index(request: Request) -> Response:
    """Every way out that has been used."""
    with reading(request) as desk:
        return _page(request, desk)


@room.act("/kenh/{channel}/chay-lai", Right.WORDS)
def start_again(request: Request, channel: str, form: Filled) -> Response:
    """Somebody has mended it: what waits leaves at once."""
    with acting(request) as desk:
        _need_all(desk)
        try:
            channel_acts.resume(desk.session, channel, now=desk.now, by=desk.officer.name)
        except Refusal as refusal:
            desk.session.rollback()
            return _page(request, desk, form, channel, refusal)
    return RedirectResponse(desk.href("kenh", xong=DONE[0]), 303)


@room.act("/kenh/{channel}/muc", Right.WORDS)
def set_limits(request: Request, channel: str, form: Filled) -> Response:
    """How fast and how much; an empty field is no limit."""
    with acting(request) as desk:
        _need_all(desk)
        try:
            channel_acts.limit(
                desk.session,
                _used(desk, channel),
                rate=_read(form, "rate", numbers.rate),
                burst=_read(form, "burst", lambda text: numbers.whole(text, 1)) or 1,
                quota=_read(form, "quota", numbers.whole),
                now=desk.now,
                by=desk.officer.name,
            )
        except Refusal as refusal:
            desk.session.rollback()
            return _page(request, desk, form, channel, refusal)
    return RedirectResponse(desk.href("kenh", xong=DONE[1]), 303)


def _page(
    request: Request,
    desk: Desk,
    form: OfficeForm | None = None,
    wrong: str = "",
    refusal: Refusal | None = None,
) -> Response:
    done, channels = request.query_params.get("xong", ""), rates.channels(desk.session)
    return office_page(
        request,
        desk,
        "channels.html",
        422 if refusal else 200,
        channels=channels,
        waiting=notice_list.waiting(desk.session, [one.name for one in channels]),
        kind=Channel,
        said=said,
        form=form or OfficeForm([]),
        wrong=wrong,
        refusal=refusal,
        fields=_FIELDS,
        rate=_rate,
        done=done if done in DONE else "",
        may_change=_may_change(desk),
    )


def _rate(value: float, lang: str) -> str:
    """As it is typed: "0,5"."""
    return f"{value:g}".replace(".", "," if lang == "vi" else ".")


def _may_change(desk: Desk) -> bool:
    """A channel serves every unit: only whoever may for all of them."""
    return EVERYWHERE in desk.officer.subtrees(Right.WORDS)


def _need_all(desk: Desk) -> None:
    if not _may_change(desk):
        raise TurnAway(403, "office.not_yours")


def _used(desk: Desk, channel: str) -> str:
    if channel not in rates.names(desk.session):
        raise TurnAway(404, "error.no_page")
    return channel


def _read(form: OfficeForm, name: str, reader: Callable[[str], T]) -> T | None:
    typed = form.get(name, "").strip()
    try:
        return reader(typed) if typed else None
    except Wrong as wrong:
        raise Refusal(_FIELDS[name], wrong.what, wrong.todo) from None
