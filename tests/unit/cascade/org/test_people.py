"""Who is who when a list comes: corrected, moved, replaced, exchanged; one table for the whole rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cascade.lang import person_names
from cascade.org.people import KnownPerson, Recognised, recognise
from cascade.org.unit import Contact

TODAY = date(2026, 4, 10)
OFFICE = "Đảng ủy xã Một"
A, B, C = "Nguyễn Thị Thủy", "Trần Văn Dũng", "Lê Hoàng Nam"


def person(
    name: str, *addresses: str, since: date | None = None, until: date | None = None, unit: str = "x"
) -> Contact:
    """Somebody with mailboxes; digits are a telephone."""
    ways = tuple(("zbs" if each.isdigit() else "mail", each) for each in addresses)
    return Contact(unit, name, ways, valid_from=since, valid_to=until)


def found(known: list[Contact], listed: list[Contact], *, left: tuple[int, ...] = ()) -> Recognised:
    rows = [
        KnownPerson(number, one, serving=number not in left, place=number) for number, one in enumerate(known)
    ]
    return recognise(rows, listed, TODAY, lambda name: name == OFFICE)


def fates(known: list[Contact], listed: list[Contact]) -> str:
    """ "0=0 1>1 +2 -1": row 0 is listed person 0, 1 was replaced by 1, 2 is new, 1 has gone."""
    done = found(known, listed)
    at = {id(one): number for number, one in enumerate(listed)}
    told = [f"{one.number}={at[id(other)]}" for one, other in done.same]
    told += [f"{one.number}>{at[id(other)]}" for one, other in done.replaced]
    replaced = {id(other) for _, other in done.replaced}
    told += [f"+{at[id(one)]}" for one in done.new if id(one) not in replaced]
    gone = {one.number for one in done.gone} - {one.number for one, _ in done.replaced}
    return " ".join(sorted(told) + [f"-{number}" for number in sorted(gone)])


@pytest.mark.parametrize(
    ("known", "listed", "wanted"),
    [
        # the name put right, at the same mailbox
        ([person("Nguyễn Thị Thuỷ", "a")], [person(A, "a")], "0=0"),
        ([person("Nguyen Thi Thuy", "a")], [person(A, "a")], "0=0"),
        ([person("NGUYỄN THỊ THỦY", "a")], [person(A, "a")], "0=0"),
        ([person("Thủy", "a")], [person(A, "a")], "0=0"),
        ([person("Đ/c " + A, "a")], [person(A, "a")], "0=0"),
        ([person("Nguyễn Thị Thủyy", "a")], [person(A, "a")], "0=0"),
        # another address, in capitals, one more, one less
        ([person(A, "a")], [person(A, "b")], "0=0"),
        ([person(A, "a@x.vn")], [person(A, "A@X.VN")], "0=0"),
        ([person(A, "a")], [person(A, "a", "b")], "0=0"),
        ([person(A, "a")], [person(A)], "0=0"),
        ([person("Nguyễn Thị Thuỷ")], [person(A, "a")], "0=0"),
        ([person("Nguyen Thi Thuy")], [person(A, "a")], "0=0"),
        # somebody else at the same mailbox, and with another one
        ([person(A, "a")], [person(B, "a")], "0>0"),
        ([person("Ông C", "a")], [person("Bà D", "a")], "0>0"),
        ([person("Trần Văn Hùng", "a")], [person("Lê Văn Hùng", "a")], "0>0"),
        ([person(A, "a")], [person(B, "b")], "+0 -0"),
        ([person("Nguyen Thi Thuy", "a")], [person(A, "b")], "+0 -0"),
        # several people of one unit
        ([person(A, "a"), person(B, "b")], [person(B, "b"), person(A, "a")], "0=1 1=0"),
        ([person(A, "a"), person(B, "b")], [person(A, "c"), person(B, "a")], "0=0 1=1"),
        ([person(A, "a"), person(B, "b")], [person(A, "b")], "0=0 -1"),
        ([person(A, "a"), person(B, "b")], [person(B, "a")], "1=0 -0"),
        ([person(A, "a"), person(B, "b")], [person(C, "a"), person(B, "b")], "0>0 1=1"),
        ([person(A, "a", "1"), person(B, "b", "2")], [person(A, "b", "1"), person(B, "a", "2")], "0=0 1=1"),
        ([person(A, "a"), person(A, "b")], [person(A, "b"), person(A, "c")], "0=1 1=0"),
        # a mailbox that is nobody's by name
        ([person(OFFICE, "a"), person(OFFICE, "b")], [person(OFFICE, "b"), person(OFFICE, "a")], "0=1 1=0"),
        ([person(OFFICE, "a")], [person(A, "a")], "0=0"),
        ([person(A, "a")], [person(OFFICE, "a")], "0=0"),
        ([person(OFFICE, "a")], [person(OFFICE, "c")], "0=0"),
        ([person(OFFICE, "a")], [person(OFFICE, "c"), person(A, "a")], "+0 0=1"),
        ([person(OFFICE, "a", "b")], [person(OFFICE, "a")], "0=0"),
    ],
)
def test_who_is_who(known: list[Contact], listed: list[Contact], wanted: str) -> None:
    assert fates(known, listed) == wanted


def test_two_who_have_exchanged_their_addresses_are_nobodys_guess() -> None:
    done = found([person(A, "a"), person(B, "b")], [person(A, "b"), person(B, "a")])
    assert {one.name for one in done.unclear} == {A, B}
    ring = found(
        [person(A, "a"), person(B, "b"), person(C, "c")], [person(A, "b"), person(B, "c"), person(C, "a")]
    )
    assert len(ring.unclear) == 3


def test_who_comes_back_is_the_same_person_only_at_an_address_of_before() -> None:
    there = found([person(A, "a")], [person(A, "a", "b")], left=(0,))
    assert [(one.number, other.name) for one, other in there.back] == [(0, A)]
    assert found([person(A, "a")], [person(A, "c")], left=(0,)).new


def test_other_days_of_one_person_are_rows_of_one_person() -> None:
    spring = person(A, "a", since=date(2026, 4, 1), until=date(2026, 5, 1))
    autumn = person(A, "a", since=date(2026, 9, 1), until=date(2026, 10, 1))
    done = found([spring], [spring, autumn])
    assert [one.number for one, _ in done.same] == [0]
    assert [other for _, other in done.back] == [autumn]


def test_who_has_ended_and_is_still_in_the_list_is_not_found_anew_each_time() -> None:
    over = person(A, "a", until=date(2026, 4, 1))
    done = found([over], [over], left=(0,))
    assert (len(done.same), done.back, done.new, done.gone) == (1, [], [], [])


NAMES = some.sampled_from([A, B, C, "Nguyễn Thị Thuỷ", OFFICE])
PEOPLE = some.lists(
    some.builds(person, NAMES, some.sampled_from("abcd"), some.sampled_from("1234")), max_size=4
)


@given(PEOPLE, PEOPLE)
def test_everybody_is_accounted_for_once(known: list[Contact], listed: list[Contact]) -> None:
    done = found(known, listed)
    kept = [one.number for one, _ in done.same]
    assert sorted(kept + [one.number for one in done.gone]) == list(range(len(known)))
    placed = [id(one) for _, one in (*done.same, *done.back)] + [id(one) for one in done.new]
    assert sorted(placed) == sorted(map(id, listed))
    assert {one.number for one, _ in done.replaced} <= {one.number for one in done.gone}


@given(PEOPLE)
def test_the_same_list_again_changes_nobody(people: list[Contact]) -> None:
    done = found(people, people)
    assert (done.new, done.gone, done.back, done.unclear) == ([], [], [], [])


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Nguyễn Văn Hùg", "Nguyễn Văn Hùng", True),
        ("Nguyễn Vnă Hùng", "Nguyễn Văn Hùng", True),
        ("Ông Nguyễn Văn A", "Nguyễn Văn A", True),
        ("Ts. Lê Nam", "Lê Nam", True),
        ("Lê Hùng", "Lê Dũng", False),
        ("Bà A", "Bà Ánh", False),
        ("Phòng 1 Văn thư", "Phòng 2 Văn thư", False),
        ("Nguyễn Văn An", "Nguyễn Văn Bình", False),
        ("", "Nguyễn Văn An", False),
    ],
)
def test_a_slip_of_the_pen_is_no_other_person(before: str, after: str, same: bool) -> None:
    assert person_names.corrected(before, after) is same
    assert person_names.corrected(after, before) is same
