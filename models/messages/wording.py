"""The facts of one notice, in the names that the templates know."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.conferences.invitation import Invitation
from cascade.notices.kinds import Occasion
from cascade.notices.notice_facts import LineFacts, NoticeFacts
from cascade.notices.own_words import may_word
from cascade.org import format
from cascade.org.tree import LEVEL_ORDER
from cascade.plan.level_sittings import whole
from cascade.reports import secrecy
from cascade.reports.obligation_states import ObligationState
from models.messages import lists, noted_facts
from models.messages.batch import DECIDED_IN, Batch, desk_of
from models.tables import DutyRow, NoticeRow, ObligationRow, PlanRow
from models.views.notice_views import OwnWords

_SHARED: tuple[Literal["phrase", "derived", "workday_long"], ...] = ("phrase", "derived", "workday_long")


def facts(notice: NoticeRow, batch: Batch, lang: str) -> NoticeFacts:
    """What the templates may speak of."""
    plan = batch.plans.get(notice.plan_id) if notice.plan_id else None
    pair = batch.owed.get(notice.obligation_id) if notice.obligation_id else None
    pairs = batch.listed.get(notice.id, [])
    told: NoticeFacts = {"lang": lang, "unit": batch.names.get(notice.unit, notice.unit)}
    told["recipient"] = told["unit"]
    told["contact"] = batch.contacts.get(notice.contact_id or 0, ("", ""))[0]
    told["link"] = _link(notice, batch, pairs)
    if plan:
        told |= cast("NoticeFacts", lists.paper(plan, batch, lang))
        told |= _sent_by(notice, plan, batch)
    elif several := lists.papers(batch, (row for row, _ in pairs)):
        told |= lists.signed(batch, several)
        told["tone"] = _tone(notice.unit, desk_of(several[0]), batch)
        order = {one.id: place for place, one in enumerate(several)}
        pairs = sorted(pairs, key=lambda pair: order[pair[0].plan_id])
    if pair:
        told |= duty(*pair, batch, lang)
    if pairs:
        told["rows"] = [list_line(row, owed, batch, lang) for row, owed in pairs]
        told["count"] = batch.totals.get(notice.id, len(pairs))
        if plan is None:
            for shown, (row, _) in zip(told["rows"], pairs, strict=True):
                shown["of"] = lists.paper(batch.plans[row.plan_id], batch, lang)
        told |= _common(pairs, batch, lang)
    if notice.occasion == Occasion.AMENDED and pairs:
        told["changes"] = noted_facts.changes(notice, pairs, lang)
    return told | noted_facts.noted(notice, batch, lang)


def duty(row: ObligationRow, owed: DutyRow, batch: Batch, lang: str) -> NoticeFacts:
    """One duty of one unit: what, by when, how late."""
    due = row.deadline
    told: NoticeFacts = {
        "unit": batch.names.get(row.unit, row.unit),
        "code": owed.requirement,
        "action": owed.action,
        "phrase": (owed.phrase or "") if row.extended_until is None else "",
        "derived": owed.derived.spoken(lang) if owed.derived and row.extended_until is None else "",
    }
    if owed.secret:
        told["secret"] = True
    if due is not None:
        left = (day_of(due) - day_of(batch.now)).days
        late, left = -left if due < batch.now else 0, max(left, 0)
        told |= _dates(due, lang) | {"days_late": late, "days_left": left}
        if owed.latest_workday is not None and row.extended_until is None:
            told["workday_long"] = format.long_day(owed.latest_workday, lang)
    return told


def list_line(row: ObligationRow, owed: DutyRow, batch: Batch, lang: str) -> LineFacts:
    """One line of a list."""
    known = duty(row, owed, batch, lang)
    return {
        "unit": known["unit"],
        "code": known["code"],
        "action": known["action"],
        "due": known.get("due", ""),
        "phrase": known["phrase"],
        "days_late": known.get("days_late", 0),
        "state": ObligationState(row.state).told.said(lang),
        "received": format.day(day_of(row.submitted_at), lang) if row.submitted_at else "",
        "promised": format.day(batch.promised[row.id], lang) if row.id in batch.promised else "",
        "days_waiting": (day_of(batch.now) - day_of(row.submitted_at)).days if row.submitted_at else 0,
        "secret": owed.secret,
    }


def own(notice: NoticeRow, batch: Batch, lang: str) -> OwnWords | None:
    """The own words of the committee whose plan it is about; about plans of several, nobody's own."""
    if not batch.own:
        return None
    listed = batch.listed.get(notice.id, ())
    about = {notice.plan_id} if notice.plan_id else {row.plan_id for row, _ in listed}
    issuers = {batch.plans[one].issuer for one in about if one in batch.plans}
    if len(issuers) != 1 or not may_word(Occasion(notice.occasion)):
        return None
    found = batch.own.get((issuers.pop(), notice.occasion, lang))
    numbers = [number for one in about for number in batch.hidden.get(one or 0, ())]
    if found is None or secrecy.betrayed("\n".join(found.parts.values()), numbers) is None:
        return found
    return replace(found, betrays=True)


