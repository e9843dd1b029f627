"""What a template may speak of, with a value for each, and what is withheld when a matter is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cascade.notices.notice_facts import NoticeFacts
from cascade.org import telephone
from cascade.reports import secrecy
from notifications.wording.naming import names, paper, unnamed

Facts = Mapping[str, object]

DEFAULTS: NoticeFacts = {
    "lang": "vi",
    "secret": False,
    "plan_title": "",
    "plan_short": "",
    "plan_number": "",
    "plan_kind": "",
    "plan_code": "",
    "plan_author": "",
    "plan_issued": "",
    "issuer": "",
    "sender": "",
    "sender_follows": False,
    "desk_name": "",
    "desk_phone": "",
    "desk_tel": "",
    "unit": "",
    "recipient": "",
    "contact": "",
    "tone": "down",
    "code": "",
    "action": "",
    "phrase": "",
    "due": "",
    "due_long": "",
    "workday_long": "",
    "was_long": "",
    "until_long": "",
    "received_long": "",
    "receipt_number": "",
    "receipt_link": "",
    "days_late": 0,
    "days_left": 0,
    "derived": "",
    "link": "",
    "reason": "",
    "changes": [],
    "rows": [],
    "figures": [],
    "count": 0,
    "of_unit": "",
    "person": "",
    "details": [],
    "forms": 0,
    "enclosed": [],
    "weekly": {},
    "weekly_title": "",
    "weekly_done": [],
    "weekly_late": [],
    "weekly_next": [],
    "conference": "",
    "venue": "",
    "chair": "",
    "participants": [],
    "start_long": "",
    "line_test_long": "",
    "agenda": [],
    "topic": "",
    "speaker": "",
    "minutes": 0,
}

_BLANK_NOTICE: dict[str, Any] = {**DEFAULTS}

NAMES = frozenset(NoticeFacts.__annotations__) | {"paper", "papers", "paper_kind", "task", "hall", "please"}
"""Everything a template may name."""
PLAIN = NAMES - {name for name, value in _BLANK_NOTICE.items() if isinstance(value, (list, bool, dict))}
"""Those that are a text or a number."""

_VEILED = {name: _BLANK_NOTICE[name] for name in secrecy.WITHHELD}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def complete(facts: Facts) -> dict[str, Any]:
    """Every fact a template knows, cleaned; a secret matter is veiled before any template sees it."""
    known = {**_BLANK_NOTICE, **{name: clean(value) for name, value in facts.items()}}
    if number := str(known["desk_phone"]):
        known |= {
            "desk_phone": telephone.phone(number, str(known["lang"])),
            "desk_tel": telephone.tel(number),
        }
    known["agenda"] = [_topic(item) for item in known["agenda"]]
    known["rows"] = [_row(row, known["lang"]) for row in known["rows"]]
    if known["secret"]:
        number, code = known["plan_number"], known["plan_code"]
        called = secrecy.plan_name(known["plan_short"], number=number, code=code, secret=True)
        known |= _VEILED | {"plan_short": called}
        known["agenda"] = [_veil(item) for item in known["agenda"]]
        known["rows"] = [_veiled(row, known["lang"]) for row in known["rows"]]
    known["sender"] = known["sender"] or known["desk_name"] or known["issuer"]
    known["count"] = known["count"] or len(known["rows"])
    if len(known["rows"]) == 1 and not known["action"]:
        known |= {name: known["rows"][0][name] for name in ("action", "code")}
    return known | names(known)


def clean(value: object) -> object:
    """Without NUL and the like, which no mail may carry, and without the marks that turn text around."""
    if isinstance(value, str):
        if value.isprintable():
            return value
        return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(part) for part in value]
    return value


def _topic(item: object) -> dict[str, Any]:
    blank = {"title": "", "speaker": "", "minutes": 0, "secret": False, "code": ""}
    given = item if isinstance(item, Mapping) else {"title": str(item)}
    topic = blank | {name: value for name, value in given.items() if value is not None}
    return _veil(topic) if topic["secret"] else topic


def _veil(topic: dict[str, Any]) -> dict[str, Any]:
    title = secrecy.topic(topic["title"], code=topic["code"], secret=True)
    return {**topic, "title": title, "speaker": "", "secret": True}


_BLANK: dict[str, Any] = {
    **{"unit": "", "action": "", "code": "", "due": "", "phrase": "", "days_late": 0, "state": ""},
    **{"received": "", "days_waiting": 0, "promised": ""},
    **{"secret": False, "paper": "", "of": {}},
}
_UNNAMED: dict[str, Any] = {name: value for name, value in _BLANK_NOTICE.items() if name.startswith("plan_")}


def _row(row: object, lang: str) -> dict[str, Any]:
    given = row if isinstance(row, Mapping) else {"unit": str(row)}
    known = _BLANK | {name: value for name, value in given.items() if value is not None}
    if known["of"]:
        known["paper"] = paper({**_UNNAMED, "secret": False, **known["of"], "lang": lang})
    return _veiled(known, lang) if known["secret"] else known


def _veiled(row: dict[str, Any], lang: str) -> dict[str, Any]:
    action = secrecy.action(row["action"], number=row["code"] or unnamed(lang), secret=True)
    return {**row, "action": action, **{name: _BLANK[name] for name in secrecy.WITHHELD_OF_LINE}}


def plain(known: Mapping[str, Any]) -> dict[str, str]:
    """The facts that are a text or a number, as text: what fills the parameters of a Zalo template."""
    return {name: str(known[name]) for name in PLAIN}
