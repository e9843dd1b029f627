"""What somebody writes back to our mails: a filled workbook becomes a report, anything else goes to a person.

Nothing is believed because of where a mail says it is from: only the seal of a workbook reports, as a link
does, and an answer goes to an address that the ledger knows, or nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.lang.vietnamese import composed
from cascade.notices.kinds import Channel, Occasion
from cascade.notices.reply_kinds import LONGEST, MailReplyKind, OpenedReply
from cascade.reports import secrecy
from cascade.reports.obligation_states import ReportDoor
from documents.reading import filled_workbook, handed_in
from documents.reading.filled_workbook import FilledForm
from models.contacts import mail_replies, revoked_links, zalo_link
from models.contacts.mail_replies import ReplyFate
from models.database import audit
from models.database.ledger import Session
from models.obligations import obligations
from models.org import link_holder
from models.outbox import reply
from models.plans import plans
from models.views.contact_views import Replier
from notifications.email import attached
from notifications.email.attached import AttachedFile
from notifications.email.incoming import Incoming
from notifications.message import message_id_for
from services.answers import by_workbook
from services.answers.by_workbook import CellFault, WorkbookTaken
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile, NewFile

ENDED = Wrong(
    Told("biểu này không còn hiệu lực", "this form is no longer valid"),
    Told("dùng biểu trong thông báo mới nhất", "use the form of the latest notice"),
)


FILES_OF_WHICH = Wrong(
    Told(
        "thư có nhiều biểu, không rõ tệp kèm theo thuộc báo cáo nào",
        "the mail holds several forms: whose the files beside them are nobody can tell",
    ),
    Told("gửi mỗi thư một biểu, kèm tệp của biểu ấy", "send each form in a mail of its own, with its files"),
)


@dataclass(frozen=True, slots=True)
class ReplyRead:
    """A mail with the forms that hang on it, read before anything is taken in hand in the ledger."""

    mail: OpenedReply
    forms: tuple[FilledForm, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    """Of workbooks that are no form of ours, or that cannot be read."""
    files: tuple[CheckedFile, ...] = ()
    """What came beside a form, looked into: it goes with the report."""
    unread: Wrong | None = None
    """What is wrong with one of those that cannot be taken."""


def read(opened: Incoming, mail: bytes) -> ReplyRead:
    """Open what hangs on a mail. Whatever it is, nothing is raised: the next mail waits behind it."""
    forms: list[FilledForm] = []
    wrong: list[Wrong] = []
    files = list(attached.files(mail, handed_in.LARGEST))
    for file in files:
        if _is_table(file):
            try:
                forms.append(filled_workbook.read(file.content))
            except Wrong as fault:
                wrong.append(fault)
    number, written = attached.message_id(opened), opened.written
    known = "\x1f".join((number, opened.writer, str(written))) if number else mail.hex()
    found = OpenedReply(
        mark=sha256(known.encode()).hexdigest(),
        message_id=number,
        writer=opened.writer,
        subject=composed(opened.subject[:300]),
        words=composed(attached.own_words(opened)[:LONGEST]),
        answers=attached.ours(opened),
        automatic=attached.is_automatic(opened),
        files=tuple(composed(file.name) for file in files),
    )
    papers, unread = _papers(files) if forms else ((), None)
    return ReplyRead(found, tuple(forms), tuple(wrong), papers, unread)


def _is_table(file: AttachedFile) -> bool:
    return file.name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods"))


def _papers(files: Sequence[AttachedFile]) -> tuple[tuple[CheckedFile, ...], Wrong | None]:
    """What people put beside a form, by what it is; and what is wrong with the first that cannot be taken."""
    papers = [file for file in files if file.paper and not _is_table(file)]
    taken, wrong = take_files.check(NewFile(one.name, one.content) for one in papers if not one.too_big)
    for one in papers:
        if one.too_big:
            wrong = wrong or take_files.about(one.name, handed_in.TOO_BIG)
    return taken, wrong


def take_in(session: Session, read: ReplyRead, now: datetime) -> MailReplyKind | None:
    """What became of it; None: nobody of ours wrote it, or it was taken in before."""
    mail = read.mail
    if mail_replies.is_known(session, mail.mark):
        return None
    audit.came_by(session, Channel.MAIL, mail.writer)
    of = mail_replies.whose(session, mail, lambda key: _mark(key) in mail.answers, now)
    if read.forms and not (mail.automatic and all(form.empty for form in read.forms)):
        return _take_forms(session, read, of, now)
    if of is None:
        return None
    if mail.automatic:
        return _keep(session, mail, of, ReplyFate(MailReplyKind.AWAY, _words(session, mail, of, now)), now)
    if read.wrong:
        return _refuse(session, mail, of, [CellFault("", "", fault) for fault in read.wrong], now)
    answered = _answer(session, mail, of, Occasion.REPLY_SEEN, (), now)
    fate = ReplyFate(MailReplyKind.UNREAD, _words(session, mail, of, now), answered=answered)
    return _keep(session, mail, of, fate, now)


def _mark(key: str) -> str:
    return message_id_for(key)[1:].partition("@")[0]


def _take_forms(session: Session, read: ReplyRead, of: Replier | None, now: datetime) -> MailReplyKind | None:
    """Each form by itself; what is wrong with any of them goes back in one answer."""
    faults = [CellFault("", "", fault) for fault in read.wrong]
    kind: MailReplyKind | None = None
    for place, form in enumerate(read.forms):
        mail = _nth(read.mail, place)
        whose, taken = _take_form(session, read, form, mail, now)
        if taken.report is not None and whose is not None:
            # The receipt goes to the unit as that of any other report, by the channel it is read on.
            fate = ReplyFate(MailReplyKind.REPORT, report=taken.report.number)
            kind = _keep(session, mail, whose, fate, now)
        of, faults = whose or of, [*faults, *taken.faults]
    if not faults or of is None:
        return kind
    # A second mark where one form of the mail was taken: that row is kept, too.
    refused = _refuse(session, _nth(read.mail, len(read.forms)) if kind else read.mail, of, faults, now)
    return kind or refused


def _take_form(
    session: Session, read: ReplyRead, form: FilledForm, mail: OpenedReply, now: datetime
) -> tuple[Replier | None, WorkbookTaken]:
    """Its seal says whose a form is, whoever sent the mail."""
    try:
        grant = by_workbook.opened(session, form)
    except Wrong as fault:
        return None, WorkbookTaken(faults=(CellFault("", "", fault),))
    caller = link_holder.caller(session, grant.contact_id, now)
    unit = obligations.owner(session, grant.obligation_id)
    if caller is None or unit is None:
        return None, WorkbookTaken(faults=(CellFault("", "", ENDED),))
    plan = obligations.one(session, grant.obligation_id, now).plan_id
    home = mail_replies.mailbox_of(session, caller.contact_id)
    of = Replier(caller.unit, caller.contact_id, home, plan, grant.obligation_id)
    if unit != caller.unit or revoked_links.ended(session, grant, now) is not None:
        return of, WorkbookTaken(faults=(CellFault("", "", ENDED),))
    if len(read.forms) > 1 and (read.files or read.unread):
        return of, WorkbookTaken(faults=(CellFault("", "", FILES_OF_WHICH),))
    came = {"files": read.files, "unread": read.unread, "once": mail.mark, "by": caller.name}
    return of, _hand_in(session, grant.obligation_id, form, now, **came)


def _hand_in(
    session: Session, obligation_id: int, form: FilledForm, now: datetime, **came: Any
) -> WorkbookTaken:
    try:
        with session.begin_nested():
            return by_workbook.take(session, obligation_id, form, door=ReportDoor.REPLY, now=now, **came)
    except Refusal as told:
        return WorkbookTaken(faults=(CellFault("", told.where, Wrong(told.what, told.todo)),))


def _refuse(
    session: Session, mail: OpenedReply, of: Replier, faults: Sequence[CellFault], now: datetime
) -> MailReplyKind:
    """Nothing was written; the reasons go back, cell by cell."""
    answered = not mail.automatic and _answer(session, mail, of, Occasion.FORM_NOT_TAKEN, faults, now)
    fate = ReplyFate(MailReplyKind.WRONG, _words(session, mail, of, now), answered=answered)
    return _keep(session, mail, of, fate, now)


def _answer(
    session: Session,
    mail: OpenedReply,
    of: Replier,
    occasion: Occasion,
    faults: Sequence[CellFault],
    now: datetime,
) -> bool:
    """One answer to one mail, never to a machine, never more in a day than people write."""
    if not of.mailbox or mail.automatic or not mail_replies.may_answer(session, mail.writer, now):
        return False
    # About a plan its own desk is called; the latest plan's only where the reply is about none.
    desk = {} if of.plan_id is not None else zalo_link.sender(session, now)
    facts = {
        **desk,
        "received": now.isoformat(),
        "faults": [[fault.said(lang) for fault in faults] for lang in ("vi", "en")],
        "in_reply_to": mail.message_id,
    }
    reply.notify_mailboxes(
        session,
        of.unit,
        of.contact_id,
        [of.mailbox],
        occasion,
        mail.mark,
        now,
        facts,
        plan_id=of.plan_id,
        obligation_id=of.obligation_id,
    )
    return True


def _words(session: Session, mail: OpenedReply, of: Replier, now: datetime) -> str:
    """What is kept of the text: of a secret matter nothing, nor what names a secret document."""
    if of.plan_id is None:
        return mail.words
    if of.obligation_id is not None and obligations.one(session, of.obligation_id, now).secret:
        return ""
    hidden = plans.hidden(session, of.plan_id)
    return "" if secrecy.betrayed(f"{mail.subject}\n{mail.words}", hidden) else mail.words


def _keep(session: Session, mail: OpenedReply, of: Replier, fate: ReplyFate, now: datetime) -> MailReplyKind:
    mail_replies.keep(session, mail, of, fate, now)
    return fate.kind


def _nth(mail: OpenedReply, place: int) -> OpenedReply:
    """A mail may carry several forms; each is taken in under a mark of its own."""
    if not place:
        return mail
    return replace(mail, mark=sha256(f"{mail.mark}/{place}".encode()).hexdigest())
