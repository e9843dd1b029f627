"""Who is chosen from the tree: units found by letters of their names, labels, names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cascade.calendar.zone import day_of
from cascade.lang.nearest import bare
from cascade.lang.told import Told
from cascade.org.format import told_level
from cascade.org.tree import OrgTree
from cascade.org.unit import Level, Unit, UnitKind
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