def invitation(notice: NoticeRow, batch: Batch) -> Invitation | None:
    """What the diary of the invited needs; none for notices that are no invitation."""
    if not Occasion(notice.occasion).invites or notice.plan_id is None:
        return None
    plan, kept = batch.plans[notice.plan_id], notice.facts
    secret = plan.secret or bool(kept.get("secret"))
    return Invitation(
        uid=f"{plan.code}.{whole(kept['conference'])}.{notice.unit}@dondoc",
        sequence=int(kept["sequence"]),
        cancelled=notice.occasion == Occasion.INVITATION_CANCELLED,
        summary=secrecy.plan_name(str(kept["name"]), number=plan.number, code=plan.code, secret=secret),
        location=str(kept.get("venue", "")),
        start=datetime.fromisoformat(str(kept["start"])),
        end=datetime.fromisoformat(str(kept["end"])),
        organizer=batch.offices[desk_of(plan)][0],
    )


def _sent_by(notice: NoticeRow, plan: PlanRow, batch: Batch) -> NoticeFacts:
    """Who signs and is turned to: the office that follows the plan, or the unit that decided."""
    desk = desk_of(plan)
    sender = str(notice.facts.get(DECIDED_IN, desk))
    name, phone = batch.offices[sender]
    return {
        "issuer": batch.names.get(plan.issuer, plan.issuer_name),
        "sender": name,
        "sender_follows": sender == desk and plan.desk is not None,
        "desk_name": name,
        "desk_phone": phone,
        "tone": _tone(notice.unit, sender, batch),
    }


def _dates(due: datetime, lang: str) -> NoticeFacts:
    return {"due": format.day(day_of(due), lang), "due_long": zone.deadline(due, lang)}


def _common(pairs: list[tuple[ObligationRow, DutyRow]], batch: Batch, lang: str) -> NoticeFacts:
    """What all lines of a list share is said once above it."""
    told: NoticeFacts = {}
    dues = {row.deadline for row, _ in pairs}
    if len({owed.id for _, owed in pairs}) == 1:
        owed = pairs[0][1]
        told |= {"action": owed.action, "code": owed.requirement}
        if owed.secret:
            told["secret"] = True
    elif len({owed.action for _, owed in pairs}) == 1 and not any(owed.secret for _, owed in pairs):
        told["action"] = pairs[0][1].action
    if len(dues) == 1 and (due := dues.pop()) is not None:
        told |= _dates(due, lang)
        if "code" in told:
            known = duty(*pairs[0], batch, lang)
            for name in _SHARED:
                if name in known:
                    told[name] = known[name]
    return told


def _link(notice: NoticeRow, batch: Batch, pairs: list[tuple[ObligationRow, DutyRow]]) -> str:
    contact = notice.contact_id or 0
    if notice.occasion in (Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR):
        login = notice.facts.get("login")
        return batch.signer.login(*login) if login else batch.signer.own_page()
    # The pages show what can still be done; of a plan that is over there is nothing behind a link.
    if not contact or notice.occasion == Occasion.CLOSING:
        return ""
    if notice.occasion == Occasion.CONTACT_CONFIRM:
        return batch.signer.agreeing(contact, int(notice.facts["request"]))
    if page := notice.facts.get("page"):
        # The page of the very act that the letter asks for, behind the list.
        return f"{batch.signer.url(0, contact)}/{page}"
    if Occasion(notice.occasion).of_conference and (meeting := batch.meeting(notice)) is not None:
        return batch.signer.conference(contact, meeting)
    about = [batch.owed[notice.obligation_id]] if notice.obligation_id in batch.owed else pairs
    # A link to one duty opens the duty of one's own unit alone: those below are seen on the page for them.
    if any(row.unit != notice.unit for row, _ in about):
        return batch.signer.below(contact)
    return batch.signer.url(notice.obligation_id or 0, contact)


def _tone(recipient: str, sender: str, batch: Batch) -> str:
    """Whether the letter goes up, down, or is an office's own list."""
    if recipient == sender:
        return "own"
    if recipient in batch.above.get(sender, ()):
        return "up"
    to, of = batch.levels.get(recipient), batch.levels.get(sender)
    return "up" if to and of and LEVEL_ORDER[to] < LEVEL_ORDER[of] else "down"
