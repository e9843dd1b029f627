"""Who is chosen from the tree: units found by letters of their names, labels, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cascade.calendar.zone import day_of
from cascade.lang.nearest import bare
from cascade.lang.refusal import Wrong
from cascade.lang.told import Telling, Told, joined
from cascade.org.format import told_level
from cascade.org.tree import OrgTree
from cascade.org.unit import Level, Unit, UnitKind
from documents.plan_file.edited_text import written
from documents.plan_file.typed_lines import nested
from models.org import units
from portal.office.web.desk import Desk
from portal.office.web.office_form import OfficeForm

MOST = 30
"""Units that a search shows."""
KINDS = (
    (UnitKind.COMMITTEE.value, Told("cấp ủy", "committees")),
    (UnitKind.OFFICE.value, Told("cơ quan", "offices")),
)
ABOVE = "above"


@dataclass(frozen=True)
class UnitPicker:
    """The tree of today as far as the draft's committee may name it: its subtree, and who stands above."""

    tree: OrgTree
    committee: str
    typed: OfficeForm | None = None

    @cached_property
    def _near(self) -> list[Unit]:
        if not self.committee or self.committee not in self.tree:
            return list(self.tree)
        near = [*self.tree.path(self.committee), *self.tree.subtree(self.committee)]
        return list({unit.code: unit for unit in near}.values())

    @cached_property
    def groups(self) -> list[str]:
        """The labels that units have."""
        return sorted({unit.group for unit in self._near if unit.group})

    @property
    def levels(self) -> list[tuple[str, Told]]:
        """Values and names."""
        return [(level.value, told_level(level)) for level in Level]

    @property
    def kinds(self) -> tuple[tuple[str, Told], ...]:
        """Values and names."""
        return KINDS

    def name(self, code: str) -> str:
        """How a unit is called; its code, where there is none."""
        return self.tree.unit(code).name if code in self.tree else code

    def attendees(self, said: str) -> list[tuple[str, Telling]]:
        """Who can be chosen for a venue: each level; before them who is chosen now, if that is another."""
        levels: list[tuple[str, Telling]] = [(written({"level": one}), told) for one, told in self.levels]
        if not said or said in dict(levels):
            return levels
        return [(said, joined(", ", list(self._named(said)))), *levels]

    def _named(self, said: str) -> Iterator[Telling]:
        """A choice in words; what cannot be read, as it stands."""
        try:
            choice = nested(said)
        except Wrong:
            choice = said
        if not isinstance(choice, Mapping):
            yield said
            return
        for key, value in choice.items():
            codes = value if isinstance(value, list) else [value]
            names: list[Telling] = [dict(self.levels).get(str(code), self.name(str(code))) for code in codes]
            told = joined("; ", names)
            yield Told(f"trừ {told.vi}", f"except {told.en}") if key == "exclude" else told

    def words(self, field: str) -> str:
        """What is searched for in a field."""
        return (self.typed.get(f"{field}.find", "") if self.typed is not None else "").strip()[:80]

    def found(self, field: str) -> list[Unit]:
        """The units whose name or code has those words, the nearest to the top first."""
        words = bare(self.words(field))
        if not words:
            return []
        return [unit for unit in self._near if words in bare(unit.name) or words in unit.code][:MOST]


def unit_picker(desk: Desk, committee: str, typed: OfficeForm | None = None) -> UnitPicker:
    """The picker over the tree of today."""
    return UnitPicker(units.load_units(desk.session, day_of(desk.now)), committee, typed)
