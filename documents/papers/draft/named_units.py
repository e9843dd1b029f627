"""From the words of a paper ("các huyện ủy, thành ủy trực thuộc") to a selector of a plan, or to none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from cascade.org.tree import OrgTree
from cascade.org.unit import LEVEL_ORDER, Level, Unit, UnitKind
from documents.papers.layout.worded import key_of

_MANY = re.compile(r"^(?:các|những|mỗi|từng|toàn thể|\d+ )")
_STANDING = re.compile(
    r"^(?:tập thể )?(?:ban thường vụ|thường trực|ban chấp hành|lãnh đạo"
    r"|đồng chí bí thư|bí thư) "
)
_OF_MANY = re.compile(
    r"^(?:(?:các )?đồng chí )?(?:tập thể )?(?:thường trực|ban thường vụ|ban chấp hành|bí thư|phó bí thư"
    r"|đảng ủy|đảng bộ|cấp ủy|thủ trưởng)(?: đảng ủy| đảng bộ)? "
    r"(?=các (?:xã|phường|đặc khu|thị trấn|huyện|quận|chi|đảng|tỉnh|thành))"
)
"""Whoever stands for each of many: "Đảng ủy các xã, phường", "Thường trực các huyện ủy"."""
_SHORT = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "btv": "ban thường vụ",
    "tw": "trung ương",
}
_PARTS = re.compile(r",| và |;")
_COMMUNES = r"(?:đảng ủy|ubnd|ủy ban nhân dân|mttq)?.*(?:xã(?! hội)|phường|đặc khu|thị trấn)(?!\w)"
_A_COMMUNE = re.compile(r"(?:đảng ủy|đảng bộ) (?:xã|phường|đặc khu|thị trấn) ")
_AN_OFFICE = re.compile(
    r"(?<!\w)(?:ban cán sự|đảng đoàn|ban đảng|văn phòng|mặt trận|tổ chức chính trị|đoàn thể|(?<!cơ )sở)(?!\w)"
)
_A_COMMITTEE = re.compile(r"(?<!\w)(?:(?:huyện|quận|thị|cấp) ủy|huyện, thành ủy|đảng ủy)(?!\w)")
_BY_LEVEL: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        r"chi bộ|chi, đảng|chi ủy|đảng (?:bộ|ủy) cơ sở|tổ chức cơ sở đảng|cấp ủy cơ sở",
        {"level": "grassroots"},
    ),
    (_COMMUNES, {"level": "grassroots", "kind": "committee"}),
    (r"huyện ủy|quận ủy|thị ủy|trực thuộc|các huyện|cấp ủy", {"level": "district", "kind": "committee"}),
    (r"tỉnh ủy|thành ủy", {"level": "province", "kind": "committee"}),
    (r"sở|ban, ngành|ban đảng|cơ quan|đoàn thể", {"level": "province", "kind": "office"}),
)


@dataclass(frozen=True, slots=True)
class NamedUnits:
    """What was made of a name."""

    selector: Mapping[str, Any] | None
    nearest: tuple[str, ...] = ()
    """Codes of units with a name like it, when none has this one."""


FEW = 2_000
"""A province has fewer units."""
NEAREST_OF = 200


@dataclass
class _Names:
    """The names of a tree, worked out once, whoever they are seen from."""

    codes: dict[str, str] | None = None


@dataclass(frozen=True)
class UnitNames:
    """The names of a unit list, as papers write them; without a list only levels can be told."""

    tree: OrgTree | None = None
    root: str | None = None
    """The committee that issues the plan, or that its issuer works for."""
    issuer: str | None = None
    _known: dict[str, NamedUnits] = field(default_factory=dict)
    _names: _Names = field(default_factory=lambda: _Names())

    @classmethod
    def seen_from(cls, tree: OrgTree, issuer: str | None) -> UnitNames:
        """The names as the issuer of a paper means them; `issuer` in the words of the paper."""
        anybody = cls(tree)
        code = anybody.code(issuer) if issuer else None
        unit = tree.units.get(code or "")
        root = unit.parent if unit is not None and unit.kind is UnitKind.OFFICE else code
        return cls(tree, root, code, _names=anybody._names)

    @property
    def _by_name(self) -> dict[str, str]:
        if self._names.codes is None:
            self._names.codes = {_full(key_of(unit.name)): unit.code for unit in self.tree or ()}
        return self._names.codes

    @cached_property
    def _groups(self) -> set[str]:
        return {key_of(unit.group) for unit in self.tree or () if unit.group}

    def named(self, words: str) -> NamedUnits:
        """The selector for an owner's words."""
        if words not in self._known:
            self._known[words] = self._read(_OF_MANY.sub("", _full(key_of(words).strip(" .,;:"))))
        return self._known[words]

    def code(self, words: str) -> str | None:
        """The code of one unit, or None when the list has none of that name."""
        key = _full(key_of(words).strip(" .,;:"))
        return self._one(key) or self._one(_STANDING.sub("", key))

    def codes(self, words: str) -> list[str]:
        """The codes of all that are named ("Thường trực Tỉnh ủy và Ban Tuyên giáo"), or none of them."""
        one = self.code(words)
        return [one] if one else self._all(_PARTS.split(key_of(words).strip(" .,;:"))) or []

    def _read(self, key: str) -> NamedUnits:
        if code := self.code(key):
            return NamedUnits({"units": [code]})
        if ";" in key:
            return self._several(key.split(";"))
        if not _MANY.match(key) and (codes := self._all(_PARTS.split(key))):
            return NamedUnits({"units": codes})
        if _MANY.match(key):
            return NamedUnits(self._many(key))
        return NamedUnits(None, self._nearest(key))

    def _several(self, names: list[str]) -> NamedUnits:
        """Several who lead, "A; B": all of them by code, else a question with those that are known."""
        found = [self.named(name).selector or {} for name in names]
        codes = [code for one in found for code in one.get("units", ())]
        return (
            NamedUnits({"units": codes})
            if all("units" in one for one in found)
            else NamedUnits(None, tuple(codes))
        )

    def _one(self, key: str) -> str | None:
        if key in self._by_name:
            return self._by_name[key]
        # "Tỉnh ủy" in a province's own paper is the one committee whose name begins so.
        names, start = self._sorted, key + " "
        at = bisect_left(names, start)
        while at < len(names) and names[at].startswith(start):
            at += 1
        longer = [self._by_name[name] for name in names[bisect_left(names, start) : at]]
        return longer[0] if len(longer) == 1 else self._own(longer)

    def _own(self, codes: Iterable[str]) -> str | None:
        inside = [code for code in codes if self.root is not None and self.tree and self._serves(code)]
        return inside[0] if len(inside) == 1 else None

    def _serves(self, code: str) -> bool:
        unit: Unit | None = self.tree.units.get(code) if self.tree else None
        return unit is not None and (unit.code == self.root or unit.parent == self.root)

    def _all(self, names: Iterable[str]) -> list[str] | None:
        codes = [self.code(name.strip()) for name in names if name.strip()]
        return [code for code in codes if code] if codes and all(codes) else None

    def _many(self, key: str) -> dict[str, Any] | None:
        bare = _MANY.sub("", key).strip()
        under = {"under": self.root} if self.root else {}
        groups = [self._group(part.strip()) for part in _PARTS.split(bare) if part.strip()]
        if groups and all(groups):
            return {"group": [group for group in dict.fromkeys(groups) if group], **under}
        if _AN_OFFICE.search(bare) and _A_COMMITTEE.search(bare):
            # Offices and committees in one breath: whichever were taken, the others would be lost.
            return None
        for pattern, chosen in _BY_LEVEL:
            if re.match(pattern, bare) or re.search(rf"(?:^|, ){pattern}", bare):
                chosen = (self._communes_named(bare) or chosen) if pattern == _COMMUNES else chosen
                return {**chosen, **under} if self._selects(chosen) else None
        return None

    def _communes_named(self, bare: str) -> dict[str, Any] | None:
        """Of the communes those kinds that are named: "các xã, phường" leaves the special zones out."""
        found = self._communes
        kinds = re.findall(r"(?<!\w)(?:xã|phường|đặc khu|thị trấn)(?!\w)", bare)
        groups = [group for group in (found or {}).get("group", ()) if any(kind in group for kind in kinds)]
        return {**found, "group": groups} if found and groups else found

    def _group(self, part: str) -> str | None:
        """The group of the list that a part of a name is: "đảng ủy trực thuộc Thành ủy" is one of those."""
        bare = _MANY.sub("", part).strip()
        fitting = [group for group in self._groups if bare == group or bare.startswith(f"{group} ")]
        return max(fitting, key=len, default=None)

    @cached_property
    def _communes(self) -> dict[str, Any] | None:
        """Where communes stand in this tree: below a district, or since July 2025 below the province."""
        found = [unit for unit in self.tree or () if _A_COMMUNE.match(key_of(unit.name) + " ")]
        found = [unit for unit in found if unit.kind is UnitKind.COMMITTEE]
        if not found:
            return None
        level = min((unit.level for unit in found), key=LEVEL_ORDER.__getitem__)
        groups = sorted({unit.group for unit in found if unit.group})
        return {"level": str(level), "kind": "committee"} | ({"group": groups} if groups else {})

    def _selects(self, chosen: Mapping[str, Any]) -> bool:
        """Whether the list has such units at all; without a list nobody can tell."""
        if self.tree is None:
            return True
        level, kind = Level(chosen["level"]), UnitKind(chosen["kind"]) if "kind" in chosen else None
        return any(unit.level is level and kind in (None, unit.kind) for unit in self.tree)

    def _nearest(self, key: str) -> tuple[str, ...]:
        names = self._by_name if len(self._by_name) <= FEW else self._sharing_words(key)
        return tuple(self._by_name[name] for name in get_close_matches(key, names, n=3, cutoff=0.6))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._by_name)

    @cached_property
    def _by_word(self) -> Mapping[str, list[str]]:
        found = defaultdict[str, list[str]](list)
        for name in self._by_name:
            for word in set(name.split()):
                found[word].append(name)
        return found

    def _sharing_words(self, key: str) -> list[str]:
        """Of a nation's names those that share most words: to compare the letters of all takes a second."""
        shared = Counter(name for word in set(key.split()) for name in self._by_word.get(word, ()))
        return [name for name, _ in shared.most_common(NEAREST_OF)]


def _full(key: str) -> str:
    """The usual short forms written out: "Đảng ủy UBND tỉnh"."""
    return " ".join(_SHORT.get(word, word) for word in key.split(" "))
