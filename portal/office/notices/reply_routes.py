"""What units wrote back to our mails and a person has to read: nobody has read it yet."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.contacts import mail_replies
from models.stats import office_waiting
from portal.office.web.desk import acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = Room()
PAGE = 50


@room.page("/thu-tra-loi", Right.LOOK)
def reply_index(request: Request) -> Response:
    """The oldest first, fifty at a time: each goes away when somebody says that it is read."""
    with reading(request) as desk:
        found = office_waiting.unread_replies(
            desk.session, desk.officer.subtrees(Right.LOOK), day_of(desk.now), PAGE + 1
        )
        return office_page(
            request,
            desk,
            "replies.html",
            replies=found[:PAGE],
            more=len(found) > PAGE,
            may_press=desk.officer.has(Right.PRESS),
            done=request.query_params.get("xong") == "da-doc",
        )


@room.act("/thu-tra-loi/{reply_id}/da-doc", Right.PRESS)
def reply_read(request: Request, reply_id: Number, _form: Filled) -> Response:
    """Somebody has read it; the mail itself stays in the mailbox."""
    with acting(request) as desk:
        found = mail_replies.one(desk.session, reply_id)
        if found is None:
            raise TurnAway(404, "error.no_page")
        desk.need(found.unit)
        mail_replies.mark_seen(desk.session, reply_id, desk.now, desk.officer.name)
    return RedirectResponse(desk.href("thu-tra-loi", xong="da-doc"), 303)
