"""What each act of an officer makes of a draft: another text and another state; nothing is stored here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.draft.yaml_words import one_line
from documents.plan_file.edited_text import Piece, plain, put_in, set_value, take_out, written
from documents.plan_file.read_plan import check_draft
from documents.reading.text_file import text_of
from models.views.draft_views import CardState
from services.drafts.card_fields import read_value, room_of, spec_of
from services.drafts.card_values import (
    CONFERENCES,
    HEAD,
    NAME,
    PRESENCE,
    REQUIREMENTS,
    DraftText,
    SetValue,
    TakeOver,
    about_of,
    changes,
    free_id,
    known_events,
    place_of,
    way_to,
)
from services.drafts.edits import (
    AddConference,
    AddRequirement,
    AnswerHow,
    AnswerQuestion,
    BringBack,
    Confirm,
    Correct,
    Edit,
    Marked,
    Remove,
    ReplaceText,
    Typed,
)

ReadMarked = Callable[[DraftText, Marked], tuple[Mapping[str, Typed], str]]
"""The fields read in marked words, and the remark that says where they stand."""
_QUESTIONS = "questions"


@dataclass
class DraftChange:
    """One save: who makes it, when, and the cards that it adds."""

    by: str
    now: datetime
    today: date
    read_marked: ReadMarked
    created: list[str] = field(default_factory=list)

    def of(self, draft: DraftText, edit: Edit | SetValue | TakeOver) -> DraftText:
        """The draft after the act. Refusal: it cannot be done."""
        match edit:
            case Confirm(card):
                return self._marked(draft, _there(draft, card), CardState.CONFIRMED)
            case Correct(card, name, value):
                return self._corrected(draft, _there(draft, card), name, value)
            case Remove(card):
                return self._removed(draft, card)
            case BringBack(card):
                return self._back(draft, card)
            case AnswerQuestion():
                return self._answered(draft, edit)
            case AddRequirement(marked, fields):
                return self._added(draft, REQUIREMENTS, "D", marked, fields)
            case AddConference(marked, fields):
                return self._added(draft, CONFERENCES, "C", marked, fields)
            case ReplaceText(text):
                return self._replaced(draft, text)
            case SetValue(card, name, value):
                text = _answer_taken_back(draft, card, name)
                text = set_value(text, way_to(card, name), value)
                return self._marked(DraftText(text, draft.state), card, CardState.CORRECTED, name)
            case TakeOver():
                return self._taken_over(draft, edit)

    def _corrected(self, draft: DraftText, card: str, name: str, value: Typed) -> DraftText:
        new = read_value(card, name, value, known_events(draft, self.today))
        text = _answer_taken_back(draft, card, name)
        if new is not None or name in draft.cards[card]:
            text = set_value(text, way_to(card, name), new)
        return self._marked(DraftText(text, draft.state), card, CardState.CORRECTED, name)

    def _removed(self, draft: DraftText, card: str) -> DraftText:
        if card in draft.removed:
            return draft
        room, _, name = _there(draft, card, dropped=True).partition(".")
        if card == HEAD:
            raise Refusal("", Told("không bỏ được phần đầu", "the head cannot be removed"))
        text, piece = take_out(draft.text, room, name)
        asked = []
        for about in [str(one.get("about")) for one in draft.questions]:
            if place_of(about)[0] == card:
                text, question = take_out(text, _QUESTIONS, about)
                asked.append([question.text, question.after])
        gone: dict[str, Any] = {"text": piece.text, "after": piece.after, "questions": asked, "by": self.by}
        gone["mark"] = draft.marks.get(card)
        gone["title"] = str(draft.cards[card].get("action") or draft.cards[card].get("name") or "")
        state = {**draft.state, "removed": {**draft.removed, card: gone}}
        return self._marked(DraftText(text, state), card, CardState.REMOVED)

    def _back(self, draft: DraftText, card: str) -> DraftText:
        if draft.has(card):
            return draft
        if card in draft.dropped:
            return self._answer_again(draft, card)
        gone = draft.removed.get(card)
        if gone is None:
            raise Refusal(card, *_NO_CARD)
        text = put_in(draft.text, room_of(card), Piece(gone["text"], gone["after"]))
        for one, after in gone["questions"]:
            text = put_in(text, _QUESTIONS, Piece(one, after))
        rest = {name: one for name, one in draft.removed.items() if name != card}
        marks = {name: one for name, one in draft.marks.items() if name != card}
        if gone["mark"]:
            marks[card] = gone["mark"]
        return DraftText(text, {**draft.state, "removed": rest, "cards": marks})

    def _answer_again(self, draft: DraftText, card: str) -> DraftText:
        """What an answer had dropped is asked about again."""
        for one in draft.questions:
            if place_of(str(one.get("about")))[0] == card and one.get("answer"):
                draft = self.of(draft, AnswerQuestion(str(one.get("about")), AnswerHow.NOT_YET))
        return draft

    def _answered(self, draft: DraftText, edit: AnswerQuestion) -> DraftText:
        asked = next((one for one in draft.questions if one.get("about") == edit.about), None)
        if asked is None:
            what = Told("không còn câu hỏi này", "there is no such question any more")
            raise Refusal(edit.about, what, Told("tải lại trang", "load the page again"))
        card, name = place_of(edit.about)
        answer: Any = None
        if edit.how is AnswerHow.DEFAULT:
            if plain(asked.get("default")) in (None, ""):
                what = Told("câu này không có đề xuất", "nothing is proposed here")
                raise Refusal(spec_of(card, name).label, what, Told("ghi câu trả lời", "write the answer"))
            answer = "theo đề xuất"
        elif edit.how is AnswerHow.DROP:
            if room_of(card) != REQUIREMENTS:
                what = Told("chỉ bỏ được nhiệm vụ", "only a requirement can be dropped")
                raise Refusal(spec_of(card, name).label, what, Told("ghi câu trả lời", "write the answer"))
            answer = "bỏ"
        elif edit.how is AnswerHow.OWN:
            answer = read_value(card, name, edit.value, known_events(draft, self.today))
            if answer is None:
                what = Told("chưa ghi câu trả lời", "there is no answer")
                raise Refusal(spec_of(card, name).label, what, Told("ghi câu trả lời", "write the answer"))
        text = set_value(draft.text, (_QUESTIONS, edit.about, "answer"), answer)
        return DraftText(text, draft.state)

    def _added(
        self, draft: DraftText, room: str, letter: str, marked: Marked | None, fields: Mapping[str, Typed]
    ) -> DraftText:
        read, remark = self.read_marked(draft, marked) if marked else ({}, "")
        typed = {**(read if room == REQUIREMENTS else _of_conference(read)), **fields}
        name = free_id(draft, letter)
        card = f"{room}.{name}"
        known = known_events(draft, self.today)
        said = {one: read_value(card, one, value, known) for one, value in typed.items()}
        said = {one: value for one, value in said.items() if value is not None}
        text = _with_item(draft, room, name, remark, said)
        self.created.append(card)
        return self._marked(DraftText(text, draft.state), card, CardState.ADDED)

    def _replaced(self, draft: DraftText, typed: str) -> DraftText:
        text = text_of(NAME, typed.encode("utf-8", "replace"))
        check_draft(text, NAME)
        rest = {card: one for card, one in draft.removed.items() if card not in DraftText(text, {}).cards}
        new = DraftText(text, {**draft.state, "removed": rest})
        for one in changes(draft, DraftText(text, {})):
            if one.field == PRESENCE:
                if one.now:
                    self.created.append(one.card)
                    new = self._marked(new, one.card, CardState.ADDED)
            else:
                new = self._marked(new, one.card, CardState.CORRECTED, one.field)
        return new

    def _taken_over(self, draft: DraftText, edit: TakeOver) -> DraftText:
        room, _, old = edit.card.partition(".")
        piece = take_out(edit.source.text, room, old)[1]
        name = free_id(draft, old[:1]) if f"{room}.{old}" in {*draft.cards, *draft.removed} else old
        lines = re.sub(rf"(?m)^(\s*- id:) {re.escape(old)}$", rf"\1 {name}", piece.text)
        made = put_in(draft.text, room, Piece(lines, _BEHIND_ALL))
        for asked in edit.source.questions:
            about = str(asked.get("about"))
            if place_of(about)[0] == edit.card:
                one = take_out(edit.source.text, _QUESTIONS, about)[1].text
                made = put_in(
                    made, _QUESTIONS, Piece(one.replace(f"{edit.card}.", f"{room}.{name}."), _BEHIND_ALL)
                )
        self.created.append(f"{room}.{name}")
        return self._marked(DraftText(made, draft.state), f"{room}.{name}", CardState.ADDED)

    def on_top(self, base: DraftText, theirs: DraftText, edit: Edit) -> DraftText:
        """A whole text that was edited on an older version: only what differs there is put on the newest."""
        mine = DraftChange(self.by, self.now, self.today, self.read_marked).of(base, edit)
        made = theirs
        for one in changes(base, mine):
            room, _, name = one.card.partition(".")
            if one.field != PRESENCE:
                made = self.of(made, SetValue(one.card, one.field, one.now))
            elif not one.now:
                made = self._removed(made, one.card)
            elif one.card in made.removed or one.card in made.dropped:
                made = self._back(made, one.card)
            elif not made.has(one.card):
                piece = take_out(mine.text, room, name)[1]
                self.created.append(one.card)
                made = DraftText(put_in(made.text, room, piece), made.state)
                made = self._marked(made, one.card, CardState.ADDED)
        return made

    def _marked(self, draft: DraftText, card: str, state: CardState, name: str = "") -> DraftText:
        """The card with what was done to it; what was added stays so, whatever is put right in it later."""
        old = draft.marks.get(card, {})
        kept = old.get("state") == CardState.ADDED.value and state is not CardState.REMOVED
        fields = {**old.get("fields", {}), **({name: self.by} if name else {})}
        mark = {
            "state": CardState.ADDED.value if kept else state.value,
            "by": self.by,
            "at": self.now.isoformat(),
            "fields": fields,
        }
        return DraftText(draft.text, {**draft.state, "cards": {**draft.marks, card: mark}})


_NO_CARD = (
    Told("không còn mục này trong bản nháp", "there is no such item in the draft any more"),
    Told("tải lại trang", "load the page again"),
)


def _there(draft: DraftText, card: str, *, dropped: bool = False) -> str:
    if draft.has(card) or (dropped and card in draft.cards):
        return card
    raise Refusal(card, *_NO_CARD)


def _of_conference(read: Mapping[str, Typed]) -> dict[str, Typed]:
    """What marked words say of a conference: the deed is its name, and nobody owes it to anybody."""
    own = {"name": read.get("action", ""), "when": read.get("when", "")}
    return {name: value for name, value in own.items() if value}


def _answer_taken_back(draft: DraftText, card: str, name: str) -> str:
    """An answer would be put over what is corrected in its place."""
    about = about_of(card, name)
    answered = any(one.get("about") == about and one.get("answer") for one in draft.questions)
    return set_value(draft.text, (_QUESTIONS, about, "answer"), None) if answered else draft.text


def _with_item(draft: DraftText, room: str, name: str, remark: str, said: Mapping[str, Any]) -> str:
    needed = {"action": "", "kind": "other", "who": None, "when": {"kind": "none"}}
    fields = {**needed, **said} if room == REQUIREMENTS else said
    must = "action" if room == REQUIREMENTS else "name"
    if not fields.get(must):
        spec = spec_of(f"{room}.{name}", must)
        raise Refusal(spec.label, Told("chưa ghi", "is missing"), Told("ghi vài chữ", "write a few words"))
    lines = [f"  # {one_line(remark)}"] if remark else []
    lines.append(f"  - id: {name}")
    lines += [f"    {one}: {written(value)}" for one, value in fields.items()]
    last = [one for one in draft.cards if room_of(one) == room]
    after = last[-1].partition(".")[2] if last else ""
    text = put_in(draft.text, room, Piece("\n".join(lines) + "\n", after))
    unsaid = [one for one in ("who",) if room == REQUIREMENTS and fields[one] is None]
    for one in unsaid:
        text = put_in(text, _QUESTIONS, _question(f"{room}.{name}.{one}"))
    return text


def _question(about: str) -> Piece:
    lines = [
        f"  - about: {about}",
        '    what: "Ai phải thực hiện nhiệm vụ này?"',
        '    why: "chưa ghi khi thêm"',
        "    answer:",
    ]
    return Piece("\n".join(lines) + "\n", _BEHIND_ALL)


_BEHIND_ALL = "\n"
"""No item has such a name."""
