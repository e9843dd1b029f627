"""Lists of units: a first one for a province, a workbook to fill, and one that comes in, looked at before."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from cascade.org.tree import OrgTree
from documents.reading.handed_in import cleaned_name
from documents.unit_file import country, first_list
from documents.unit_file.contact_workbook import workbook
from documents.unit_file.unit_list import units_of
from models.conferences import kept_files
from models.contacts import import_units
from models.contacts.import_units import ListPlan
from models.org import units
from models.views.list_views import PersonFate
from models.views.office_views import EVERYWHERE
from portal.office.web import office_pages
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import PAGE, office_page
from portal.office.web.room import Room
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep

LARGEST = 8 * 1024 * 1024
"""Bytes: a workbook of thirty thousand units has three million."""
room = Room()
PATH = "danh-sach-don-vi"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.page(f"/{PATH}", Right.PEOPLE)
def lists(request: Request) -> Response:
    """What can be done with lists."""
    with reading(request) as desk:
        return _page(request, desk)


@room.page(f"/{PATH}/ban-dau", Right.PEOPLE)
def first(request: Request) -> Response:
    """The first list of a province, as a workbook to fill or as a csv."""
    with reading(request) as desk:
        try:
            province = country.province(request.query_params.get("tinh", ""))
        except Refusal as refusal:
            return _page(request, desk, 422, refusal)
        rows, lang = first_list.rows(first_list.first_units(province)), desk.officer.lang
        name = f"don-vi-{first_list.root_of(province)}"
        if request.query_params.get("dang") == "csv":
            return _file(first_list.as_csv(rows), f"{name}.csv", "text/csv; charset=utf-8")
        return _file(workbook(rows, lang), f"{name}.xlsx", _XLSX)


@room.page(f"/{PATH}/dien", Right.PEOPLE)
def fill(request: Request) -> Response:
    """The units that there are, with their contacts: those the officer has a say in, and all above them."""
    with reading(request) as desk:
        tree = units.load_tree(desk.session, day_of(desk.now))
        roots = desk.officer.subtrees(Right.PEOPLE)
        mine = [one for one in tree if EVERYWHERE in roots or roots & {up.code for up in tree.path(one.code)}]
        own = {one.code for one in mine}
        above = {up.code for one in mine for up in tree.path(one.code)} - own
        shown = [tree.units[code] for code in sorted(above)] + mine
        people = [one for code in own for one in tree.contacts.get(code, ())]
        return _file(workbook(first_list.rows(shown, people), desk.officer.lang), "don-vi.xlsx", _XLSX)


@room.act(f"/{PATH}/xem", Right.PEOPLE)
def look(request: Request, form: Filed) -> Response:
    """What the list would change; nothing is changed, the file is kept for the next step."""
    sent, body = next(iter(form.bodies()), ("", b""))
    if len(body) > LARGEST:
        raise TurnAway(413, "error.too_big")
    with acting(request) as desk:
        name = cleaned_name(sent, Path(sent).suffix[:6] or ".csv", "danh-sach")
        try:
            tree = _read(name, body)
            planned = _plan(desk, tree, name)
        except Refusal as refusal:
            return _page(request, desk, 422, refusal)
        digest = kept_files.keep(desk.session, body, "units", desk.now)
        return _changes(request, desk, planned, digest, name)


@room.page(f"/{PATH}/xem", Right.PEOPLE)
def look_on(request: Request) -> Response:
    """Another page of the same list; it is worked out anew, as things are now."""
    with reading(request) as desk:
        digest, name = (request.query_params.get(one, "")[:120] for one in ("tep", "ten"))
        if not kept_files.there(desk.session, digest, "units"):
            raise TurnAway(404, "error.no_page")
        try:
            planned = _plan(desk, _read(name, kept_files.body(desk.session, digest)), name)
        except Refusal as refusal:
            return _page(request, desk, 422, refusal)
        return _changes(request, desk, planned, digest, name)


@room.act(f"/{PATH}/nap", Right.PEOPLE)
def take(request: Request, form: Filled) -> Response:
    """Do what was seen; where something else would be done by now, it is shown anew."""
    with acting(request) as desk:
        import_units.lock(desk.session, desk.now)
        digest, name = form.get("tep", "")[:64], form.get("ten", "")[:120]
        if not kept_files.there(desk.session, digest, "units"):
            raise TurnAway(404, "error.no_page")
        body = kept_files.body(desk.session, digest)
        try:
            planned = _plan(desk, _read(name, body), name)
        except Refusal as refusal:
            return _page(request, desk, 409, refusal)
        if _fingerprint(planned) != form.get("thay", ""):
            return _changes(request, desk, planned, digest, name, status=409)
        import_units.write(desk.session, planned, desk.now, desk.officer.name)
        return RedirectResponse(desk.href("don-vi", da_nap=1), 303)


def _read(name: str, body: bytes) -> OrgTree:
    if not body:
        what = Told("chưa chọn tệp", "no file was chosen")
        raise Refusal(
            Told("Danh sách", "List"), what, Told("chọn tệp .xlsx hoặc .csv", "choose an .xlsx or .csv")
        )
    return units_of(Path(name), body)


def _plan(desk: Desk, tree: OrgTree, name: str) -> ListPlan:
    """What is to be done. Refusal: it touches a unit in which the officer has no say."""
    planned = import_units.plan(desk.session, tree, desk.now, name)
    touched = {one.code for one in planned.told.units}
    touched |= {one.unit for one in planned.told.people if one.fate is not PersonFate.KEPT}
    known = units.ancestors(desk.session, touched, day_of(desk.now))
    for code in sorted(touched):
        upward = {up.code for up in tree.path(code)} if code in tree else {code}
        by_ledger = {code, *known.get(code, ())}
        there = units.ever(desk.session, code) if not known.get(code) else True
        if not desk.officer.may(Right.PEOPLE, by_ledger if there else upward):
            what = Told(f"danh sách sửa “{code}”, ngoài phạm vi được giao", f"it changes “{code}”, not yours")
            raise Refusal(name, what, Told("bỏ dòng ấy khỏi danh sách", "take that line out of the list"))
    return planned


def _fingerprint(planned: ListPlan) -> str:
    return sha256(repr((planned.told, planned.units.new, planned.units.changed)).encode()).hexdigest()


def _changes(
    request: Request, desk: Desk, planned: ListPlan, digest: str, name: str, status: int = 200
) -> Response:
    told = planned.told
    people = [one for one in told.people if one.fate is not PersonFate.KEPT]
    page, last = office_pages.turned(request, max(len(people), len(told.units)))
    here = slice((page - 1) * PAGE, page * PAGE)
    return office_page(
        request,
        desk,
        "unit_changes.html",
        status,
        units=told.units[here],
        people=people[here],
        page=page,
        last=last,
        many=(len(told.units), len(people)),
        unlisted=told.unlisted,
        file={"digest": digest, "name": name, "seen": _fingerprint(planned)},
        moved_on=status == 409,
    )


def _page(request: Request, desk: Desk, status: int = 200, refusal: Refusal | None = None) -> Response:
    names = [one.name for one in country.provinces()]
    return office_page(request, desk, "unit_lists.html", status, provinces=names, refusal=refusal)


def _file(body: bytes, name: str, kind: str) -> Response:
    return Response(body, media_type=kind, headers=to_keep(name))
