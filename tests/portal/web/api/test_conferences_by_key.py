"""A program answers about a conference for its units, and reads how a plan stands as papers say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from models.views.client_views import Scope
from tests.copies import Prepare
from tests.portal.conference.conftest import (
    AFTER,
    TEST_DAY,
    Hall,
    found_halls,
    found_secret_halls,
    hall_in,
)
from tests.portal.conftest import Submit
from tests.portal.province import GOOD
from tests.portal.web.api.conftest import Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import once
from tests.portal.web.api.test_reading_by_key import items

COMING: dict[str, Any] = {
    "coming": True,
    "delegates": {"ủy viên Ban Chấp hành": 12, "cán bộ chủ chốt": 30},
    "stand_in": "Lê Văn Bình",
}


@pytest.fixture
def prepare() -> Prepare:
    """A conference that is invited to."""
    return found_halls


@pytest.fixture
def office(database_kind: str, copy_of: Callable[[str, Prepare], str], prepare: Prepare) -> Iterator[Hall]:
    with hall_in(copy_of(database_kind, prepare)) as hall:
        yield hall


def tell(program: Program, office: Hall, unit: str, act: str, said: object, **more: str) -> httpx.Response:
    path = f"/conferences/{office.meeting}/units/{unit}/{act}"
    return program.post(path, said, Idempotency_Key=once(), **more)


def test_units_answer_about_a_conference_each_in_its_time(office: Hall, connect: Connect) -> None:
    program = connect("nhon-trach")
    [meeting] = program.get(f"/plans/{office.plan_id}/conferences").json()["items"]
    assert (meeting["id"], meeting["state"]) == (office.meeting, "fixed")
    assert meeting["name"] == "Hội nghị quán triệt"
    [seat] = items(program, f"/conferences/{office.meeting}/units")
    assert (seat["unit"], seat["may"], seat["reply"]) == ("nhon-trach", ["reply"], None)
    assert seat["delegates"] == list(COMING["delegates"])
    told = tell(program, office, "nhon-trach", "reply", {**COMING, "by": "Phạm Quỳnh Như"})
    assert told.status_code == 200, told.text
    reply = told.json()["reply"]
    assert (reply["coming"], reply["delegates"]) == (True, COMING["delegates"])
    assert (reply["stand_in"], reply["by"]) == ("Lê Văn Bình", "Phạm Quỳnh Như (Phần mềm)")
    stale = tell(program, office, "nhon-trach", "reply", {"coming": False}, If_Match='"0123"')
    assert problem(stale, 412)["code"] == "changed"
    early = tell(program, office, "nhon-trach", "attendance", {"called": 42, "present": 40})
    assert problem(early, 409)["code"] == "refused"
    office.set_clock(TEST_DAY)
    silent = problem(tell(program, office, "nhon-trach", "line-test", {"good": False}), 422)
    assert [one["field"] for one in silent["errors"]] == ["note"]
    fault = tell(program, office, "nhon-trach", "line-test", {"good": False, "note": "không có tiếng"})
    assert fault.json()["line_test"]["note"] == "không có tiếng"
    office.set_clock(AFTER)
    many = problem(tell(program, office, "nhon-trach", "attendance", {"called": 42, "present": 43}), 422)
    assert [one["field"] for one in many["errors"]] == ["present"]
    came = tell(program, office, "nhon-trach", "attendance", {"called": 42, "present": 40, "excused": 2})
    assert (came.json()["attendance"]["present"], came.json()["may"]) == (40, ["attendance"])


def test_what_is_wrong_or_elsewhere_is_not_taken(office: Hall, connect: Connect) -> None:
    program = connect("nhon-trach")
    strange = {"coming": True, "delegates": {"khách": 3}}
    told = problem(tell(program, office, "nhon-trach", "reply", strange), 422)
    assert [one["field"] for one in told["errors"]] == ["delegates.khách"]
    none = problem(tell(program, office, "nhon-trach", "reply", {"coming": False}), 422)
    assert [one["field"] for one in none["errors"]] == ["reason"]
    for unit in ("long-thanh", "phu-hoi"):
        problem(tell(program, office, unit, "reply", {"coming": True}), 404)
    reader = connect("nhon-trach", Scope.READ)
    assert problem(tell(reader, office, "nhon-trach", "reply", COMING), 403)["code"] == "no_scope"
    assert len(items(connect("tinh"), f"/conferences/{office.meeting}/units?limit=2")) == 3


def test_how_a_plan_stands_is_told_as_papers_say_it(office: Hall, connect: Connect, submit: Submit) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    path = f"/plans/{office.plan_id}/results"
    told = connect("tinh").get(path)
    found = told.json()
    assert found["sentence"].startswith("Thực hiện Kế hoạch số 301-KH/TU")
    assert found["counts"] == found["own"]
    assert found["counts"]["received"] == sum(one["counts"]["received"] for one in found["levels"]) == 1
    assert sum(one["received"] for one in found["days"]) == 1
    assert {(one["value"], one["of"]) for one in found["figures"]} >= {(57, 59), (5310, 5342)}
    assert connect("tinh", lang="en").get(path).json()["sentence"].startswith("In carrying out")
    one = connect("tinh").get(f"{path}?requirement=D6&alone=true").json()
    assert one["counts"]["expected"] < found["counts"]["expected"]
    assert problem(connect("long-thanh").get(path), 404)["code"] == "not_there"


class TestOfASecretPlan:
    @pytest.fixture
    def prepare(self) -> Prepare:
        """The same of a secret plan."""
        return found_secret_halls

    def test_only_numbers_and_hours_are_told(self, office: Hall, connect: Connect) -> None:
        program = connect("tinh")
        answers = [
            program.get(f"/plans/{office.plan_id}/conferences"),
            program.get(f"/plans/{office.plan_id}/results"),
            program.get(f"/conferences/{office.meeting}/units"),
            tell(program, office, "nhon-trach", "reply", {"coming": False, "reason": "bí mật lộ"}),
        ]
        for one in answers:
            assert one.status_code == 200, one.text
            for word in ("quán triệt", "Hội trường", "Ban Chấp hành", "bí mật lộ"):
                assert word not in one.text, word
        assert answers[1].json()["counts"]["expected"] > 0
