"""How a sentence calls the paper, the task and the conference; also where one is secret or has no name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SAID = {
    "vi": {
        "document": "văn bản số {}",
        "coded": "văn bản mã {}",
        "quoted": "{} “{}”",
        "numbered": "{} (số {})",
        "task": "nhiệm vụ {}",
        "a task": "nhiệm vụ được giao",
        "hall": "hội nghị",
    },
    "en": {
        "document": "document No. {}",
        "coded": "document {}",
        "quoted": "{} “{}”",
        "numbered": "{} (No. {})",
        "task": "duty {}",
        "a task": "the duty assigned",
        "hall": "the conference",
    },
}
_KINDS = {
    "vi": {
        "KH": "kế hoạch",
        "HD": "hướng dẫn",
        "CTr": "chương trình",
        "CT": "chỉ thị",
        "CV": "công văn",
        "TB": "thông báo",
        "QĐ": "quyết định",
        "KL": "kết luận",
        "NQ": "nghị quyết",
    },
    "en": {"HD": "the guidance", "CTr": "the programme", "CT": "the directive", "KH": "the plan"},
}
_OWN_KIND = {
    "vi": (*_KINDS["vi"].values(), "quy định", "đề án", "văn bản"),
    "en": ("the ", "plan ", "guidance ", "programme "),
}


def names(known: Mapping[str, Any]) -> dict[str, str]:
    """`paper`, `task` and `hall`, each fit to stand in a sentence."""
    task = known["action"] or _code(known)
    hall = known["conference"] or _SAID[known["lang"]]["hall"]
    return {"paper": paper(known), "task": task.rstrip(". "), "hall": hall}


def paper(known: Mapping[str, Any]) -> str:
    """The plan or guidance, as a sentence calls it."""
    words, number = _SAID[known["lang"]], known["plan_number"]
    title, short = known["plan_title"], known["plan_short"]
    if known["secret"] or not (title or short):
        return words["document"].format(number) if number else words["coded"].format(known["plan_code"])
    own = title.lower().startswith(_OWN_KIND[known["lang"]])
    # Most titles say what is to be done, "Tổ chức hội nghị …", and cannot stand in a sentence by themselves.
    said = title if own else words["quoted"].format(_kind(known), short or title)
    return said if not number or number in said else words["numbered"].format(said, number)


def _kind(known: Mapping[str, Any]) -> str:
    """From what the ledger says, or from the number: 301-KH/TU is a plan."""
    found = re.search(r"-(\w+)/", known["plan_number"])
    kinds = _KINDS[known["lang"]]
    return kinds.get(known["plan_kind"] or (found[1] if found else ""), kinds["KH"])


def _code(known: Mapping[str, Any]) -> str:
    lang = known["lang"]
    return _SAID[lang]["task"].format(known["code"]) if known["code"] else unnamed(lang)


def unnamed(lang: str) -> str:
    """A task of which nothing may be said."""
    return _SAID[lang]["a task"]
