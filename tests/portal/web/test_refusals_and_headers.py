"""Who stands at the door without a right gets one clear line, and every answer is in armour."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD


@pytest.fixture
def database_kind() -> str:
    """At the door it makes no difference which database lies behind."""
    return "sqlite"


def tampered(token: str) -> list[str]:
    payload, _, signature = token.rpartition(".")
    return [
        token[:-1],
        token[: len(token) // 2],
        token + "x",
        payload,
        f"{payload}.",
        f".{signature}",
        f"{payload[:-1]}A.{signature}",
        f"{payload}.{signature[::-1]}",
        "WzEsMV0.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "x" * 4000,
        "%00",
        "Đ%E1%BA%A3ng",
        "..%2f..%2fetc%2fpasswd",
    ]


def test_a_forged_or_cut_link_opens_nothing(client: Visitor, office: Office) -> None:
    for token in tampered(office.token("D6", "nhon-trach")) + tampered(office.list_token("nhon-trach")):
        for path in (f"/b/{token}", f"/d/{token}", f"/d/{token}/truc-thuoc", f"/b/{token}/bien-nhan/1"):
            answer = client.get(path)
            assert answer.status_code in (404, 429), path
            assert "Huyện ủy" not in answer.text
            assert len(answer.content) < 20_000


def test_a_forged_link_cannot_write(client: Visitor, office: Office) -> None:
    page = hidden(client.get(office.link("D6", "nhon-trach")).text)
    for token in tampered(office.token("D6", "nhon-trach")):
        assert client.post(f"/b/{token}", data={**page, **GOOD}).status_code in (404, 429)
    assert office.report("D6", "nhon-trach") is None


def test_many_wrong_links_make_an_address_wait_but_a_right_one_still_opens(
    client: Visitor, office: Office
) -> None:
    answers = [client.get(f"/b/wrong{number}") for number in range(40)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"
    assert client.get(office.link("D6", "nhon-trach")).status_code == 200


def test_five_megabytes_are_refused_in_one_line(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    answer = client.post(link, data={**hidden(client.get(link).text), **GOOD, "note": "ă" * 2_500_000})
    assert answer.status_code == 413
    assert "quá lớn" in answer.text
    assert office.report("D6", "nhon-trach") is None


def test_a_body_that_never_ends_is_cut_off(client: Visitor, office: Office) -> None:
    sent = 0

    async def endless() -> object:
        nonlocal sent
        while True:
            sent += 1
            yield b"note=" + b"x" * 65_536

    link = office.link("D6", "nhon-trach")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post(link, content=endless(), headers=headers).status_code == 413
    assert sent < 10


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    ids=["many fields", "no text", "json", "multipart", "empty"],
    argvalues=[
        (b"&" * 1000 + b"a=1&" * 500, "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe\x00" * 50, "application/x-www-form-urlencoded", 400),
        (b'{"once": "x"}', "application/json", 415),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 400),
        (b"", "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_of_ours_is_refused(
    client: Visitor, office: Office, body: bytes, kind: str, status: int
) -> None:
    answer = client.post(office.link("D6", "nhon-trach"), content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "Đề nghị" in answer.text


def test_a_page_elsewhere_cannot_send_our_form(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD}
    for site in ("cross-site", "same-site"):
        assert client.post(link, data=sent, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert office.report("D6", "nhon-trach") is None
    assert client.post(link, data=sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


@pytest.mark.parametrize(
    "path", ["/nothing", "/docs", "/openapi.json", "/b/", "/static/counter.css", "/b/x/y"]
)
def test_unknown_pages_say_so_in_one_line(client: Visitor, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text or "Liên kết không đúng" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_other_methods_are_refused(client: Visitor, office: Office, method: str) -> None:
    assert client.ask(method, office.link("D6", "nhon-trach")).status_code == 405


def test_every_answer_is_in_armour(client: Visitor, office: Office, submit: Submit) -> None:
    link = office.link("D6", "nhon-trach")
    answers = [
        client.get(link),
        client.get("/nothing"),
        client.get("/health"),
        client.get("/b/forged"),
        client.post(link, data={"once": "x"}),
        client.get(submit(link, GOOD)),
        client.post("/zalo/bot", content=b"{}"),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "set-cookie" not in answer.headers
