"""How a plan file says who is meant: by level, kind, label, place in the tree, or by name."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.org.tree import Selector, UnitKind
from documents.reading.part import Part, key
from documents.reading.values import KINDS, Code, Codes, LevelWord, Texts, word_of

KindWord = Annotated[UnitKind, BeforeValidator(word_of(UnitKind, KINDS))]


class SelectorPart(Part):
    """Những đơn vị nào. Các khóa thu hẹp lẫn nhau; `units` liệt kê đích danh."""

    level: LevelWord | None = key(
        None,
        "Cấp: tỉnh (province); xã, phường, đặc khu, huyện (district); chi bộ, cơ sở (grassroots); trung ương",
        "Level: central, province, district (commune, ward), grassroots; names in Vietnamese will do",
        "district",
    )
    kind: KindWord | None = key(
        None,
        "Cấp ủy (committee) hay cơ quan (office)",
        "A committee, or an office that serves one",
        "committee",
    )
    group: Texts = key((), "Nhãn nhóm như trong danh sách đơn vị", "Labels as in the unit list", "[xã]")
    under: Code | None = key(
        None, "Chỉ các đơn vị trực thuộc đơn vị này, mọi cấp", "Only units below this one", "dong-nai"
    )
    units: Codes = key((), "Mã từng đơn vị", "Units by code", "[dong-nai-btg, dong-nai-vp]")
    exclude: Codes = key((), "Trừ các đơn vị này", "Except these units", "[dang-uy-khoi]")

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refusal: a selector that selects by nothing."""
        if not any(getattr(self, name) for name in type(self).model_fields):
            todo = Told(
                "thêm `units: [mã]` hoặc `level: …`, `under: …`",
                "add `units: [code]`, or `level: …`, `under: …`",
            )
            raise Wrong(Told("không nói đơn vị nào", "it names no unit"), todo)
        return self

    def build(self) -> Selector:
        return Selector(**self.values())
