"""What was written down with a notice, put into words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.notices import reasons
from cascade.notices.notice_facts import NoticeFacts
from cascade.org import contact_words, format
from cascade.plan import thaw
from cascade.plan.level_sittings import whole
from cascade.plan.model import Conference
from cascade.reports import report_lines, secrecy, weekly
from models.messages.batch import Batch, receipted
from models.tables import DutyRow, NoticeRow, ObligationRow
from models.views.obligation_views import may_be_checked

_AS_KEPT = (
    *("reason", "changes", "count", "venue", "chair", "participants", "topic", "speaker", "minutes", "code"),
    *("issuer", "sender", "desk_name", "desk_phone", "of_unit", "person", "receipt_number"),
)
_DAYS: tuple[tuple[str, Literal["until_long", "was_long", "received_long"]], ...] = (
    ("until", "until_long"),
    ("was", "was_long"),
    ("received", "received_long"),
)
_HOURS: tuple[tuple[str, Literal["start_long", "line_test_long"]], ...] = (
    ("start", "start_long"),
    ("line_test", "line_test_long"),
)
_SOME = 5
"""So many names are spelled out where a sentence has room for a few."""


def noted(notice: NoticeRow, batch: Batch, lang: str) -> NoticeFacts:
    """Each fact that stands with the notice, in the name that the templates know."""
    kept = notice.facts
    told = cast("NoticeFacts", {name: kept[name] for name in _AS_KEPT if name in kept})
    if "reason" in kept:
        said = reasons.said(reasons.read(str(kept["reason"])), lang)
        paper = batch.papers.get(notice.plan_id or 0)
        # Since nobody can type one any more, this is for what is there from before.
        told["reason"] = "" if paper and secrecy.betrayed(said, secrecy.hidden(paper)) else said
    if may_be_checked(number := str(kept.get("receipt_number", ""))):
        told["receipt_link"] = batch.signer.receipt(number)
    if differing := batch.differing.get(receipted(notice) or (0, 0)):
        told["figures"] = [
            {"label": line.label, "value": line.value} for line in report_lines.explained(differing, lang)
        ]
    for name, shown in _DAYS:
        if kept.get(name):
            told[shown] = zone.deadline(datetime.fromisoformat(str(kept[name])), lang)
    if "wanted" in kept:
        told["details"] = [contact_words.line(name, value).said(lang) for name, value in kept["wanted"]]
    if "faults" in kept:
        told["details"] = [str(one) for one in kept["faults"][lang == "en"]]
    if "units" in kept:
        told["unit"] = _some([batch.names.get(code, code) for code in kept["units"]], lang)
    if "weekly" in kept:
        told |= _weekly(kept["weekly"], lang)
    if "conference" in kept and notice.plan_id is not None:
        told |= _conference(kept, batch.papers[notice.plan_id].conferences, lang)
    return told


def _weekly(kept: dict[str, Any], lang: str) -> NoticeFacts:
    letter = thaw.unpack(weekly.WeeklyLetter, kept)
    return {
        "tone": "own",
        "weekly": kept,
        "weekly_title": weekly.title(letter).said(lang),
        "weekly_done": [*weekly.done(letter, lang)],
        "weekly_late": [*weekly.late(letter, lang)],
        "weekly_next": [*weekly.coming(letter, lang)],
    }


def changes(notice: NoticeRow, pairs: list[tuple[ObligationRow, DutyRow]], lang: str) -> list[str]:
    """One sentence for each duty of a unit that an amendment touched."""
    before = {obligation: datetime.fromisoformat(at) for obligation, at in notice.facts.get("moves", ())}
    return [_change(row, owed, before.get(row.id), lang) for row, owed in pairs]


def _change(row: ObligationRow, owed: DutyRow, was: datetime | None, lang: str) -> str:
    what, due = secrecy.action(owed.action, number=owed.requirement, secret=owed.secret), row.deadline
    if due is None:
        return what
    new, until = ("hạn", "trước đây") if lang == "vi" else ("due", "formerly")
    old = f" ({until} {format.day(day_of(was), lang)})" if was else ""
    return f"{what}: {new} {format.day(day_of(due), lang)}{old}"


def _conference(kept: dict[str, Any], known: tuple[Conference, ...], lang: str) -> NoticeFacts:
    told: NoticeFacts = {"conference": kept.get("name", "")}
    for name, shown in _HOURS:
        if kept.get(name):
            told[shown] = zone.long_moment(datetime.fromisoformat(str(kept[name])), lang)
    meeting = next((one for one in known if one.id == whole(kept["conference"])), None)
    if meeting is not None:
        told["agenda"] = [
            {
                "title": topic.title,
                "speaker": topic.speaker or "",
                "minutes": topic.minutes or 0,
                "secret": topic.secret,
                "code": topic.code or "",
            }
            for topic in meeting.agenda
        ]
    return told


def _some(names: list[str], lang: str) -> str:
    shown = ", ".join(names[:_SOME])
    more = len(names) - _SOME
    if more <= 0:
        return shown
    return f"{shown} và {more} đơn vị khác" if lang == "vi" else f"{shown} and {more} other units"
