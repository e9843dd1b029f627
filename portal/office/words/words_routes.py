"""The words of each occasion: looked at, tried out, saved as an office's own, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.own_words import Chapter, LetterPart, Parts, WordedLetter, WordsFault, may_word
from cascade.org.office_roles import Right
from models.messages import kept_words
from models.views.notice_views import OwnVersion
from portal.office.web.desk import acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.office.words.words_desk import WordsDesk, occasion_of
from portal.web.counter import counter_of
from portal.web.i18n import LANGUAGES
from portal.web.security_headers import FRAMED
from services.office import letter_words

room = Room()
PATH = "loi-thong-bao"
DONE = ("luu", "tra")


@room.page(f"/{PATH}", Right.LOOK)
def all_words(request: Request) -> Response:
    """Every occasion: what it is for, when it is sent, and whose words it is said in."""
    with reading(request) as desk:
        words = WordsDesk.of(desk, request.query_params)
        last = kept_words.last(desk.session, words.unit) if words.unit else {}
        return office_page(
            *(request, desk, "words.html"),
            words=words,
            chapters=list(Chapter),
            last=last,
            may_word=may_word,
            languages=LANGUAGES,
        )


@room.page(f"/{PATH}/{{occasion}}", Right.LOOK)
def one_occasion(request: Request, occasion: str) -> Response:
    """How it reads, and the form to say it in own words; an older version on demand."""
    with reading(request) as desk:
        about, words = occasion_of(occasion), WordsDesk.of(desk, request.query_params)
        versions = words.versions(about)
        wanted = request.query_params.get("ban", "")
        shown = next((one for one in versions if str(one.version) == wanted), None)
        parts = _in_force(versions) if shown is None else shown.parts
        return _page(request, words, about, versions, parts, older=shown)


@room.page(f"/{PATH}/{{occasion}}/thu", Right.LOOK)
def letter_page(request: Request, occasion: str) -> Response:
    """The mail as a program shows it, in a frame where nothing runs and nothing is fetched."""
    with reading(request) as desk:
        about, words = occasion_of(occasion), WordsDesk.of(desk, request.query_params)
        parts = _in_force(words.versions(about))
        said = _letter(request, words, about, parts, words.facts(about))
        return HTMLResponse(said.html if said else "", headers={"Content-Security-Policy": FRAMED})


@room.act(f"/{PATH}/{{occasion}}", Right.WORDS)
def write_words(request: Request, occasion: str, form: Filled) -> Response:
    """Try out what was typed, or keep it."""
    with acting(request) as desk:
        about, words = occasion_of(occasion), WordsDesk.of(desk, form)
        desk.need(words.unit)
        parts, check = letter_words.typed(form), counter_of(request).wording.faults
        asked = (desk.session, check, words.unit, about, words.lang, parts)
        refusal, faults = None, list[WordsFault]()
        try:
            if form.get("viec") == "xem":
                faults = letter_words.faults(*asked) if parts else []
            else:
                seen = _seen(form.get("thay", ""))
                faults = letter_words.save(*asked, seen, now=desk.now, by=desk.officer.name)
                if not faults:
                    return RedirectResponse(desk.href(PATH, about, xong=DONE[0], **words.query), 303)
        except Refusal as refused:
            desk.session.rollback()
            refusal = refused
        return _page(request, words, about, words.versions(about), parts, faults, refusal, tried=True)


@room.act(f"/{PATH}/{{occasion}}/loi-co-san", Right.WORDS)
def give_back(request: Request, occasion: str, form: Filled) -> Response:
    """The house's words again."""
    with acting(request) as desk:
        about, words = occasion_of(occasion), WordsDesk.of(desk, form)
        desk.need(words.unit)
        try:
            seen, by = _seen(form.get("thay", "")), desk.officer.name
            letter_words.back(desk.session, words.unit, about, words.lang, seen, now=desk.now, by=by)
        except Refusal as refusal:
            desk.session.rollback()
            versions = words.versions(about)
            return _page(request, words, about, versions, _in_force(versions), refusal=refusal)
        return RedirectResponse(desk.href(PATH, about, xong=DONE[1], **words.query), 303)


def _page(
    request: Request,
    words: WordsDesk,
    about: Occasion,
    versions: Sequence[OwnVersion],
    parts: Parts,
    faults: Sequence[WordsFault] = (),
    refusal: Refusal | None = None,
    *,
    older: OwnVersion | None = None,
    tried: bool = False,
) -> Response:
    wording, done = counter_of(request).wording, request.query_params.get("xong", "")
    known = words.facts(about)
    said = None if faults else _letter(request, words, about, parts, known)
    ours = wording.letter(about, None, words.lang, None) or WordedLetter()
    facts: dict[str, Any] = {
        "words": words,
        "about": about,
        "may_word": may_word(about),
        "versions": versions,
        "last": versions[0] if versions else None,
        "parts": parts,
        "letter_parts": list(LetterPart),
        "faults": {part: [one for one in faults if one.part is part] for part in LetterPart},
        "fields": wording.fields(about, words.lang),
        "said": said,
        "ours": ours.parts,
        "real": known is not None,
        "languages": LANGUAGES,
        "refusal": refusal,
        "older": older,
        "tried": tried,
        "done": done if done in DONE else "",
    }
    status = 422 if faults or refusal else 200
    return office_page(request, words.desk, "words_one.html", status, **facts)


def _letter(
    request: Request, words: WordsDesk, about: Occasion, parts: Parts, facts: NoticeFacts | None
) -> WordedLetter | None:
    """With the facts that were chosen; in our words where the own ones cannot be said of them."""
    write = counter_of(request).wording.letter
    return (parts and write(about, facts, words.lang, parts)) or write(about, facts, words.lang, None)


def _in_force(versions: Sequence[OwnVersion]) -> Parts:
    return versions[0].parts if versions else {}


def _seen(typed: str) -> int:
    """The version that the form was made of; anything else is none of ours."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
