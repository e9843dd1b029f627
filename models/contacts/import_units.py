"""Takes over a unit list: first a plan of all that it changes, then that plan written in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.org.tree import OrgTree
from models.contacts import import_contacts, plan_contacts, plan_units
from models.contacts.import_contacts import PeoplePlan
from models.contacts.plan_units import UnitsPlan
from models.database import audit, sql, stored_settings
from models.tables import SettingRow, UnitRow
from models.views.list_views import ListChanges, PersonFate

LAST = "memo:units"
"""When units or people were last changed by a list: what shows their names is shown anew after it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a unit list changed."""

    added: int
    changed: int
    contacts: int


@dataclass(frozen=True, slots=True)
class ListPlan:
    """All that is to be written for a list, and how it is told."""

    units: UnitsPlan
    people: PeoplePlan

    @property
    def counts(self) -> Imported:
        """How many rows of units and how many contacts."""
        return Imported(len(self.units.new), len(self.units.changed), self.people.count)

    @property
    def told(self) -> ListChanges:
        """What changes, for people to read."""
        return ListChanges(self.units.told, tuple(self.people.told), self.units.unlisted)


def take_over(session: Session, tree: OrgTree, now: datetime, by: str = "dondoc", file: str = "") -> Imported:
    """Take over a unit list: new units are added, known ones brought up to date, the others left alone.

    Refusal: people of one unit have exchanged their addresses.
    """
    lock(session, now)
    return write(session, plan(session, tree, now, file), now, by)


def lock(session: Session, now: datetime) -> None:
    """One list at a time, from the look at what is there to the end of the transaction."""
    first = {"key": LAST, "value": {"at": now.isoformat()}}
    session.execute(sql.insert(session, SettingRow).values(first).on_conflict_do_nothing())
    session.execute(select(SettingRow.key).where(SettingRow.key == LAST).with_for_update())


def plan(session: Session, tree: OrgTree, now: datetime, file: str = "") -> ListPlan:
    """What the list changes; nothing is written. `file`: where a refusal says that the trouble stands.

    Refusal: people of one unit have exchanged their addresses.
    """
    units = plan_units.plan(session, tree)
    return ListPlan(units, plan_contacts.plan(session, tree, units.names, day_of(now), file))


def write(session: Session, planned: ListPlan, now: datetime, by: str) -> Imported:
    """Do what was planned, with a trace of each name that was put right and of each successor."""
    if planned.units.changed:
        session.execute(update(UnitRow), planned.units.changed)
    if planned.units.new:
        session.execute(insert(UnitRow), planned.units.new)
        sql.learn(session, UnitRow, len(planned.units.new))
        _end_earlier_versions(session, {str(row["code"]) for row in planned.units.new})
    done = planned.counts
    write_people(session, planned.people, now, by)
    audit.log(session, by, "units", now=now, added=done.added, changed=done.changed, contacts=done.contacts)
    if done != Imported(0, 0, 0):
        stored_settings.put(session, LAST, {"at": now.isoformat()})
    return done


def write_people(session: Session, people: PeoplePlan, now: datetime, by: str) -> None:
    """The people alone, with a trace of each name that was put right and of each successor."""
    import_contacts.write(session, people, now, day_of(now))
    for one in people.told:
        if one.fate in _TRACED:
            audit.log(session, by, _TRACED[one.fate], now=now, unit=one.unit, name=one.name, was=one.was)
    if people.count:
        stored_settings.put(session, LAST, {"at": now.isoformat()})


_TRACED = {PersonFate.CORRECTED: "correct_contact", PersonFate.REPLACED: "replace_contact"}


def _end_earlier_versions(session: Session, codes: Collection[str]) -> None:
    """Where a unit got a newer row, the row before it ends the day the newer one begins."""
    query = select(UnitRow).where(UnitRow.code.in_(codes)).order_by(UnitRow.code, UnitRow.valid_from)
    before: UnitRow | None = None
    for row in session.scalars(query):
        if before is not None and before.code == row.code and before.valid_to > row.valid_from:
            before.valid_to = row.valid_from
        before = row
    session.flush()
