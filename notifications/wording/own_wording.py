"""Tries out an office's own words before they count, and shows how a letter reads with them."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from cascade.lang.nearest import nearest
from cascade.lang.told import Told
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.own_words import (
    MOST_LETTERS,
    LetterPart,
    Parts,
    WordedLetter,
    WordsFault,
    WordsField,
)
from notifications.wording import own_parts, samples
from notifications.wording.facts import complete
from notifications.wording.own_parts import FILTERS, TEXTS, Unsayable
from notifications.wording.sentence_filters import brief, day_alone
from notifications.wording.words import (
    SHORT_LIMIT,
    SUBJECT_LIMIT,
    TEMPLATES,
    Rendered,
    environment,
    length,
    render,
)
from settings.catalogue import TEMPLATES as OWN_FOLDER

_ERRORS = (TemplateError, Unsayable, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
_OF_THE_DATES = {"due", "due_long", "workday_long", "phrase", "derived"}
_EVERYWHERE = {"recipient", "unit", "contact", "issuer", "sender", "paper", "papers", "please"}
_EVERYWHERE |= {"plan_title", "plan_number", "plan_issued", "desk_name", "desk_phone"}
_IN_BRACES = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_TONES = ("down", "up", "own")
_DAYS = ("due_long", "start_long", "until_long")
_NEEDED: tuple[tuple[tuple[str, ...], Told, tuple[LetterPart, ...]], ...] = (
    (("recipient", "unit"), Told("gửi đơn vị nào", "to whom"), (LetterPart.GREETING, LetterPart.LEAD)),
    (("task", "hall"), Told("về việc gì", "about what"), (LetterPart.LEAD, LetterPart.SUBJECT)),
    (_DAYS, Told("thời hạn hoặc thời gian", "the date"), (LetterPart.DATES, LetterPart.LEAD)),
    (("link",), Told("đường dẫn", "the link"), (LetterPart.ASK,)),
)
"""What own words must say where ours do: by which facts, what these tell, in which part it belongs."""


def fields(occasion: str, lang: str) -> list[WordsField]:
    """The facts that the words of an occasion may name, each with its value in the example."""
    known = complete(samples.facts(lang, occasion))
    return [WordsField(name, str(known[name])) for name in sorted(_named(occasion))]


@cache
def _named(occasion: str) -> frozenset[str]:
    """Those that our own words of it name, and those that every letter of a plan knows."""
    source = (TEMPLATES / "vi" / f"{occasion}.txt.j2").read_text(encoding="utf-8")
    frame = (TEMPLATES / "vi" / "_letter.txt.j2").read_text(encoding="utf-8")
    own, around = (meta.find_undeclared_variables(environment().parse(one)) for one in (source, frame))
    if re.search(r"block dates", source) and "super()" not in source:
        around -= _OF_THE_DATES
    return frozenset((own | around | _EVERYWHERE) & TEXTS)


def faults(occasion: str, lang: str, own: Parts) -> list[WordsFault]:
    """What is wrong with own words: in themselves, with an example, against what must be said."""
    named = _named(occasion)
    found = [fault for part, text in own.items() for fault in _read(LetterPart(part), text, named)]
    found = found or list(_tried(occasion, lang, own))
    found = found or list(_held_against_ours(occasion, lang, own))
    return list({(one.part, one.line): one for one in reversed(found)}.values())[::-1]


def letter(
    occasion: str, facts: NoticeFacts | None, lang: str, own: Parts | None = None
) -> WordedLetter | None:
    """How it reads with these facts, or with those of an example; None: it cannot be said so."""
    given = samples.facts(lang, occasion) if facts is None else cast("dict[str, Any]", facts)
    try:
        said = _render(occasion, given, lang, own)
    except _ERRORS:
        return None
    return WordedLetter(said.subject, said.text, said.html, said.short, said.parts)


def _render(occasion: str, given: Mapping[str, Any], lang: str, own: Parts | None) -> Rendered:
    return render(occasion, given, lang=lang, overrides=OWN_FOLDER.get(), own=own)


def _read(part: LetterPart, text: str, named: frozenset[str]) -> Iterator[WordsFault]:
    """What can be told without any facts."""
    if len(text) > MOST_LETTERS:
        yield _too_long(part, len(text), MOST_LETTERS)
        return
    try:
        tree = own_parts.read(text)
    except TemplateSyntaxError as error:
        yield WordsFault(part, error.lineno, _syntax(str(error.message)), _BRACES)
        return
    except Unsayable as error:
        yield WordsFault(part, error.line, _NESTED, Told("viết đơn giản hơn", "write it more simply"))
        return
    for node, what in own_parts.strange(tree):
        kind = type(node).__name__
        yield WordsFault(part, node.lineno, *_strange(kind, what, named))
    for node in tree.find_all(nodes.Name):
        if node.name in TEXTS - named:
            yield WordsFault(part, node.lineno, *_strange("Name", node.name, named))


def _strange(kind: str, what: str, named: frozenset[str]) -> tuple[Told, Told]:
    if kind == "Name":
        near = nearest(what, named)
        todo = Told("chọn trong các mục ghi ở dưới", "take one of those that are listed below")
        if near:
            ask = f"{{{{ {near} }}}}"
            todo = Told(f"có phải {ask}? Nếu không, chọn mục ở dưới", f"is it {ask}? Otherwise see below")
        return Told(f"không có mục “{what}”", f"there is no field “{what}”"), todo
    if kind == "Filter":
        known = ", ".join(FILTERS)
        return (
            Told(f"không dùng được “| {what}”", f"“| {what}” cannot be used"),
            Told(f"chỉ dùng: {known}", f"there are: {known}"),
        )
    return (
        Told("chỉ dùng được {{ mục }} và {% if %}", "only {{ field }} and {% if %} can be used"),
        Told("bỏ phần còn lại trong ngoặc", "leave out what else stands in braces"),
    )


def _syntax(message: str) -> Told:
    return Told("phần trong ngoặc { } viết chưa đúng", f"what stands in braces cannot be read: {message}")


def _tried(occasion: str, lang: str, own: Parts) -> Iterator[WordsFault]:
    """Worded with an example, open and secret, upwards and downwards."""
    full = samples.facts(lang, occasion)
    for secret in (False, True):
        for tone in _TONES:
            given = {**full, "secret": secret, "tone": tone}
            known = complete(given)
            for part, text in own.items():
                if fault := _said_badly(LetterPart(part), text, known):
                    yield fault
                    return
            said = _render(occasion, given, lang, own)
            if not said.subject or not said.text.strip():
                what = Told("tiêu đề bị trống", "the subject is empty")
                yield WordsFault(LetterPart.SUBJECT, 1, what, Told("viết tiêu đề", "write one"))
                return


def _said_badly(part: LetterPart, text: str, known: Mapping[str, Any]) -> WordsFault | None:
    try:
        own_parts.say(text, known)
    except Unsayable as error:
        return WordsFault(part, error.line, _LONG, Told("viết ngắn lại", "shorten it"))
    except _ERRORS as error:
        passed = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 1 for frame in passed if frame.filename == "<template>"]
        what = Told("điều kiện so sánh chưa đúng kiểu", f"a condition compares what cannot be: {error}")
        todo = Told("chỉ so sánh số với số, chữ với chữ", "compare numbers with numbers, texts with texts")
        return WordsFault(part, lines[-1] if lines else 1, what, todo)
    return None


def _held_against_ours(occasion: str, lang: str, own: Parts) -> Iterator[WordsFault]:
    """Nothing that the unit must know is lost, and a telephone and Zalo show all of it."""
    given = samples.facts(lang, occasion)
    known, ours = complete(given), _render(occasion, given, lang, None)
    said = _render(occasion, given, lang, own)
    for names, told, homes in _NEEDED:
        marks = {name: day_alone(str(known[name])) for name in names if known[name]}
        wanted = [name for name, mark in marks.items() if mark in ours.text]
        if wanted and not any(marks[name] in said.text for name in marks):
            part = next((one for one in homes if one in own), LetterPart(next(iter(own))))
            yield WordsFault(part, 1, *_missing(told, wanted[0]))
    yield from _subject(own.get(LetterPart.SUBJECT, ""), known)
    if (size := length(said.parts)) > SHORT_LIMIT:
        part = LetterPart(max(own, key=lambda one: len(own[one])))
        yield _too_long_for_zalo(part, size)


def _subject(text: str, known: Mapping[str, Any]) -> Iterator[WordsFault]:
    """What stays of a subject where it is cut: a long task may lose its end, a date may not."""
    fixed = " ".join(_IN_BRACES.sub("", text).split())
    if len(fixed) > SUBJECT_LIMIT:
        yield _too_long(LetterPart.SUBJECT, len(fixed), SUBJECT_LIMIT)
        return
    whole = " ".join(own_parts.say(text, known).split())
    marks = [day_alone(str(known[name])) for name in _DAYS if known[name]]
    if any(mark in whole and mark not in brief(whole, SUBJECT_LIMIT) for mark in marks):
        what = Told(f"ngày bị cắt: chỉ {SUBJECT_LIMIT} chữ đầu hiện ra", "the date is cut off")
        todo = Told("đặt ngày lên trước", f"put it first: only {SUBJECT_LIMIT} characters are shown")
        yield WordsFault(LetterPart.SUBJECT, 1, what, todo)


def _missing(told: Told, name: str) -> tuple[Told, Told]:
    vi, en = told.vi, told.en
    braces = f"{{{{ {name} }}}}"
    return (
        Told(f"thư không còn cho biết {vi}", f"the letter does not say {en} any more"),
        Told(f"thêm {braces}", f"add {braces}"),
    )


def _too_long(part: LetterPart, length: int, limit: int) -> WordsFault:
    what = Told(f"dài {length} chữ, tối đa {limit}", f"it has {length} characters, at most {limit} fit")
    return WordsFault(part, 1, what, Told(f"bớt {length - limit} chữ", f"take {length - limit} away"))


def _too_long_for_zalo(part: LetterPart, length: int) -> WordsFault:
    what = Told(
        f"tin Zalo dài {length} chữ, Zalo nhận tối đa {SHORT_LIMIT}",
        f"the Zalo message has {length} characters, Zalo takes {SHORT_LIMIT}",
    )
    over = length - SHORT_LIMIT
    return WordsFault(part, 1, what, Told(f"bớt ít nhất {over} chữ", f"take at least {over} away"))


_BRACES = Told(
    "viết như {{ unit }} hoặc {% if … %} … {% endif %}", "write {{ unit }} or {% if … %} … {% endif %}"
)
_NESTED = Told("quá nhiều ngoặc lồng nhau", "too many brackets within brackets")
_LONG = Told("lời dài quá khi điền đủ dữ kiện", "it gets too long once the facts stand in it")
