"""Files come with a report, are kept by their content, and given out only to be saved."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from sqlalchemy import func, select

from models.tables import KeptFileRow, ReportFileRow
from portal.web.security_headers import SEALED
from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.duty import made_files as made
from tests.portal.province import GOOD


def send(
    client: Visitor, link: str, *files: tuple[str, bytes], page: str = "", **fields: str
) -> httpx.Response:
    """As a browser does: the hidden fields, the boxes that are ticked, the files that were chosen."""
    page = page or client.get(link).text
    data = {**hidden(page), **dict.fromkeys(ticked(page), "1"), **GOOD, **fields}
    sent = [("files", (name, body, "application/x-anything")) for name, body in files]
    return client.post(link, data=data, files=sent or [("files", ("", b"", "application/octet-stream"))])


def ticked(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="(keep_\w+)" value="1" checked', page)


def names(office: Office) -> list[str]:
    with office.ledger.read() as session:
        query = select(ReportFileRow.name).where(ReportFileRow.report_id.is_not(None))
        return list(session.scalars(query.order_by(ReportFileRow.id)))


def kept(office: Office) -> int:
    with office.ledger.read() as session:
        return session.scalar(select(func.count()).select_from(KeptFileRow)) or 0


def test_files_are_kept_with_their_report_and_saved_by_those_who_may(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    done = send(client, link, ("Báo cáo.PDF.exe", made.PDF), ("../../bảng số liệu.xlsx", made.XLSX))
    assert done.status_code == 303
    receipt = client.get(done.headers["location"]).text
    assert names(office) == ["Báo cáo.pdf", "bảng số liệu.xlsx"]
    (first, _) = re.findall(rf'href="({link}/tep/\d+)"', receipt)
    number = office.obligation("D6", "nhon-trach").id
    below = f"/d/{office.list_token('tinh')}/truc-thuoc/{number}"
    assert "bảng số liệu.xlsx" in client.get(below).text
    for address in (first, below + "/tep/" + first.rpartition("/")[2]):
        got = client.get(address)
        assert got.content == made.PDF
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["content-security-policy"] == SEALED
        assert got.headers["x-content-type-options"] == "nosniff"


def test_another_units_link_opens_no_file_and_a_number_of_another_duty_is_none(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    receipt = client.get(send(client, link, ("a.pdf", made.PDF)).headers["location"]).text
    (file,) = re.findall(rf'href="{link}/tep/(\d+)"', receipt)
    assert client.get(f"{office.link('D6', 'long-thanh')}/tep/{file}").status_code == 404
    assert client.get(f"{link}/tep/999").status_code == 404
    stranger = f"/d/{office.list_token('long-thanh')}/truc-thuoc"
    number = office.obligation("D6", "nhon-trach").id
    assert client.get(f"{stranger}/{number}/tep/{file}").status_code == 403


def test_a_correction_keeps_the_files_that_stay_ticked_and_each_version_its_own(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    send(client, link, ("a.pdf", made.PDF), ("b.png", made.PNG))
    page = client.get(link).text
    drop = next(one for one in ticked(page) if "b.png" in page.split(one)[1][:100])
    fewer = page.replace(f'name="{drop}" value="1" checked', f'name="{drop}" value="1"')
    assert send(client, link, page=fewer, f_members="5.320").status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert report.number == 2
    assert names(office) == ["a.pdf", "b.png", "a.pdf"]
    shown = client.get(link).text
    assert "Các lần báo cáo (2)" in shown
    assert "5.310/5.342 (99,4%) → 5.320/5.342 (99,6%)" in shown
    # What the first version had may still be fetched.
    assert len(set(re.findall(rf"{link}/tep/\d+", shown))) == 3


def test_the_same_content_is_kept_once_whoever_sends_it(client: Visitor, office: Office) -> None:
    for unit in ("nhon-trach", "long-thanh"):
        assert send(client, office.link("D6", unit), ("chung.pdf", made.PDF)).status_code == 303
    assert (len(names(office)), kept(office)) == (2, 1)


def test_a_file_that_is_not_taken_is_told_in_one_line_and_nothing_else_is_lost(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    answer = send(client, link, ("ảnh.png", made.PNG), ("báo cáo.pdf", made.EXE))
    assert answer.status_code == 422
    said = re.search(r'id="files-wrong">([^<]+)<', answer.text)
    assert said is not None
    assert said[1].startswith("Tệp “báo cáo.pdf”: không nhận được dạng tệp này")
    assert "ảnh.png" in answer.text
    assert 'value="5.310"' in answer.text
    assert office.report("D6", "nhon-trach") is None
    # The good one is kept with the draft, and sent without being chosen again.
    assert send(client, link, page=answer.text).status_code == 303
    assert names(office) == ["ảnh.png"]


def test_more_files_than_are_taken_are_refused(client: Visitor, office: Office) -> None:
    six = [(f"{number}.pdf", made.PDF + str(number).encode()) for number in range(6)]
    answer = send(client, office.link("D6", "nhon-trach"), *six)
    assert "Có 6 tệp, nhiều hơn 5" in answer.text
    assert office.report("D6", "nhon-trach") is None


def test_pressing_twice_with_a_file_reports_once(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    page = client.get(link).text
    first, second = (send(client, link, ("a.pdf", made.PDF), page=page) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert names(office) == ["a.pdf"]


def test_a_secret_duty_takes_no_file(client: Visitor, office: Office) -> None:
    link = office.link("M1", "long-thanh")
    page = client.get(link).text
    assert 'type="file"' not in page
    answer = client.post(
        link,
        data={**hidden(page), "note": "Văn bản số 05-BC/HU"},
        files=[("files", ("mat.pdf", made.PDF, "application/pdf"))],
    )
    assert answer.status_code == 303
    assert (names(office), kept(office)) == ([], 0)


@pytest.fixture
def clamd() -> Iterator[tuple[str, list[bytes]]]:
    """A process that speaks as clamd does: finds a virus where the body says so."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                call, _ = listening.accept()
            except OSError:
                return
            with closing(call), call.makefile("rb") as read:
                assert read.read(10) == b"zINSTREAM\0"
                body = b""
                while length := struct.unpack(">I", read.read(4))[0]:
                    body += read.read(length)
                heard.append(body)
                call.sendall(b"stream: Eicar-Signature FOUND\0" if b"EICAR" in body else b"stream: OK\0")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}", heard
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_where_clamav_listens_every_file_passes_by_it(
    client: Visitor, office: Office, clamd: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, heard = clamd
    monkeypatch.setenv("DONDOC_CLAMAV", place)
    link = office.link("D6", "nhon-trach")
    bad = made.PDF + b"X5O!P%@AP EICAR-STANDARD"
    answer = send(client, link, ("a.pdf", bad))
    assert "tệp có virus (Eicar-Signature)" in answer.text
    assert kept(office) == 0
    assert send(client, link, ("b.png", made.PNG)).status_code == 303
    assert heard == [bad, made.PNG]


def test_a_scanner_that_does_not_answer_lets_nothing_through(
    client: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_CLAMAV", "/run/nobody/listens.here")
    link = office.link("D6", "nhon-trach")
    answer = send(client, link, ("a.pdf", made.PDF))
    assert "chưa kiểm tra được virus nên chưa nhận tệp" in answer.text
    assert (office.report("D6", "nhon-trach"), kept(office)) == (None, 0)
    assert send(client, link).status_code == 303
