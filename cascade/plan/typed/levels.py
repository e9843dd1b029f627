"""A level the way people name it: "xã", "cấp huyện", "đảng bộ trực thuộc", "chi, đảng bộ cơ sở", "ward"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cascade.lang.nearest import ask, bare
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.org.unit import Level

_COMMUNES = ("xã", "phường", "đặc khu", "đảng ủy xã", "đảng ủy phường", "đảng ủy đặc khu")
_WARDS = ("commune", "communes", "ward", "wards", "special zone", "special zones")
_NAMES: Mapping[Level, tuple[str, ...]] = {
    Level.CENTRAL: ("trung ương", "TW", "central", "centre"),
    Level.PROVINCE: ("tỉnh", "tỉnh ủy", "thành phố trực thuộc trung ương", "province", "provincial"),
    Level.DISTRICT: (
        *_COMMUNES,
        *_WARDS,
        *("huyện", "quận", "thị xã", "huyện ủy", "quận ủy", "thị ủy", "huyện và tương đương", "district"),
        *(
            "đảng bộ trực thuộc",
            "đảng bộ trực thuộc tỉnh",
            "đảng bộ trực thuộc thành phố",
            "đảng ủy trực thuộc",
        ),
        *("trên trực tiếp cơ sở", "đảng bộ cấp trên trực tiếp cơ sở", "subordinate committee"),
    ),
    Level.GRASSROOTS: (
        *("cơ sở", "chi bộ", "đảng bộ cơ sở", "chi bộ cơ sở", "chi, đảng bộ cơ sở", "chi bộ, đảng bộ cơ sở"),
        *("đảng ủy cơ sở", "tổ chức cơ sở đảng", "tổ chức đảng cơ sở", "TCCSĐ", "thị trấn"),
        *("grassroots", "grassroots organisation", "party cell", "cell"),
    ),
}
_LISTED = Told(
    "ghi một trong: trung ương, tỉnh, xã (phường, đặc khu, huyện, đảng bộ trực thuộc), cơ sở (chi bộ)",
    "write one of: central, province, district (commune, ward), grassroots",
)

_SHORT = {
    Level.CENTRAL: Told("trung ương", "central"),
    Level.PROVINCE: Told("cấp tỉnh", "province"),
    Level.DISTRICT: Told("đảng bộ trực thuộc", "subordinate committee"),
    Level.GRASSROOTS: Told("cơ sở", "grassroots"),
}
"""What stands behind a duty's code; `keyed` reads each of them back."""
_KEYED = re.compile(r"([^\s/()]+)\s*(?:/|(?=\())\s*\(?([^()/]+?)\)?(/\d+)?")


def _key(words: str) -> str:
    plain = " ".join(re.sub(r"[\s,_-]+", " ", bare(words)).split())
    return plain.removeprefix("cap ").removesuffix(" level")


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_key, names))


_KNOWN: Mapping[str, Level] = {_key(name): level for level, names in _NAMES.items() for name in names}
_COMMUNE_KEYS = _keys((*_COMMUNES, *_WARDS))
EVERY_NAME = tuple(name for names in _NAMES.values() for name in names)
"""What can be written; marks, capitals and "cấp" before it make no difference."""


def parse_level(words: str) -> Level:
    """The level that is meant; several names of one level are one: "xã, phường và đặc khu".

    Refusal: no level, or names of more than one, with the nearest word.
    """
    named = {_KNOWN.get(key) for key in _split(words)}
    found = named.pop() if len(named) == 1 else None
    if found is None:
        shown = " ".join(words.split())[:60]
        what = Told(f"“{shown}” không phải một cấp", f"“{shown}” is not a level")
        raise Wrong(what, ask(words, EVERY_NAME) or _LISTED)
    return found


def known_level(words: str) -> str:
    """The level as the ledger keeps it, of any of its names; other words as they stand."""
    try:
        return parse_level(words).value
    except Wrong:
        return words


def keyed(words: str) -> str:
    """ "D6/cơ sở" and "D6 (chi, đảng bộ cơ sở)" are "D6/grassroots", "C1/xã" is "C1/district"."""
    found = _KEYED.fullmatch(words.strip())
    level = known_level(found[2]) if found else ""
    return f"{found[1]}/{level}{found[3] or ''}" if found and level in set(Level) else words


def told_key(key: str) -> Told:
    """How people read it: "D6/grassroots" is "D6 (cơ sở)", in English "D6 (grassroots)"; "D6" stays."""
    code, _, rest = key.partition("/")
    level, slash, part = rest.partition("/")
    known = _SHORT.get(Level(level)) if level in set(Level) else None
    if known is None:
        return Told(key, key)
    return Told(f"{code} ({known.vi}){slash}{part}", f"{code} ({known.en}){slash}{part}")


def is_commune(words: str) -> bool:
    """Whether the words name xã, phường or đặc khu, which stand below the province since July 2025."""
    return all(key in _COMMUNE_KEYS for key in _split(words))


def _split(words: str) -> list[str]:
    if _key(words) in _KNOWN:
        return [_key(words)]
    return [_key(each) for each in re.split(r"[,;/]|\s(?:và|va|hoặc|hoac|and|or)\s", words)]
