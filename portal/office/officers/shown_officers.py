"""Officers as the room shows them: their units by name, and which roles the administrator may take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cascade.calendar.zone import day_of
from cascade.lang.told import Told
from models.org import names_in_time
from models.org.officers import second_factors
from models.views.office_views import Officer
from portal.office.web.desk import Desk
from services.office import officer_acts


@dataclass(frozen=True, slots=True)
class ShownOfficer:
    """One officer."""

    id: int
    name: str
    mail: str
    unit: str
    grants: tuple[tuple[str, Told, str, bool], ...]
    """Key, role, name of the unit ("" for every one), and whether the administrator may take it away."""
    paired: bool
    """They have a second factor."""

    @property
    def ours(self) -> bool:
        """Whether all of their roles are the administrator's to take."""
        return all(mine for *_, mine in self.grants)


def shown(desk: Desk, some: Iterable[Officer]) -> list[ShownOfficer]:
    """These officers, their units named as of today."""
    known = list(some)
    codes = {one.unit for one in known if one.unit}
    codes |= {grant.subtree for one in known for grant in one.grants if grant.subtree}
    names = names_in_time.known(desk.session, codes).all_on(day_of(desk.now)) if codes else {}
    paired = second_factors.among(desk.session, {one.id for one in known})
    given = officer_acts.given(desk.session, desk.officer, known, desk.now)

    def roles(one: Officer) -> Iterator[tuple[str, Told, str, bool]]:
        for grant in one.grants:
            key, where = f"{grant.role.value}:{grant.subtree}", names.get(grant.subtree, grant.subtree)
            yield key, grant.role.told, where, grant in given

    def show(one: Officer) -> ShownOfficer:
        unit = names.get(one.unit or "", one.unit or "")
        return ShownOfficer(one.id, one.name, one.mail, unit, tuple(roles(one)), one.id in paired)

    return [show(one) for one in known]
