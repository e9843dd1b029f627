"""How a sentence calls the paper, the task and the conference; also where one is secret or has no name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cascade.plan.paper_kinds import KINDS

_SAID = {
    "vi": {
        "document": "văn bản số {}",
        "coded": "văn bản mã {}",
        "some": "văn bản",
        "number": " số {}",
        "signed": " ngày {}",
        "comma": ",",
        "author": " của {}",
        "about": " về {}",
        "task": "nhiệm vụ {}",
        "a task": "nhiệm vụ được giao",
        "hall": "hội nghị",
        "up": "Kính đề nghị",
        "please": "Đề nghị",
    },
    "en": {
        "document": "document No. {}",
        "coded": "document {}",
        "some": "the document",
        "number": " No. {}",
        "signed": " of {}",
        "comma": "",
        "author": " by {}",
        "about": " ({})",
        "task": "duty {}",
        "a task": "the duty assigned",
        "hall": "the conference",
        "up": "We should be grateful if you would",
        "please": "Please",
    },
}
_KINDS = {
    "vi": KINDS,
    "en": {
        "KH": "the Plan",
        "HD": "the Guidance",
        "CTr": "the Programme",
        "CTHĐ": "the Action Programme",
        "CT": "the Directive",
        "CV": "the official letter",
        "TB": "the Notice",
        "QĐ": "the Decision",
        "QĐi": "the Rules",
        "KL": "the Conclusion",
        "NQ": "the Resolution",
        "ĐA": "the Project",
        "QC": "the Statute",
        "TT": "the Circular",
        "BC": "the Report",
        "TTr": "the Proposal",
        "GM": "the Invitation",
        "CĐ": "the Telegram",
    },
}


def names(known: Mapping[str, Any]) -> dict[str, str]:
    """`paper`, `papers`, `paper_kind`, `task`, `hall` and `please`, each fit to stand in a sentence."""
    said = _SAID[known["lang"]]
    return {
        "paper": paper(known),
        "papers": whole(known),
        "paper_kind": said["some"] if known["secret"] else _kind(known),
        "task": (known["action"] or _code(known)).rstrip(". "),
        "hall": known["conference"] or said["hall"],
        "please": said["up" if known["tone"] == "up" else "please"],
    }


def paper(known: Mapping[str, Any]) -> str:
    """As papers cite each other: "Kế hoạch số 12-KH/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"."""
    words, number = _SAID[known["lang"]], known["plan_number"]
    if known["secret"] or not (known["plan_title"] or known["plan_short"]):
        return words["document"].format(number) if number else words["coded"].format(known["plan_code"])
    cited = _kind(known)
    if number:
        cited += words["number"].format(number)
    if known["plan_issued"]:
        cited += (words["comma"] if number else "") + words["signed"].format(known["plan_issued"])
    if author := known["plan_author"] or known.get("issuer"):
        cited += words["author"].format(author)
    return cited


def whole(known: Mapping[str, Any]) -> str:
    """The same with what it is about; empty where that may not be said."""
    title = "" if known["secret"] else known["plan_title"].rstrip(". ")
    if not title:
        return ""
    kind = re.escape(_kind(known).removeprefix("the "))
    about = re.sub(rf"^(?:the )?{kind}\s+(?:về\s+(?:việc\s+)?|on\s+|to\s+)?", "", title, flags=re.IGNORECASE)
    about = re.sub(r"^về\s+", "", about, flags=re.IGNORECASE) or title
    about = about if about[:2].isupper() else about[:1].lower() + about[1:]
    return paper(known) + _SAID[known["lang"]]["about"].format(about)


def _kind(known: Mapping[str, Any]) -> str:
    """From what the plan says, or from its number: 301-KH/TU is a plan."""
    found = re.search(r"-(\w+)/", known["plan_number"])
    kinds = _KINDS[known["lang"]]
    given = (known["plan_kind"], found[1] if found else "")
    return next((kinds[kind] for kind in given if kind in kinds), kinds["KH"])


def _code(known: Mapping[str, Any]) -> str:
    lang = known["lang"]
    return _SAID[lang]["task"].format(known["code"]) if known["code"] else unnamed(lang)


def unnamed(lang: str) -> str:
    """A task of which nothing may be said."""
    return _SAID[lang]["a task"]
