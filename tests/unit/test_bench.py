"""The benchmarks measure what they say: a country of the stated shape, every part of a run still works."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import func, select

from bench import generate, history_years, ledger, rules
from bench.cascade import GOALS
from bench.history_years import MONTH, NOW_RUNNING
from cascade.checked_cascade import cascade
from cascade.org.tree import Level
from models.database import audit_chain, chain_check
from models.plans import plans
from models.tables import ObligationRow

ASKED = {
    "us_per_obligation",
    "growth_10x",
    "peak_mb",
    "issue_ratio_sqlite",
    "issue_ratio_postgres",
    "idle_sweep_ratio",
    "idle_sweep_ms",
    "amend_ms_nation",
    "rehearse_province_s",
}


def test_every_number_that_was_asked_for_has_a_goal() -> None:
    assert set(GOALS) >= ASKED


def test_the_nation_has_the_size_of_the_country() -> None:
    levels = Counter(unit.level for unit in generate.tree(generate.NATION))
    assert levels == {
        Level.CENTRAL: 2,
        Level.PROVINCE: 34,
        Level.DISTRICT: 3_321,
        Level.GRASSROOTS: 52_000,
    }


def test_before_2025_there_were_districts_and_two_tiers_below_them() -> None:
    tree = generate.tree(generate.NATION_OF_OLD)
    assert len(tree) == 2 + 63 + 705 + 11_000 + 52_000
    known = cascade(
        generate.plan(generate.NATION_OF_OLD), generate.tree(generate.NATION_OF_OLD, 500), rules.CALENDAR
    )
    assert {"D1", "D1/district", "D1/grassroots", "D1/grassroots/2"} <= set(known.by_key)


def test_each_committee_below_the_root_owes_five_things() -> None:
    tree, plan = generate.tree(generate.NATION, 500), generate.plan(generate.NATION)
    owed = Counter(item.unit for item in cascade(plan, tree, rules.CALENDAR).obligations)
    assert {code: owed[code] for code in tree.units if code not in ("goc", "goc-btg")} == {
        code: 5 for code in tree.units if code not in ("goc", "goc-btg")
    }


def test_a_small_country_is_issued_swept_and_amended() -> None:
    small = ledger.size(1000)
    with ledger.sqlite(small) as fresh:
        book = ledger.issued(small, fresh())
        assert ledger.idle_sweep_ms(book) > 0
        assert ledger.amend_ms(small, book) > 0
        book.dispose()
        assert ledger.issue_ratio(small, fresh) > 0


def test_years_behind_a_ledger_are_plans_like_the_first_month_after_month() -> None:
    small = history_years.province(100)
    with ledger.sqlite(small) as fresh:
        book = fresh()
        past = history_years.fill(book, small, 3)
        with book.read() as session:
            owed = dict(
                session.execute(
                    select(ObligationRow.plan_id, func.count()).group_by(ObligationRow.plan_id)
                ).all()
            )
            found = plans.all_plans(session)
            assert chain_check.check(session).found == 0
            assert [one.code for one in plans.running(session)] == [history_years.RUNNING]
            assert plans.closed_and_touched(session, audit_chain.end(session).settled, NOW_RUNNING) == []
        assert set(owed.values()) == {len(small.cascade.obligations)}
        assert past.rows["report"] == 3 * len(small.cascade.obligations)
        assert past.rows["figure"] == 2 * past.rows["report"]
        closed = [one.issued_at for one in found if one.closed_at]
        assert [later - sooner for later, sooner in pairwise(closed)] == [timedelta(days=MONTH)] * 2
