"""A report of its own stands filled with the sum from below, and differences are explained before it goes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cascade.notices.kinds import Occasion
from models import outbox
from models.views.notice_views import Claimed
from notifications.wording.words import render
from services.answers.hand_in import SentReport, hand_in
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, NOON
from tests.portal.review.test_desk import ADMISSION, asked

BELOW = {**GOOD, "f_members": "120", "f_members_total": "121"}
COMMUNE, DISTRICT = ("D6/grassroots", "phu-hoi"), ("D6", "nhon-trach")
REASON = "Cộng thêm 3 đồng chí học bù tại huyện."


def filled(html: str) -> dict[str, str]:
    """What the fields of the form hold."""
    known = re.findall(r'<input type="text"[^>]*name="(f_\w+)" value="([^"]*)"', html)
    return {**hidden(html), **dict(known)}


def test_the_form_stands_filled_with_the_sum_and_goes_as_it_is(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    page = client.get(office.link(*DISTRICT)).text
    assert "Đã điền sẵn số cộng từ 1/1 báo cáo của đơn vị trực thuộc" in page
    fields = filled(page)
    assert (fields["f_members"], fields["f_members_total"]) == ("120", "121")
    assert client.post(office.link(*DISTRICT), data=fields).status_code == 303
    report = office.report(*DISTRICT)
    assert report is not None
    assert report.figures["members"] == 120


def test_a_difference_is_explained_before_it_is_sent_and_the_reason_stays(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    fields = {**filled(client.get(link).text), "f_members": "119"}
    refused = client.post(link, data=fields)
    assert refused.status_code == 422
    assert "Khác số cộng từ 1 báo cáo của đơn vị trực thuộc (120)" in refused.text
    assert 'name="why_members"' in refused.text
    assert 'name="why_organisations"' not in refused.text, "only what differs is asked about"
    assert office.report(*DISTRICT) is None
    assert client.post(link, data={**fields, "why_members": REASON}).status_code == 303
    assert REASON in client.get(link).text, "the unit finds its words again"
    token, number = office.list_token("tinh"), office.obligation(*DISTRICT).id
    above = client.get(f"/d/{token}/truc-thuoc/{number}").text
    assert REASON in above
    assert "đơn vị trực thuộc: 120" in above


def receipt(office: Office) -> str:
    """The letter that says the district's report has come."""
    with office.ledger.begin() as session:
        found = outbox.claim(session, NOON, "w", 1000)
        good = outbox.recheck(session, found, NOON)
    mine = [one for one in good if (one.occasion, one.unit) == (Occasion.RECEIPT, DISTRICT[1])]
    return render(mine[-1].occasion, mine[-1].facts, lang=mine[-1].lang).text


