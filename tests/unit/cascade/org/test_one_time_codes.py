"""Codes of an authenticator: the examples of RFC 6238, the clock's neighbours, and what people type."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cascade.org import one_time_codes
from cascade.org.office_roles import FactorRule, OfficeRole

KEY = b"12345678901234567890"
AT = datetime(2024, 4, 10, 5, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_the_examples_of_the_standard(second: int, shown: str) -> None:
    assert one_time_codes.code_at(KEY, one_time_codes.step_of(datetime.fromtimestamp(second, UTC))) == shown


def test_a_clock_may_be_half_a_minute_wrong_and_no_more() -> None:
    now = one_time_codes.step_of(AT)
    taken = [
        step - now
        for step in range(now - 4, now + 5)
        if one_time_codes.step_of_code(KEY, one_time_codes.code_at(KEY, step), AT) == step
    ]
    assert taken == [-1, 0, 1]
    assert one_time_codes.step_of_code(KEY, "", AT) is None
    assert one_time_codes.step_of(AT + timedelta(seconds=30)) == now + 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("287082", "287082"),
        (" 287 082 ", "287082"),
        ("287-082", "287082"),
        ("28708", ""),
        ("2870821", ""),
        ("28708a", ""),
        ("２８７０８２", ""),
    ],
)
def test_what_people_type(typed: str, read: str) -> None:
    assert one_time_codes.digits_of(typed) == read


def test_the_address_carries_the_key_and_names_us_and_the_officer() -> None:
    address = urlsplit(one_time_codes.key_address(KEY, "Đôn Đốc", "mai@example.vn"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Đôn Đốc:mai@example.vn"
    asked = parse_qs(address.query)
    assert b32decode(asked["secret"][0]) == KEY
    assert asked["issuer"] == ["Đôn Đốc"]
    assert one_time_codes.key_text(KEY).replace(" ", "") == asked["secret"][0]


def test_of_whom_a_second_factor_is_asked() -> None:
    asked = {rule: [role for role in OfficeRole if rule.asks([role])] for rule in FactorRule}
    assert asked[FactorRule.NOBODY] == []
    assert asked[FactorRule.BINDING] == [OfficeRole.APPROVER, OfficeRole.ADMIN]
    assert asked[FactorRule.EVERYBODY] == list(OfficeRole)
