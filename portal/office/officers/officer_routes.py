"""Officers: who they are, what they may do for which units; nobody's say goes beyond their own subtree."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, joined
from cascade.org.office_roles import OfficeRole, Right
from cascade.plan.typed import texts
from documents.reading.addresses import mail_address
from models.org.officers import office_sessions, officers
from models.plans import second_acts
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer
from portal.office.officers.shown_officers import shown
from portal.office.web import office_pages
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import PAGE, office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services import targets
from services.office import factor_reset, officer_acts

room = Room()
BLANK = {"ten": "", "thu": "", "don-vi": "", "vai": OfficeRole.FOLLOWER.value, "cho": ""}
Faults = dict[str, Telling]


@room.page("/can-bo", Right.OFFICERS)
def all_officers(request: Request) -> Response:
    """All officers that the administrator has a say in."""
    with reading(request) as desk:
        known = officer_acts.under(desk.session, desk.officer, officers.everybody(desk.session), desk.now)
        page, last = office_pages.turned(request, len(known))
        here = known[(page - 1) * PAGE : page * PAGE]
        facts: dict[str, Any] = {"page": page, "last": last, "roles": list(OfficeRole)}
        return office_page(request, desk, "officers.html", officers=shown(desk, here), **facts)


@room.page("/can-bo/them", Right.OFFICERS)
def new(request: Request) -> Response:
    """The form for a new officer."""
    with reading(request) as desk:
        return _form(request, desk, BLANK, {})


@room.act("/can-bo/them", Right.OFFICERS, fresh=True)
def add(request: Request, form: Filled) -> Response:
    """One more officer."""
    with acting(request) as desk:
        typed = {name: form.get(name, blank) for name, blank in BLANK.items()}
        wrong: Faults = {}
        name = _read(wrong, "ten", texts.name, typed["ten"])
        mail = _read(wrong, "thu", mail_address, typed["thu"])
        unit = _unit(desk, wrong, "don-vi", typed["don-vi"])
        grant = _grant(desk, wrong, form)
        if name is None or mail is None or grant is None or wrong:
            return _form(request, desk, typed, wrong, 422)
        try:
            made = officer_acts.add(
                *(desk.session, desk.officer, name, mail, [grant]),
                unit=unit or None,
                now=desk.now,
                by=desk.officer.name,
            )
        except Refusal as refusal:
            return _form(request, desk, typed, {"": _why(refusal)}, 422)
        return RedirectResponse(desk.href("can-bo", made.id), 303)


@room.page("/can-bo/{officer_id}", Right.OFFICERS)
def officer(request: Request, officer_id: Number) -> Response:
    """One officer with their roles."""
    with reading(request) as desk:
        return _one(request, desk, _known(desk, officer_id), {})


@room.act("/can-bo/{officer_id}/vai", Right.OFFICERS, fresh=True)
def roles(request: Request, officer_id: Number, form: Filled) -> Response:
    """The roles that stay, and perhaps one more."""
    with acting(request) as desk:
        found, wrong = _known(desk, officer_id), Faults()
        wanted = [one for one in found.grants if f"{one.role.value}:{one.subtree}" in form.all("giu")]
        if form.get("vai"):
            more = _grant(desk, wrong, form)
            wanted += [more] if more else []
        if wrong:
            return _one(request, desk, found, wrong, form, 422)
        try:
            by, now = desk.officer.name, desk.now
            officer_acts.set_roles(desk.session, desk.officer, officer_id, wanted, now=now, by=by)
        except Refusal as refusal:
            desk.session.rollback()
            return _one(request, desk, found, {"": _why(refusal)}, form, 422)
        return RedirectResponse(desk.href("can-bo", officer_id), 303)


@room.act("/can-bo/{officer_id}/thoi", Right.OFFICERS, fresh=True)
def end(request: Request, officer_id: Number, _form: Filled) -> Response:
    """No officer any more, and out everywhere."""
    with acting(request) as desk:
        found = _known(desk, officer_id)
        try:
            by, now = desk.officer.name, desk.now
            officer_acts.end(desk.session, desk.officer, officer_id, now=now, by=by)
        except Refusal as refusal:
            desk.session.rollback()
            return _one(request, desk, found, {"": _why(refusal)}, None, 422)
        return RedirectResponse(desk.href("can-bo"), 303)


@room.act("/can-bo/{officer_id}/go-hai-lop", Right.OFFICERS, fresh=True)
def reset_factor(request: Request, officer_id: Number, _form: Filled) -> Response:
    """They lost telephone and codes: they begin anew, under the rule of two at another's press."""
    with acting(request) as desk:
        found = _known(desk, officer_id)
        try:
            factor_reset.press(desk.session, desk.officer, found, now=desk.now)
        except Refusal as refusal:
            desk.session.rollback()
            return _one(request, desk, found, {"": _why(refusal)}, None, 422)
        return RedirectResponse(desk.href("can-bo", officer_id), 303)


def _known(desk: Desk, number: int) -> Officer:
    """The officer, for whoever has a say in one of their roles; for others there is none."""
    found = [one for one in officers.everybody(desk.session) if one.id == number]
    if not officer_acts.under(desk.session, desk.officer, found, desk.now):
        raise TurnAway(404, "error.no_page")
    return found[0]


def _form(request: Request, desk: Desk, typed: dict[str, str], wrong: Faults, status: int = 200) -> Response:
    facts: dict[str, Any] = {"typed": typed, "wrong": wrong, "roles": list(OfficeRole)}
    return office_page(request, desk, "officer_new.html", status, stale=_stale(desk), **facts)


def _one(
    request: Request,
    desk: Desk,
    found: Officer,
    wrong: Faults,
    form: OfficeForm | None = None,
    status: int = 200,
) -> Response:
    (told,) = shown(desk, [found])
    kept = [key for key, *_ in told.grants] if form is None else form.all("giu")
    typed = {name: form.get(name, "") if form else "" for name in ("vai", "cho")}
    facts: dict[str, Any] = {"one": told, "kept": kept, "typed": typed, "wrong": wrong}
    facts["two"] = second_acts.in_force(desk.session)
    facts["asked"] = factor_reset.waiting(desk.session, found.id, desk.now)
    return office_page(
        request, desk, "officer.html", status, stale=_stale(desk), roles=list(OfficeRole), **facts
    )


def _why(refusal: Refusal) -> Telling:
    return joined("; ", (refusal.what, refusal.todo))


def _stale(desk: Desk) -> bool:
    """Whether they will be asked again who they are before anything is written."""
    return desk.here.proved_at < desk.now - office_sessions.PROVED


def _grant(desk: Desk, wrong: Faults, form: OfficeForm) -> OfficeGrant | None:
    role, unit = form.get("vai", ""), _unit(desk, wrong, "cho", form.get("cho", ""))
    if role not in set(OfficeRole) or unit is None:
        return None
    return OfficeGrant(OfficeRole(role), unit or EVERYWHERE)


def _unit(desk: Desk, wrong: Faults, field: str, typed: str) -> str | None:
    """The code of a unit typed by code or name; "" for none."""
    try:
        named = texts.line(typed, texts.LONGEST_NAME)
        return targets.code(desk.session, named, desk.now) if named else ""
    except Wrong as fault:
        wrong[field] = fault.told
        return None
    except Refusal as refusal:
        wrong[field] = _why(refusal)
        return None


def _read(wrong: Faults, field: str, reader: Any, typed: str) -> Any:
    try:
        return reader(typed)
    except Wrong as fault:
        wrong[field] = fault.told
        return None
