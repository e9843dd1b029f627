"""What somebody without a right, or with bad intent, gets from the counter: one clear line, no more."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD

SCRIPT = '<script>alert("x")</script>'
EVIL = f"{SCRIPT}\0\u202etxt.exe 👩\u200d👧 'OR 1=1;-- {{{{7*7}}}} %0d%0aX: y"


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
        mine = office.list_token(other)
        for path in ("", "/chap-nhan", "/tra-lai"):
            method = "POST" if path else "GET"
            answer = client.ask(
                method, f"/d/{mine}/truc-thuoc/{below}{path}", data={"seen": "1", "reason": "x"}
            )
            assert answer.status_code == 403, (other, path)
    assert office.obligation("D6/grassroots", "phu-hoi").state == "submitted"


@pytest.mark.parametrize("number", ["999999", "0", "-1", "1e3", "1;drop", "9" * 30])
def test_numbers_made_up_in_an_address_lead_nowhere(client: Visitor, office: Office, number: str) -> None:
    token, listed = office.token("D6", "nhon-trach"), office.list_token("nhon-trach")
    for path in (f"/d/{listed}/truc-thuoc/{number}", f"/b/{token}/bien-nhan/{number}"):
        answer = client.get(path)
        assert answer.status_code in (403, 404, 422), path
        assert "Traceback" not in answer.text


def test_what_is_typed_is_shown_as_text_and_never_runs(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    refused = client.post(link, data={**hidden(client.get(link).text), **GOOD, "note": EVIL})
    assert (refused.status_code, "U+0000" in refused.text, "<script" in refused.text) == (422, True, False)
    typed = EVIL.replace("\0", "").replace("\u202e", "")
    receipt = client.get(submit(link, {**GOOD, "f_plans": typed, "note": typed}))
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
