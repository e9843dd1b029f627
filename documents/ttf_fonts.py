"""The fonts of this machine that have every Vietnamese letter; none of ours travels with us."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

_PLACES = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts/Supplemental"),
    *("C:/Windows/Fonts", "~/.fonts", "~/.local/share/fonts", "~/Library/Fonts"),
)
_BOLD = (
    *("timesbd.ttf", "Times New Roman Bold.ttf", "LiberationSerif-Bold.ttf", "Tinos-Bold.ttf"),
    *("NotoSerif-Bold.ttf", "arialbd.ttf", "Arial Bold.ttf", "LiberationSans-Bold.ttf"),
    *("NotoSans-Bold.ttf", "Roboto-Bold.ttf", "DejaVuSans-Bold.ttf"),
)
_REGULAR = (
    *("times.ttf", "Times New Roman.ttf", "LiberationSerif-Regular.ttf", "Tinos-Regular.ttf"),
    *("NotoSerif-Regular.ttf", "arial.ttf", "Arial.ttf", "LiberationSans-Regular.ttf"),
    *("NotoSans-Regular.ttf", "Roboto-Regular.ttf", "DejaVuSans.ttf"),
)
"""What offices write with first."""
_NEEDED = frozenset(map(ord, "ẮẶẾỘỰỸĐắặếộựỹđ0123456789-/(),.–“”%"))


@cache
def find(bold: bool = False) -> Path:
    """The file of the best face on this machine. Refusal: there is none with Vietnamese letters."""
    by_name = {file.name: file for place in _PLACES for file in _below(Path(place).expanduser())}
    for name in _BOLD if bold else _REGULAR:
        if name in by_name and _has_them(by_name[name]):
            return by_name[name]
    what = Told(
        "máy này không có phông chữ nào đủ chữ Việt", "this machine has no font with all Vietnamese letters"
    )
    todo = Told(
        "cài gói fonts-liberation hoặc fonts-noto-core, hoặc chép Times New Roman (times.ttf, timesbd.ttf)"
        " vào ~/.fonts",
        "install fonts-liberation or fonts-noto-core, or put Times New Roman (times.ttf, timesbd.ttf)"
        " into ~/.fonts",
    )
    raise Refusal("", what, todo)


def _has_them(file: Path) -> bool:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap() or ()) >= _NEEDED


def _below(place: Path) -> Iterator[Path]:
    return place.rglob("*.ttf") if place.is_dir() else iter(())