def test_the_reason_stands_on_the_receipt_of_that_report_and_of_no_other(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    fields = {**filled(client.get(link).text), "f_members": "119"}
    first = client.post(link, data={**fields, "why_members": REASON}).headers["location"]
    told = f"119, đơn vị trực thuộc cộng được 120: {REASON}"
    page = client.get(first).text
    assert "Lý do chênh lệch (" in page
    assert told in page
    assert "119, the units below add up to 120: " in client.get(f"{first}?lang=en").text
    assert told in receipt(office)
    report = office.report(*DISTRICT)
    assert report is not None
    assert REASON not in client.get(f"/bien-nhan?so={report.receipt}").text, "that page says nobody's words"
    again = client.post(link, data={**filled(client.get(link).text), "f_members": "120"}).headers["location"]
    assert (REASON in client.get(first).text, REASON in client.get(again).text) == (True, False)
    assert "Lý do chênh lệch" not in receipt(office)


def test_a_reason_that_the_note_says_stands_once_on_the_page_and_in_the_letter(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    number = office.obligation(*DISTRICT).id
    with office.ledger.begin() as session:
        typed = {name.removeprefix("f_"): value for name, value in GOOD.items() if name != "note"}
        sent = SentReport(typed | {"members": "119", "members_total": "121"}, REASON, sure=True)
        came = hand_in(session, number, sent, now=NOON, by="Văn phòng").report
    assert came is not None
    assert client.get(f"{office.link(*DISTRICT)}/bien-nhan/1").text.count(REASON) == 1
    assert receipt(office).count(REASON) == 1


def test_a_reason_may_not_name_what_is_secret_nor_be_a_lot_of_nothing(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    fields = {**filled(client.get(link).text), "f_members": "119"}
    for nothing in ("", "  \u200b ", "\n\t"):
        assert client.post(link, data={**fields, "why_members": nothing}).status_code == 422
    assert client.post(link, data={**fields, "why_members": "<b>=1+1</b>"}).status_code == 303
    page = client.get(link).text
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page


def test_a_figure_opens_to_its_parts(client: Visitor, office: Office, submit: Submit) -> None:
    before = client.get(office.link(*DISTRICT) + "/so-lieu/members").text
    assert "0/1 đơn vị đã báo cáo" in before
    assert "Chưa báo cáo" in before
    submit(office.link(*COMMUNE), BELOW)
    for address in (
        office.link(*DISTRICT) + "/so-lieu/members",
        f"/d/{office.list_token('tinh')}/truc-thuoc/{office.obligation(*DISTRICT).id}/so-lieu/members",
    ):
        page = client.get(address).text
        assert "Cộng: 120" in page
        assert "Đảng ủy xã Phú Hội" in page
        assert "120/121" in page
        with asked(office) as questions:
            client.get(address)
        assert len(questions) <= ADMISSION + 12, questions
    for name in ("nothing", "plans", "members%00"):
        assert client.get(f"{office.link(*DISTRICT)}/so-lieu/{name}").status_code == 404, name
    stranger = f"/d/{office.list_token('an-phuoc')}/truc-thuoc/{office.obligation(*DISTRICT).id}"
    assert client.get(f"{stranger}/so-lieu/members").status_code == 403
    secret = client.get(office.link("M1", "nhon-trach") + "/so-lieu/soldiers")
    assert secret.status_code == 404


def test_a_correction_below_makes_the_sum_stale_until_it_is_added_up_again(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    assert client.post(link, data=filled(client.get(link).text)).status_code == 303
    listed, desk = f"/d/{office.list_token('nhon-trach')}", f"/d/{office.list_token('tinh')}/truc-thuoc"
    stale = "Số tổng hợp đã cũ"
    pages = (link, listed, desk, f"{desk}/{office.obligation(*DISTRICT).id}")
    assert not [one for one in pages if stale in client.get(one).text]
    submit(office.link(*COMMUNE), {**BELOW, "f_members": "118"})
    assert [one for one in pages if stale in client.get(one).text] == list(pages)
    assert "Không cần làm gì thêm" not in client.get(link).text
    page = client.get(link).text
    assert "nay cộng được: 118" in page
    assert filled(page)["f_members"] == "120", "what was sent stands there until it is asked for anew"
    anew = client.get(f"{link}?cong-lai=1").text
    assert filled(anew)["f_members"] == "118"
    assert client.post(link, data=filled(anew)).status_code == 303
    assert not [one for one in pages if stale in client.get(one).text]


def told(office: Office, at: datetime) -> list[Claimed]:
    """Letters about a changed sum that leave then."""
    with office.ledger.begin() as session:
        found = outbox.claim(session, at, "w", 1000)
        good = outbox.recheck(session, found, at)
        return [one for one in good if one.occasion == Occasion.SUM_CHANGED]


MONDAY = datetime(2024, 4, 22, 2, tzinfo=UTC)


def test_all_that_changes_below_within_a_day_is_one_letter_of_the_next_morning(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    assert client.post(link, data=filled(client.get(link).text)).status_code == 303
    for members in ("118", "117"):
        submit(office.link(*COMMUNE), {**BELOW, "f_members": members})
    assert told(office, NOON) == []
    [one] = told(office, MONDAY)
    assert one.unit == "nhon-trach"
    assert "nay cộng được: 117" in client.get(urlsplit(str(one.facts["link"])).path).text


def test_a_sum_that_is_right_again_or_added_up_anew_needs_no_letter(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    assert client.post(link, data=filled(client.get(link).text)).status_code == 303
    submit(office.link(*COMMUNE), {**BELOW, "f_members": "118"})
    submit(office.link(*COMMUNE), BELOW)
    submit(office.link(*COMMUNE), {**BELOW, "f_members": "117"})
    assert client.post(link, data=filled(client.get(f"{link}?cong-lai=1").text)).status_code == 303
    assert told(office, MONDAY) == []


def test_a_returned_report_below_leaves_the_sum_stale_too(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link(*COMMUNE), BELOW)
    link = office.link(*DISTRICT)
    assert client.post(link, data=filled(client.get(link).text)).status_code == 303
    below = f"/d/{office.list_token('nhon-trach')}/truc-thuoc/{office.obligation(*COMMUNE).id}"
    back = {**hidden(client.get(below).text), "reason": "Thiếu."}
    assert client.post(f"{below}/tra-lai", data=back).status_code == 303
    assert "nay cộng được: —" in client.get(link).text
    assert [one.unit for one in told(office, MONDAY)] == ["nhon-trach"]
