"""A program sends the files of a report ahead, names them in it by their content, lists and fetches them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
from sqlalchemy import func, select

from models.tables import KeptFileRow
from models.views.client_views import Scope
from services.answers.files import take_files
from tests.portal.conftest import Office
from tests.portal.duty import made_files as made
from tests.portal.province import NOON
from tests.portal.web.api.conftest import ROOT, Connect, Program, problem
from tests.portal.web.api.test_acts_by_key import FIGURES, etag, hand_in, once


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def send(
    program: Program, number: int, body: bytes, name: str = "bao-cao.pdf", under: str = ""
) -> httpx.Response:
    headers = program.headers({"Content-Type": "application/octet-stream"})
    path = f"{ROOT}/obligations/{number}/files/{under or digest(body)}"
    return program.visitor.ask("PUT", path, params={"name": name}, content=body, headers=headers)


def listed(program: Program, number: int) -> list[tuple[str, str, list[int]]]:
    items: list[dict[str, Any]] = program.get(f"/obligations/{number}/files").json()["items"]
    return [(one["name"], one["digest"], one["reports"]) for one in items]


def kept(office: Office) -> int:
    with office.ledger.read() as session:
        return session.scalar(select(func.count()).select_from(KeptFileRow)) or 0


def test_a_file_goes_with_the_report_that_names_it(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    for _ in range(2):
        sent = send(program, number, made.PDF, "../Báo cáo.PDF.exe")
        assert (sent.status_code, sent.json()["name"]) == (200, "Báo cáo.pdf")
    send(program, number, made.XLSX, "bảng.xlsx")
    one, two = digest(made.PDF), digest(made.XLSX)
    assert listed(program, number) == [("Báo cáo.pdf", one, []), ("bảng.xlsx", two, [])]
    told = hand_in(program, number, files=[one])
    assert [file["digest"] for file in told["reports"][0]["files"]] == [one]
    assert listed(program, number) == [("Báo cáo.pdf", one, [1]), ("bảng.xlsx", two, [])]
    # Not named again they stay, as those of the report before do in the form.
    hand_in(program, number, note="Bổ sung.")
    hand_in(program, number, note="Bổ sung lần nữa.", files=[two])
    assert listed(program, number) == [("Báo cáo.pdf", one, [1, 2]), ("bảng.xlsx", two, [3])]
    got = program.get(f"/obligations/{number}/files/{one}")
    assert (got.content, got.headers["content-type"]) == (made.PDF, "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    again = program.get(f"/obligations/{number}/files/{one}", If_None_Match=got.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_sent_is_what_it_says_and_may_come(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    lied = problem(send(program, number, made.PDF, under=digest(made.XLSX)), 422)
    assert [one["field"] for one in lied["errors"]] == ["body"]
    for body in (made.MACROS, made.BOMB, made.EXE, b""):
        told = problem(send(program, number, body, "vô hại.pdf"), 422)
        assert [one["field"] for one in told["errors"]] == ["body"]
    secret = office.obligation("M1", "long-thanh").id
    assert problem(send(program, secret, made.PDF), 422)["errors"][0]["field"] == "body"
    assert kept(office) == 0


def test_a_file_that_is_not_here_is_named_as_missing(office: Office, connect: Connect) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    send(connect("nhon-trach"), office.obligation("D6", "nhon-trach").id, made.PDF)
    answer = program.post(
        f"/obligations/{number}/reports",
        {"figures": FIGURES, "files": [digest(made.PDF)]},
        Idempotency_Key=once(),
        If_Match=etag(program, number),
    )
    assert [one["field"] for one in problem(answer, 422)["errors"]] == ["files.0"]
    assert office.report("D6", "long-thanh") is None


def test_another_units_files_are_not_there(office: Office, connect: Connect) -> None:
    number = office.obligation("D6", "long-thanh").id
    send(connect("long-thanh"), number, made.PDF)
    other, reader = connect("nhon-trach"), connect("long-thanh", Scope.READ)
    path = f"/obligations/{number}/files/{digest(made.PDF)}"
    for answer in (other.get(path), other.get(f"/obligations/{number}/files"), other.delete(path)):
        problem(answer, 404)
    problem(send(other, number, made.PDF), 404)
    assert problem(send(reader, number, made.PNG), 403)["code"] == "no_scope"
    assert reader.get(path).status_code == 200


def test_what_no_report_names_goes_when_it_is_taken_back_or_after_two_days(
    office: Office, connect: Connect
) -> None:
    program, number = connect("long-thanh"), office.obligation("D6", "long-thanh").id
    for body in (made.PDF, made.XLSX, made.PNG):
        send(program, number, body)
    hand_in(program, number, files=[digest(made.PDF)])
    assert program.delete(f"/obligations/{number}/files/{digest(made.PNG)}").status_code == 204
    problem(program.delete(f"/obligations/{number}/files/{digest(made.PNG)}"), 404)
    problem(program.delete(f"/obligations/{number}/files/{digest(made.PDF)}"), 404)
    assert kept(office) == 2
    for days, left in ((1, 2), (3, 1)):
        with office.ledger.begin() as session:
            take_files.clear_forgotten(session, NOON + timedelta(days=days))
        assert kept(office) == left
    assert program.get(f"/obligations/{number}/files/{digest(made.PDF)}").content == made.PDF
