"""The 34 provinces and 3,321 communes, wards and special zones of Việt Nam since 1 July 2025."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cascade.lang.nearest import ask, bare
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

_KINDS = {"X": "xã", "P": "phường", "K": "đặc khu"}


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone by its official number and name."""

    number: str
    kind: str
    name: str

    @property
    def called(self) -> str:
        """As it stands in a sentence: "xã Long Thành", "Phường 1 Bảo Lộc"."""
        return f"{self.kind.capitalize() if self.name[:1].isdigit() else self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Province:
    """A province, or a city that stands directly below the centre."""

    number: str
    city: bool
    name: str
    communes: tuple[Commune, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """All of them, in the order of their official numbers."""
    text = files("documents.unit_file").joinpath("data", "viet-nam-2025.txt").read_text(encoding="utf-8")
    heads: list[tuple[str, bool, str]] = []
    below: list[list[Commune]] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            number, kind, name = line.split(" ", 2)
            if kind in _KINDS:
                below[-1].append(Commune(number, _KINDS[kind], name))
            else:
                heads.append((number, kind == "TP", name))
                below.append([])
    return tuple(Province(*head, tuple(some)) for head, some in zip(heads, below, strict=True))


def province(typed: str) -> Province:
    """By its name with or without marks, or its number. Refusal: there is none."""
    wanted = bare(typed)
    for word in ("thanh pho ", "tinh ", "tp. ", "tp "):
        wanted = wanted.removeprefix(word)
    known = {bare(one.name): one for one in provinces()} | {one.number: one for one in provinces()}
    known |= {"tphcm": known["ho chi minh"], "tp.hcm": known["ho chi minh"], "hcm": known["ho chi minh"]}
    if (found := known.get(wanted)) is not None:
        return found
    what = Told(f"không có tỉnh, thành phố “{typed[:60]}”", f"there is no province “{typed[:60]}”")
    names = ", ".join(one.name for one in provinces())
    todo = ask(typed, [one.name for one in provinces()]) or Told(
        f"ghi một trong: {names}", f"one of: {names}"
    )
    raise Refusal(Told("Tỉnh, thành phố", "Province"), what, todo)


def slug(text: str) -> str:
    """ "đặc khu Phú Quốc" -> "dac-khu-phu-quoc"."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in bare(text)).split())


@cache
def _slugs() -> Counter[str]:
    return Counter(slug(one.called) for each in provinces() for one in each.communes)


def code_of(commune: Commune) -> str:
    """Its code in unit lists, the same in every list of the country; a name that is not its only one has
    the official number behind it."""
    plain = slug(commune.called)
    return plain if _slugs()[plain] == 1 else f"{plain}-{commune.number}"
