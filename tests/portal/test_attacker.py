"""What somebody without a right, or with bad intent, gets from the counter: one clear line, no more."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD

SCRIPT = '<script>alert("x")</script>'
EVIL = f"{SCRIPT}\0\u202etxt.exe 👩\u200d👧 'OR 1=1;-- {{{{7*7}}}} %0d%0aX: y"


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
    for token in tampered(office.token("D6", "nhon-trach")):
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


def test_a_contact_who_left_the_post_is_turned_away(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    office.leave("nhon-trach")
    answer = client.get(link)
    assert answer.status_code == 410
    assert "hết hạn" in answer.text
    assert client.post(link, data=GOOD | {"once": "x" * 20}).status_code == 410


def test_a_link_does_not_serve_another_units_duty(client: Visitor, office: Office) -> None:
    foreign = office.token("D6", "nhon-trach", holder="long-thanh")
    assert client.get(f"/b/{foreign}").status_code == 403
    sent = {"once": "a" * 24, "seen": "0", **GOOD}
    assert client.post(f"/b/{foreign}", data=sent).status_code == 403
    assert client.post(f"/b/{foreign}/da-nhan").status_code == 403
    assert office.report("D6", "nhon-trach") is None


def test_a_unit_decides_only_about_those_below_it(client: Visitor, office: Office, submit: Submit) -> None:
    submit(office.link("D6/grassroots", "phu-hoi"), GOOD)
    below = office.obligation("D6/grassroots", "phu-hoi").id
    for other in ("long-thanh", "phu-hoi", "tinh"):
        mine = office.token("D6", "nhon-trach", holder=other)
        for path in ("", "/chap-nhan", "/tra-lai"):
            method = "POST" if path else "GET"
            answer = client.ask(
                method, f"/d/{mine}/truc-thuoc/{below}{path}", data={"seen": "1", "reason": "x"}
            )
            assert answer.status_code == 403, (other, path)
    assert office.obligation("D6/grassroots", "phu-hoi").state == "submitted"


@pytest.mark.parametrize("number", ["999999", "0", "-1", "1e3", "1;drop", "9" * 30])
def test_numbers_made_up_in_an_address_lead_nowhere(client: Visitor, office: Office, number: str) -> None:
    token = office.token("D6", "nhon-trach")
    for path in (f"/d/{token}/truc-thuoc/{number}", f"/b/{token}/bien-nhan/{number}"):
        answer = client.get(path)
        assert answer.status_code in (403, 404, 422), path
        assert "Traceback" not in answer.text


def test_what_is_typed_is_shown_as_text_and_never_runs(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    receipt = client.get(submit(link, {**GOOD, "f_plans": EVIL, "note": EVIL}))
    for page in (receipt.text, client.get(link).text):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "\0" not in page
        assert "\u202e" not in page
        assert "{{7*7}}" in page
        assert "👩\u200d👧" in page


def test_what_is_typed_wrongly_is_shown_as_text_too(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD, "f_members": '"><img src=x onerror=alert(1)>'}
    answer = client.post(link, data=sent)
    assert answer.status_code == 422
    assert "<img" not in answer.text


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
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 415),
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


def test_a_recorded_request_played_again_changes_nothing(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    recorded = {**hidden(client.get(link).text), **GOOD}
    client.post(link, data=recorded)
    submit(link, {**GOOD, "f_members": "5320"})
    assert client.post(link, data=recorded).status_code == 409
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.number, report.figures["members"]) == (2, 5320)


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/docs", "/openapi.json", "/b/", "/static/counter.css", "/b/x/y"]
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
