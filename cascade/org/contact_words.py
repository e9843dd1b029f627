"""How a wanted change of a contact is told, field by field, in letters, on pages and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cascade.lang.told import Told, joined, tell
from cascade.org import format, telephone

_FIELDS = {
    "name": Told("họ và tên: {value}", "name: {value}"),
    "role": Told("chức vụ: {value}", "position: {value}"),
    "mail": Told("thư điện tử: {value}", "e-mail: {value}"),
    "phone": Told("điện thoại Zalo: {value}", "Zalo telephone: {value}"),
    "stand_in": Told("người thay tạm thời: {value}", "stands in for some days: {value}"),
    "days": Told("từ ngày {first} đến hết ngày {last}", "from {first} to the end of {last}"),
    "left": Told("đã thôi làm cán bộ đầu mối", "is no longer the contact"),
    "first": Told("nhận thông báo của đơn vị từ nay", "notices of the unit go here from now on"),
}


def line(field: str, value: str) -> Told:
    """One field of what is wanted; one that a later version knows is shown as it stands."""
    words = _FIELDS.get(field)
    if words is None:
        return Told(f"{field}: {value}", f"{field}: {value}")
    if field == "days":
        first, last = (format.told_day(date.fromisoformat(one)) for one in value.split("/"))
        return tell(words.vi, words.en, first=first, last=last)
    if field == "phone" and not value.startswith("…"):
        shown = Told(telephone.phone(value), telephone.phone(value, "en"))
        return tell(words.vi, words.en, value=shown)
    return tell(words.vi, words.en, value=value)


def said(changes: Sequence[tuple[str, str]]) -> Told:
    """All of it in one line."""
    return joined("; ", [line(field, value) for field, value in changes])
