"""The web application of the counter and the office: its doors, and what every answer wears."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from models.database import clock
from models.database.ledger import Ledger
from portal.api import api_document, feed_routes
from portal.conference import backdrop_routes, conference_routes
from portal.contacts import contact_routes
from portal.duty import duty_routes, report_file_routes
from portal.duty.asking import ask_answer_routes, ask_routes
from portal.duty.workbook import workbook_routes
from portal.office.gate import gate_routes
from portal.office.issuing import (
    amend_draft_routes,
    amend_routes,
    close_routes,
    issue_routes,
    rehearse_routes,
    second_routes,
)
from portal.office.login import (
    factor_routes,
    login_routes,
    own_login_routes,
    pair_routes,
    session_routes,
)
from portal.office.notices import channel_routes, notice_routes, reply_routes
from portal.office.officers import officer_routes
from portal.office.papers import (
    add_routes,
    again_routes,
    card_routes,
    paper_routes,
    question_routes,
    version_routes,
)
from portal.office.plans import (
    ask_desk_routes,
    backdrop_desk_routes,
    conference_desk_routes,
    diary_desk_routes,
    duty_desk_routes,
    duty_list_routes,
    figure_routes,
    plan_list_routes,
    plan_routes,
    sign_routes,
    take_away_routes,
    unit_desk_routes,
    weekly_desk_routes,
)
from portal.office.today import today_routes
from portal.office.units import list_routes, units_routes
from portal.office.web import static_files
from portal.office.web.desk import GoElsewhere, gone_elsewhere
from portal.office.words import words_routes
from portal.review import review_routes
from portal.talk import talk_routes
from portal.unit import diary_routes, unit_routes
from portal.watch.request_watch import NameRoute, RequestWatch
from portal.web.access_log import hide_links
from portal.web.another_try import AnotherTry
from portal.web.call_limits import CallGate
from portal.web.counter import BelowPath, Counter, ZaloSecrets, counter_of
from portal.web.error_pages import Mishap, no_such_number, no_such_page, turned_away
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.security_headers import Armour
from portal.zalo import zalo_routes

OFFICE = (
    static_files.router,
    login_routes.room.router,
    own_login_routes.room.router,
    session_routes.room.router,
    factor_routes.room.router,
    pair_routes.room.router,
    officer_routes.room.router,
    today_routes.room.router,
    list_routes.room.router,
    units_routes.room.router,
    gate_routes.room.router,
    plan_list_routes.room.router,
    unit_desk_routes.room.router,
    plan_routes.room.router,
    sign_routes.room.router,
    take_away_routes.room.router,
    diary_desk_routes.room.router,
    weekly_desk_routes.room.router,
    figure_routes.room.router,
    duty_list_routes.room.router,
    duty_desk_routes.room.router,
    ask_desk_routes.room.router,
    conference_desk_routes.room.router,
    backdrop_desk_routes.room.router,
    rehearse_routes.room.router,
    issue_routes.room.router,
    amend_routes.room.router,
    amend_draft_routes.room.router,
    close_routes.room.router,
    card_routes.room.router,
    add_routes.room.router,
    question_routes.room.router,
    version_routes.room.router,
    again_routes.room.router,
    paper_routes.room.router,
    second_routes.room.router,
    notice_routes.room.router,
    channel_routes.room.router,
    reply_routes.room.router,
    words_routes.room.router,
)
"""The rooms of the office; tests find every route of it here."""
COUNTER = (
    duty_routes,
    report_file_routes,
    workbook_routes,
    unit_routes,
    diary_routes,
    conference_routes,
    backdrop_routes,
    talk_routes,
    contact_routes,
    review_routes,
    ask_routes,
    ask_answer_routes,
    zalo_routes,
)
"""The rooms behind a link; tests find every route of them here."""
log = logging.getLogger("dondoc.portal")


def create_app(ledger: Ledger, counter: Counter | None = None) -> FastAPI:
    """The counter over a ledger; `counter` stands in for what is otherwise read from the environment."""
    app = FastAPI(title="Đôn Đốc", docs_url=None, redoc_url=None, openapi_url=None)
    counter = app.state.counter = counter or Counter(ledger, ZaloSecrets.from_env())
    counters = (room.router for room in COUNTER)
    programs = (api_document.router, feed_routes.router, *(room.router for room in api_document.ROOMS))
    for router in (*counters, *OFFICE, *programs):
        # As they are: included, each would be worked out anew for this app, while its first visitor waits.
        app.router.routes.extend(router.routes)
    app.add_api_route("/health", health, methods=["GET", "HEAD"])
    app.add_api_route("/", front, methods=["GET", "HEAD"])
    app.add_exception_handler(TurnAway, turned_away)
    app.add_exception_handler(GoElsewhere, gone_elsewhere)
    app.add_exception_handler(HTTPException, no_such_page)
    app.add_exception_handler(RequestValidationError, no_such_number)
    # The last one added is the outermost: even a failure of ours leaves in armour.
    app.add_middleware(NameRoute)
    app.add_middleware(AnotherTry)
    app.add_middleware(CallGate)
    app.add_middleware(Mishap)
    app.add_middleware(Armour)
    app.add_middleware(BelowPath, root=counter.root)
    app.add_middleware(RequestWatch, note=counter.note)
    hide_links()
    return app


def front(request: Request) -> Response:
    """For whoever types the address by hand: where the links are."""
    line = speech(request)("front.line")
    return page(request, "message.html", heading="front.heading", line=line, typed=None, action="")


def health(request: Request) -> Response:
    """For the watchman: whether the ledger answers. It tells nothing else."""
    try:
        with counter_of(request).ledger.read() as session:
            clock.now(session)
    except Exception:
        log.exception("the ledger does not answer")
        return JSONResponse({"ok": False}, 503)
    return JSONResponse({"ok": True})
