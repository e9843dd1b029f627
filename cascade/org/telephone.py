"""Telephone numbers: one form for people, one for machines, whatever the ledger was given."""

from __future__ import annotations

import re

from cascade.lang.told import not_valid


def phone(stored: str, lang: str = "vi") -> str:
    """0987 654 321 for people, however the ledger has it; what is no number stands as it is, and says so."""
    ours = _national(stored)
    for pattern in _GROUPS if ours else ():
        if found := re.fullmatch(pattern, ours):
            return " ".join(found.groups())
    return _international(stored) or not_valid(stored).said(lang)


def tel(stored: str) -> str:
    """tel:+84987654321 for machines; empty where that is no number."""
    ours = _national(stored)
    full = f"+84{ours[1:]}" if any(re.fullmatch(one, ours) for one in _GROUPS) else _international(stored)
    return f"tel:{full}" if full else ""


_GROUPS = (r"(0[35789]\d\d)(\d{3})(\d{3})", r"(02[48])(\d{4})(\d{4})", r"(02\d\d)(\d{4})(\d{3})")
"""Mobile; Hà Nội and Thành phố Hồ Chí Minh; the other provinces."""


def _bare(stored: str) -> str:
    return re.sub(r"[\s.()-]", "", stored)


def _national(stored: str) -> str:
    """Ours with its 0: from 84…, +84…, 0084… or 0…; empty where it is none of ours."""
    found = re.fullmatch(r"(?:(?:\+|00)?84|0)(\d{9,10})", _bare(stored), re.ASCII)
    return f"0{found[1]}" if found else ""


def _international(stored: str) -> str:
    found = re.fullmatch(r"\+?([1-9]\d{7,14})", _bare(stored), re.ASCII)
    return f"+{found[1]}" if found and not found[1].startswith("84") else ""
