"""Makes every name that goes to Prefect: what it bars is written otherwise and looks the same to the eye."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cascade.lang.vietnamese import composed, decomposed

LONGEST = 200
"""Letters of a name; Prefect finds deployments by an address, and addresses have an end."""
TALE = 2000
"""Letters of a message beside a state."""
# The first five Prefect refuses outright; by the others a deployment is made and never found again.
ALIKE = str.maketrans({"/": "∕", "%": "％", "&": "＆", "<": "‹", ">": "›", "?": "？", "#": "＃"})
_OWN = re.compile(r"[\w.-]{1,80}")
_KEY = re.compile(r"[a-z0-9-]{1,80}")
_CUT = "…"


def one_line(text: object, longest: int = LONGEST) -> str:
    """The text on one line, without what no eye sees and no database keeps, and not for ever."""
    told = str(text)[: 2 * longest]
    seen = told if told.isprintable() else "".join(map(_seen, told))
    whole = " ".join(composed(seen).split())
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + _CUT


def _seen(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cc":
            return " "
        case "Cf":  # turns the reading round, or is not there at all
            return ""
        case "Cs":  # half a letter
            return "\ufffd"
    return letter


def name(text: object, own: str | None = None) -> str:
    """A name that Prefect takes and finds again. With `own`, a plan's code, no other plan has the same."""
    tail = f" · {mark(own)}" if own else ""
    told = one_line(text, LONGEST - len(tail)).translate(ALIKE)
    if not told.strip(". '\""):  # an address ends in no dots, and Prefect calls quotes empty
        told = "—"
    return told + tail


def mark(code: str) -> str:
    """A code as it is; one that could not stand in a name gets a digest, so that no two become one."""
    if _OWN.fullmatch(code) and one_line(code) == code:
        return code
    return f"{one_line(code, 60).translate(ALIKE)}~{_digest(code)}" if code else ""


def key(code: str, *parts: str) -> str:
    """The key of an artifact: small letters, digits and dashes, `dong-nai-tw8-tien-do`; its own for each."""
    page, *inner = parts
    if not _KEY.fullmatch(code) or "--" in code:
        code = f"{_slug(code)}--{_digest(code)}"
    # Two dashes: what stands behind them is no part of the plan's own pages.
    return "--".join((f"{code}-{page}", *(_inner(one) for one in inner)))


def _inner(code: str) -> str:
    return code if _KEY.fullmatch(code) else f"{_slug(code)}-{_digest(code)}"


def _slug(code: str) -> str:
    bare = decomposed(one_line(code, 60).lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", bare.encode("ascii", "ignore").decode()).strip("-") or "x"


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:10]
