"""Second factors in the ledger: each code counts once, wrong ones make wait, the key lies sealed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.org import one_time_codes
from cascade.org.office_roles import FactorRule, OfficeRole
from models import outbox
from models.database import stored_settings
from models.database.ledger import Ledger, Session
from models.org import link_keys
from models.org.officers import factor_rule, office_sessions, officers, second_factors
from models.org.officers.second_factors import CodeFate
from models.tables import AuditRow, RecoveryCodeRow, SecondFactorRow
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer, OfficeSession
from notifications.wording import words
from services.office import factor_acts
from tests.ledger.database.test_concurrency import together
from tests.ledger.world import at

NOW = at(4, 20, 9)
STEP = timedelta(seconds=one_time_codes.SECONDS)


def somebody(session: Session, mail: str = "mai@example.vn", *roles: OfficeRole) -> Officer:
    grants = [OfficeGrant(role, EVERYWHERE) for role in roles or (OfficeRole.ADMIN,)]
    return officers.add(session, f"Lê Thị {mail[:3]}", mail, grants, now=NOW, by="kiểm thử")


def here(session: Session, officer: Officer, now: datetime = NOW) -> OfficeSession:
    """They come in by the first factor."""
    secret = office_sessions.open_for(session, officer.id, "mail", "203.0.113.9", now=now)
    found = office_sessions.find(session, secret, now)
    assert found is not None
    return found


def paired(session: Session, officer: Officer) -> bytes:
    """Their key, set up a minute ago; recovery codes take a moment each and are made where asked for."""
    before = NOW - timedelta(minutes=1)
    second_factors.begin(session, officer.id, before)
    key = second_factors.pending(session, officer.id, before)
    assert key is not None
    assert second_factors.confirm(session, officer.id, code(key, before), before)
    return key


def code(key: bytes, now: datetime = NOW) -> str:
    return one_time_codes.code_at(key, one_time_codes.step_of(now))


def wrong(key: bytes, now: datetime = NOW) -> str:
    """Six digits that are no code of these minutes."""
    step = one_time_codes.step_of(now)
    near = {one_time_codes.code_at(key, step + away) for away in range(-3, 4)}
    return next(digits for digits in ("000000", "111111", "222222", "333333") if digits not in near)


def test_a_code_counts_once_and_no_older_one_after_it(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        key = paired(session, mai)
        assert second_factors.show(session, mai.id, code(key), NOW) is CodeFate.GOOD
        assert second_factors.show(session, mai.id, code(key), NOW) is CodeFate.USED
        assert second_factors.show(session, mai.id, code(key, NOW - STEP), NOW) is CodeFate.USED
        assert second_factors.show(session, mai.id, code(key, NOW + STEP), NOW + STEP) is CodeFate.GOOD


def test_of_many_who_show_the_same_code_at_once_one_has_shown_it(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        key = paired(session, mai)

    def shows() -> CodeFate:
        own = Ledger(ledger.url)
        try:
            with own.begin() as session:
                return second_factors.show(session, mai.id, code(key), NOW)
        finally:
            own.dispose()

    assert sorted(together([shows] * 4)) == [CodeFate.GOOD, *[CodeFate.USED] * 3]


def test_the_code_that_set_it_up_does_not_open_the_next_session(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        second_factors.begin(session, mai.id, NOW)
        key = second_factors.pending(session, mai.id, NOW)
        assert key is not None
        assert second_factors.of(session, mai.id) is None, "it counts with its first code"
        assert not second_factors.confirm(session, mai.id, wrong(key), NOW)
        assert second_factors.confirm(session, mai.id, code(key), NOW)
        assert second_factors.show(session, mai.id, code(key), NOW) is CodeFate.USED


def test_a_key_nobody_finished_ends_after_a_quarter_of_an_hour(ledger: Ledger) -> None:
    late = NOW + second_factors.PENDING
    with ledger.begin() as session:
        mai = somebody(session)
        second_factors.begin(session, mai.id, NOW)
        key = second_factors.pending(session, mai.id, late - STEP)
        assert key is not None
        assert second_factors.pending(session, mai.id, late) is None
        assert not second_factors.confirm(session, mai.id, code(key, late), late)


def test_the_old_telephone_works_until_the_new_one_has_shown_a_code(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        old = paired(session, mai)
        codes = second_factors.new_codes(session, mai.id)
        second_factors.begin(session, mai.id, NOW)
        new = second_factors.pending(session, mai.id, NOW)
        assert new is not None
        assert second_factors.show(session, mai.id, code(old), NOW) is CodeFate.GOOD
        assert second_factors.confirm(session, mai.id, code(new), NOW)
        after = NOW + 2 * STEP
        assert second_factors.show(session, mai.id, code(old, after), after) is CodeFate.WRONG
        assert second_factors.show(session, mai.id, codes[0], after) is CodeFate.WRONG
        assert second_factors.show(session, mai.id, code(new, after), after) is CodeFate.GOOD


def test_wrong_codes_make_wait_longer_each_time_and_the_officer_hears_of_it(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        key, codes = paired(session, mai), second_factors.new_codes(session, mai.id)
        mine, now, waits = here(session, mai), NOW, []
        for _ in range(3):
            for left in range(second_factors.TRIES, 0, -1):
                assert second_factors.tries_left(session, mai.id, now) == (left, None)
                assert factor_acts.show(session, mine, wrong(key, now), now=now) is CodeFate.WRONG
            _, until = second_factors.tries_left(session, mai.id, now)
            assert until is not None
            assert factor_acts.show(session, mine, code(key, now), now=now) is CodeFate.WAITS, (
                "not even right"
            )
            assert factor_acts.show(session, mine, codes[0], now=now) is CodeFate.WAITS
            waits.append(until - now)
            now = until
        assert waits == [second_factors.WAIT * many for many in (1, 2, 4)]
        assert factor_acts.show(session, mine, code(key, now), now=now) is CodeFate.GOOD
        assert second_factors.tries_left(session, mai.id, now) == (second_factors.TRIES, None)
        told = [one.facts["details"][0] for one in outbox.claim(session, now, "kiểm thử", 20)]
    assert len([one for one in told if "nhập sai nhiều lần" in one]) == 3


def test_a_recovery_code_works_once_however_it_is_typed(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        paired(session, mai)
        codes = factor_acts.new_codes(session, mai, now=NOW)
        assert len(set(codes)) == 10
        typed = codes[3].replace("-", " ").lower()
        mine = here(session, mai)
        assert factor_acts.show(session, mine, typed, now=NOW) is CodeFate.RECOVERY
        assert factor_acts.show(session, mine, codes[3], now=NOW) is CodeFate.WRONG
        left = second_factors.of(session, mai.id)
        assert left is not None
        assert left.left == 9
        assert second_factors.show(session, mai.id, "ABCDE-FGH0I", NOW) is CodeFate.MALFORMED
        fresh = second_factors.new_codes(session, mai.id)
        assert second_factors.show(session, mai.id, codes[4], NOW) is CodeFate.WRONG
        assert second_factors.show(session, mai.id, fresh[4], NOW) is CodeFate.RECOVERY


def test_the_ledger_holds_neither_the_key_nor_a_code(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        key, codes = paired(session, mai), second_factors.new_codes(session, mai.id)
        kept = session.scalars(select(SecondFactorRow)).one()
        digests = session.scalars(select(RecoveryCodeRow.digest)).all()
        said = json.dumps([[row.act, row.detail] for row in session.scalars(select(AuditRow))])
        lies = " ".join([kept.sealed or "", kept.salt, *digests, said])
        for secret in (key.hex(), one_time_codes.key_text(key).replace(" ", ""), *codes):
            assert secret not in lies
            assert secret.replace("-", "") not in lies


def test_a_sealed_key_is_of_one_officer_and_of_our_link_key(
    ledger: Ledger,
) -> None:
    with ledger.begin() as session:
        mai, an = somebody(session), somebody(session, "an@example.vn")
        key, codes = paired(session, mai), second_factors.new_codes(session, mai.id)
        other = paired(session, an)
        rows = {row.officer_id: row for row in session.scalars(select(SecondFactorRow))}
        rows[mai.id].sealed = rows[an.id].sealed
        session.flush()
        assert second_factors.show(session, mai.id, code(other), NOW) is CodeFate.UNREADABLE
        assert second_factors.show(session, mai.id, codes[0], NOW) is CodeFate.RECOVERY, "they are not sealed"
        stored_settings.drop(session, link_keys.KEPT)
        assert second_factors.show(session, an.id, code(other), NOW) is CodeFate.UNREADABLE
    assert key != other


def test_a_key_outlives_every_link_key(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        key = paired(session, mai)
        first = session.scalars(select(SecondFactorRow.sealed)).one()
        for _ in range(2):
            factor_acts.change_link_key(session, timedelta(0), NOW, "kiểm thử")
    with ledger.begin() as session:
        assert session.scalars(select(SecondFactorRow.sealed)).one() != first
        assert second_factors.seal_anew(session, NOW) == 0
        assert second_factors.show(session, mai.id, code(key), NOW) is CodeFate.GOOD
    # Ops take the key into the settings: what the ledger's own key sealed is sealed anew with it.
    monkeypatch.setenv(link_keys.VARIABLE, "khoa-cua-bo-phan-ky-thuat-0123456789-abcdef")
    with ledger.begin() as session:
        assert second_factors.seal_anew(session, NOW) == 1
        stored_settings.drop(session, link_keys.KEPT)
        after = NOW + 2 * STEP
        assert second_factors.show(session, mai.id, code(key, after), after) is CodeFate.GOOD


def test_a_session_is_half_until_the_second_factor_is_shown(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai = somebody(session)
        assert not here(session, mai).half
        factor_rule.put(session, FactorRule.BINDING, now=NOW, by="kiểm thử")
        assert here(session, mai).half
        assert not here(session, somebody(session, "xem@example.vn", OfficeRole.VIEWER)).half
        key = paired(session, mai)
        factor_rule.put(session, FactorRule.NOBODY, now=NOW, by="kiểm thử")
        secret = office_sessions.open_for(session, mai.id, "mail", "203.0.113.9", now=NOW)
        before = office_sessions.find(session, secret, NOW)
        assert before is not None
        assert before.half, "whoever has one is asked for it, whatever the rule says"
        assert factor_acts.show(session, before, code(key), now=NOW) is CodeFate.GOOD
        after = office_sessions.find(session, secret, NOW)
        assert after is not None
        assert not after.half
        later = NOW + office_sessions.PROVED + STEP
        office_sessions.prove(session, after, now=later)
        again = office_sessions.find(session, secret, later)
        assert again is not None
        assert again.proved_at == NOW, "a link in a mail proves nothing more of whoever has an authenticator"


def test_another_administrator_resets_it_and_the_officer_is_out_and_told(ledger: Ledger) -> None:
    with ledger.begin() as session:
        mai, an = somebody(session), somebody(session, "an@example.vn")
        paired(session, mai)
        outbox.claim(session, NOW, "kiểm thử", 20)
        with pytest.raises(Refusal, match="không tự gỡ"):
            factor_acts.reset(session, mai, mai, now=NOW, by=mai.name)
        with pytest.raises(Refusal, match="chưa đặt lớp thứ hai"):
            factor_acts.reset(session, mai, an, now=NOW, by=mai.name)
        secret = office_sessions.open_for(session, mai.id, "mail", "203.0.113.9", now=NOW)
        factor_acts.reset(session, an, mai, now=NOW, by=an.name)
        assert office_sessions.find(session, secret, NOW) is None
        assert second_factors.of(session, mai.id) is None
        assert not list(session.scalars(select(RecoveryCodeRow)))
        (letter,) = outbox.claim(session, NOW, "kiểm thử", 20)
    assert letter.address == "mai@example.vn"
    said = words.render(letter.occasion, letter.facts, lang=letter.lang)
    assert f"{an.name} đã gỡ lớp thứ hai" in said.text
    assert "báo ngay cán bộ quản trị" in said.text


def test_whoever_is_an_officer_no_more_has_no_authenticator_either(ledger: Ledger) -> None:
    with ledger.begin() as session:
        somebody(session, "an@example.vn")
        mai = somebody(session)
        paired(session, mai)
        officers.end(session, mai.id, now=NOW, by="kiểm thử")
        assert second_factors.of(session, mai.id) is None
        somebody(session)  # comes back
        assert not second_factors.among(session, [mai.id])
