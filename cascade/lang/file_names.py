"""What a file is called that somebody hands in: one name without a path, without anything that deceives."""

from __future__ import annotations

import re
import unicodedata

from cascade.lang import brought

LONGEST = 120
"""Letters with the ending; three bytes each, it still fits a name on any disk."""
_UNFIT = re.compile(r'[<>:"|?*/\\\x00-\x1f\x7f-\x9f]+')
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def cleaned(typed: str, ending: str, instead: str = "tep") -> str:
    """The name as it is kept and offered again: NFC, no folders, no marks that turn text around.

    `ending`: what the content is, ".pdf"; whatever the name said of that is not believed.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _INVISIBLE)
    plain = " ".join(_UNFIT.sub(" ", brought.cleaned(seen)).split())
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", plain).strip(" .-") or instead
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending
