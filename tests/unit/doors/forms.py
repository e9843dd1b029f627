"""The forms of the board, the pages of the counter, the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from cascade.lang.refusal import Refusal, Wrong
from cascade.plan.model import Figure, FigureKind
from cascade.plan.typed import numbers
from cascade.plan.typed.fixed_words import yes_no
from flows.forms import form_models, form_reading
from portal.duty.answer import read_promise, read_return
from portal.duty.asking.ask_form import read_ask
from services.answers import contact_answers, read_report
from services.conferences.answer_forms import ReadForm, read_line_test, read_reply, read_turnout
from settings.catalogue import SETTINGS
from tests.unit.doors.values import Door, refused

FIELDS: Mapping[str, str] = {
    **{"who": "name", "why": "text", "until": "day", "start": "moment", "end": "word", "seen": "count"},
    **{
        "plan": "plan",
        "unit": "unit",
        "duty": "duty",
        "conference": "conference",
        "file": "file",
        "confirm": "plan",
    },
    **{"dry_run": "switch", "verdict": "choice", "act": "choice"},
}
FILLED = {"who": "Cán bộ", "plan": "kh-1", "unit": "xa-1", "duty": "D1", "why": "Bão", "until": "2026-12-15"}
FILLED |= {"file": "a.yaml", "conference": "C1"}


def forms(base: type[form_models.Asked] = form_models.Asked) -> Iterator[type[form_models.Asked]]:
    for one in base.__subclasses__():
        yield one
        yield from forms(one)


def form_doors() -> Iterator[Door]:
    for form in forms():
        for name in form.model_fields:
            assert name in FIELDS, f"{form.__name__}.{name}: say which kind of value it is"

            def bring(typed: str, lang: str, of: Any = (form, name)) -> object:
                form, name = of
                given = {one: FILLED[one] for one in form.model_fields if one in FILLED} | {name: typed}
                made = form_reading.read(form, given)
                made.refuse_what_cannot_be_read()
                return getattr(made, name)

            yield Door(f"form {form.__name__}.{name}", FIELDS[name], bring)


PAGE = {
    "note": "note",
    "reason": "reason",
    "until": "day",
    "day": "day",
    "once": "number of a page",
    "seen": "number of a page",
}
PAGE |= dict.fromkeys(("names", "stand_in", "technician"), "words of a page") | {"phone": "dialled"}
PAGE |= {"coming": "switch", "speaker": "name", "file": "file"}
PAGE |= dict.fromkeys(("first", "left", "verdict"), "switch")
PAGE |= {"tim": "words of a page", "nhiem-vu": "number of a page", "r_{{ line.number }}": "number of a page"}
PAGE |= dict.fromkeys(("xem", "how", "lang"), "choice")
PAGE |= {"to": "unit"} | dict.fromkeys(("away", "ended"), "switch")
PAGE |= {"{{ why }}": "text"}
PAGE |= {"files": "file", "keep_{{ one.digest }}": "switch", "so": "number of a page"}
PAGE |= {"sure_{{ one.key }}": "switch", "sure": "switch"}
PAGE |= {"early": "switch", "which": "number of a page", "{{ name }}": "figures"}


def page_doors() -> Iterator[Door]:
    for kind in FigureKind:

        def bring(typed: str, lang: str, kind: FigureKind = kind) -> object:
            answer = read_report.read((Figure("a", "A", kind=kind, required=False),), {"a": typed}, "")
            refuse_beside(answer.problems, lang)
            return answer.figures.get("a")

        yield Door(f"figure {kind}", {"count": "count", "text": "text", "date": "day"}[kind], bring)
    for name in ("note", "reason", "until"):

        def told(typed: str, lang: str, name: str = name) -> object:
            if name == "note":
                answer = read_report.read((), {}, typed)
                refuse_beside(answer.problems, lang)
                return answer.note
            back, until = read_return({"reason": "Bão", name: typed}, date(2026, 1, 1))
            refuse_beside(back.problems, lang)
            return until if name == "until" else back.note

        yield Door(f"page {name}", PAGE[name], told)

    def promised(typed: str, lang: str) -> object:
        answer, day = read_promise({"day": typed}, date(2026, 11, 20))
        refuse_beside(answer.problems, lang)
        return day

    yield Door("page day", PAGE["day"], promised)
    for name in ("until", "reason"):

        def asked(typed: str, lang: str, name: str = name) -> object:
            form = read_ask({"until": "2026-12-01", "reason": "Bão", name: typed}, date(2026, 11, 20), None)
            refuse_beside(form.problems, lang)
            return form.until if name == "until" else form.reason

        yield Door(f"page of a question: {name}", PAGE[name], asked)
    yield from contact_doors()
    yield from conference_doors()


def contact_doors() -> Iterator[Door]:
    """What is typed about a contact of a unit."""
    new = {"name": "Bà A", "mail": "a@example.vn"}
    for field, kind in (("name", "name"), ("mail", "mail"), ("zalo_phone", "phone")):

        def told(typed: str, lang: str, field: str = field) -> object:
            wanted, problems = contact_answers.read({**new, field: typed}, None)
            refuse_beside(problems, lang)
            if field == "mail":
                return [("mail", one) for one in wanted.mail]
            return [("zbs", wanted.phone)] if field == "zalo_phone" else wanted.name

        yield Door(f"figure of a contact: {field}", kind, told)


def conference_doors() -> Iterator[Door]:
    """What is answered about a conference: the reason, the note, numbers."""
    forms: dict[str, tuple[str, Callable[[str], ReadForm[Any]]]] = {
        "reason": ("reason", lambda typed: read_reply({"coming": "no", "reason": typed}, ())),
        "note": ("note", lambda typed: read_line_test({"good": "yes", "note": typed})),
        "present": ("count", lambda typed: read_turnout({"called": "999999999", "present": typed})),
        "count": ("count", lambda typed: read_reply({"coming": "yes", "delegates_0": typed}, ())),
    }
    for name, (kind, read) in forms.items():

        def told(typed: str, lang: str, of: Any = (name, read)) -> object:
            name, read = of
            found = read(typed)
            refuse_beside(found.problems, lang)
            return getattr(found.said, name)

        yield Door(f"figure of a conference: {name}", kind, told)


def refuse_beside(problems: Mapping[str, Wrong], lang: str) -> None:
    for wrong in problems.values():
        raise refused(wrong.told.said(lang))


def setting_doors() -> Iterator[Door]:
    for one in SETTINGS.values():
        read = getattr(one.reader.parse, "func", one.reader.parse)
        kind = "count" if read is numbers.whole else "yes" if read is yes_no else ""
        if kind:

            def bring(typed: str, lang: str, one: Any = one) -> object:
                try:
                    return one.get({one.name: typed})
                except Refusal as wrong:
                    # What to write names the unit of the setting; why it is refused is as everywhere.
                    what = wrong.what if isinstance(wrong.what, str) else wrong.what.said(lang)
                    raise refused(f"{what}; ghi write") from None

            yield Door(f"setting {one.name}", kind, bring)
