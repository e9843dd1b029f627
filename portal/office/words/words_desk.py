"""Whose words are looked at, in which language, of which plan and unit: as an address or a form says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.own_words import Chapter
from cascade.org.office_roles import Right
from models import outbox
from models.messages import kept_words, shown_letters
from models.org import names_in_time
from models.views.notice_views import OwnVersion
from models.views.plan_views import PlanRecord
from portal.office.plans.plan_list_routes import mine
from portal.office.plans.plan_sight import called
from portal.office.web.desk import Desk
from portal.web.form_input import Number
from portal.web.i18n import LANGUAGES
from portal.web.refusals import TurnAway

__all__ = ["Number", "WordsDesk"]
OCCASIONS = {occasion.value: occasion for chapter in Chapter for occasion in chapter.occasions}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class WordsDesk:
    """A committee with its plans, one language, and perhaps a plan and a unit for an example."""

    desk: Desk
    committees: Sequence[tuple[str, str]]
    """Code and name of those whose plans the officer may look at."""
    unit: str
    """The committee whose words they are; "": there is no plan yet."""
    lang: str
    plans: Sequence[PlanRecord]
    """Those of the committee."""
    plan: PlanRecord | None
    to: str
    """What was typed for the unit that the example is written to."""

    @classmethod
    def of(cls, desk: Desk, asked: Mapping[str, str]) -> WordsDesk:
        """As it is asked for; whatever cannot be meant counts as not asked."""
        own = mine(desk)
        codes = list(dict.fromkeys(one.issuer for one in own))
        names = names_in_time.known(desk.session, codes).all_on(day_of(desk.now)) if codes else {}
        unit = asked.get("don-vi", "")
        if unit and unit not in codes:
            raise TurnAway(404, "error.no_page")
        unit = unit or next((one for one in codes if desk.may(Right.WORDS, one)), next(iter(codes), ""))
        plans = [one for one in own if one.issuer == unit]
        lang = asked.get("tieng", "")
        return cls(
            desk,
            [(code, names.get(code, code)) for code in codes],
            unit,
            lang if lang in LANGUAGES else LANGUAGES[0],
            plans,
            next((one for one in plans if str(one.id) == asked.get("ke-hoach")), None),
            asked.get("nhan", "")[:LONGEST].replace("\x00", "").strip(),
        )

    @property
    def name(self) -> str:
        """The committee by name."""
        return dict(self.committees).get(self.unit, self.unit)

    @property
    def may_write(self) -> bool:
        """Whether the officer may change the words of this committee."""
        return bool(self.unit) and self.desk.may(Right.WORDS, self.unit)

    @property
    def query(self) -> dict[str, object]:
        """What an address says of all this."""
        plan = self.plan.id if self.plan else None
        return {"don_vi": self.unit, "tieng": self.lang, "ke_hoach": plan, "nhan": self.to}

    def named(self) -> list[tuple[int, str]]:
        """Its plans to choose from; a secret one by its number."""
        return [(one.id, called(one)) for one in self.plans]

    def versions(self, occasion: Occasion) -> list[OwnVersion]:
        """What was saved, the newest first."""
        if not self.unit:
            return []
        return kept_words.versions(self.desk.session, self.unit, occasion, self.lang)

    def facts(self, occasion: Occasion) -> NoticeFacts | None:
        """Of the chosen plan and unit; None: none is chosen, or nothing is known for such a letter."""
        if self.plan is None:
            return None
        session, plan = self.desk.session, self.plan.id
        found = outbox.called(session, self.to) if self.to else [shown_letters.some_unit(session, plan)]
        if not found:
            return None
        return shown_letters.facts(session, plan, found[0], occasion, self.lang, self.desk.now)


def occasion_of(named: str) -> Occasion:
    """The occasion of an address."""
    if named not in OCCASIONS:
        raise TurnAway(404, "error.no_page")
    return OCCASIONS[named]
