"""How an official paper names who writes it, whom it serves, where it sits and the paper it carries out.

By Quy định 399-QĐ/TW (09/01/2026) and Hướng dẫn 05-HD/VPTW (2026), as secondary sources tell them: their
texts were not at hand, and an office that has them goes by them. What has no rule here is left open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cascade.lang.vietnamese import fold
from cascade.org.format import day as written_day
from cascade.org.tree import Level, OrgTree, Unit, UnitKind
from cascade.plan.model import Plan
from cascade.plan.paper_kinds import paper_kind
from cascade.reports import secrecy

BLANK = "…"
"""What nobody told us stays open for the officer; it is never guessed."""

_PARTIES = {
    "Tỉnh ủy": "tỉnh",
    "Thành ủy": "thành phố",
    "Huyện ủy": "huyện",
    "Quận ủy": "quận",
    "Thị ủy": "thị xã",
    "Đảng ủy xã": "xã",
    "Đảng ủy phường": "phường",
    "Đảng ủy đặc khu": "đặc khu",
    "Đảng ủy thị trấn": "thị trấn",
}
"""How the name of a committee begins -> the place it leads."""
_PERSONS = frozenset({"Hồ Chí Minh"})
"""Places called after a person; others cannot be told from places by their letters."""


def head(tree: OrgTree, writer: Unit) -> tuple[str, str]:
    """The two lines above the number: whom an office serves, or the Party body above; and who writes.

    A provincial committee writes under its own name alone: the first line is then empty.
    """
    above = tree.above(writer.code)
    if writer.kind is UnitKind.OFFICE and above:
        return above.name, office(writer, above)
    if above is None or above.level is Level.CENTRAL:
        return "", writer.name
    return party_body(above.name), writer.name


def office(writer: Unit, above: Unit) -> str:
    """ "Ban Tuyên giáo và Dân vận Tỉnh ủy" -> "Ban Tuyên giáo và Dân vận": what it serves stands above it."""
    words, served = writer.name.split(), above.name.split()
    for many in (len(served), _parts(above.name)[0] or 2):
        if len(words) > many and _same(words[-many:], served[:many]):
            return " ".join(words[:-many])
    return writer.name


def party_body(committee: str) -> str:
    """ "Tỉnh ủy Đồng Nai" -> "Đảng bộ tỉnh Đồng Nai"; another committee's "Đảng ủy" is "Đảng bộ"."""
    many, ranked = _parts(committee)
    if many:
        return " ".join(("Đảng bộ", ranked, *committee.split()[many:]))
    return re.sub(r"^Đảng (ủy|uỷ)\b", "Đảng bộ", committee, flags=re.IGNORECASE)


def signs_for(plan: Plan, writer: Unit) -> str:
    """Who stands behind T/M: the standing committee, the whole of a cell; the issuer says it in its plan."""
    if writer.name.startswith("Chi bộ"):
        return "Chi bộ"
    said = re.match(r"Ban Thường vụ|Ban Chấp hành|Thường trực", plan.on_behalf_of or "")
    return said[0] if said and writer.code == plan.issuer else "Ban Thường vụ"


def author(plan: Plan, issuer: Unit, name: str) -> str:
    """Whose paper the plan is: "Ban Thường vụ Tỉnh ủy"; where nobody said, a committee's by its kind."""
    if plan.on_behalf_of:
        return plan.on_behalf_of
    many, _ = _parts(name)
    rank = " ".join(name.split()[:many])
    return f"Ban Thường vụ {rank}" if issuer.kind is UnitKind.COMMITTEE and rank else name


def cited(plan: Plan, by: str) -> str:
    """ "Kế hoạch số 12-KH/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"; a number nobody gave stays open."""
    issued = f", ngày {written_day(plan.issued)}" if plan.issued else ""
    return f"{paper_kind(plan.kind)} số {plan.number or BLANK}{issued} của {by}"


def about(plan: Plan) -> str:
    """ " về …", what the plan is about, to stand behind its citation once; empty where it is secret."""
    kind = re.escape(paper_kind(plan.kind))
    title = re.sub(
        rf"^(?:{kind}\s+)?(?:về\s+(?:việc\s+)?)?", "", plan.title.rstrip(". "), flags=re.IGNORECASE
    )
    return secrecy.content(f" về {title[:1].lower()}{title[1:]}" if title else "", plan.secret, "")


def place(tree: OrgTree, writer: Unit) -> str:
    """Where the nearest committee sits, if its name says so: "Tỉnh ủy Đồng Nai" is in Đồng Nai.

    Numbers, persons and names of one syllable keep the rank: "Phường 1", "Thành phố Hồ Chí Minh".
    """
    for unit in tree.path(writer.code):
        many, ranked = _parts(unit.name)
        if many:
            name = _not_in_capitals(" ".join(unit.name.split()[many:]))
            alone = name not in _PERSONS and len(name.split()) > 1 and not name[:1].isdigit()
            return name if alone or name.lower().startswith(ranked) else f"{_capital(ranked)} {name}"
    return BLANK


def _parts(name: str) -> tuple[int, str]:
    """How many words of a committee's name say its rank, and the rank of the place it leads.

    Offices write "Tỉnh ủy", "Tỉnh uỷ" and "TỈNH ỦY". (0, ""): the name says no rank.
    """
    words = name.split()
    for rank, place in _PARTIES.items():
        said = rank.split()
        if _same(words[: len(said)], said):
            return len(said), place
    return 0, ""


def _same(words: Sequence[str], others: Sequence[str]) -> bool:
    return fold(" ".join(words)) == fold(" ".join(others))


def _not_in_capitals(name: str) -> str:
    return re.sub(r"\w+", lambda word: word[0].capitalize(), name) if name.isupper() else name


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
