"""A receipt is checked by its number alone: it says what came and when, and names nobody."""

from __future__ import annotations

import html
import re

import pytest

from cascade.notices.kinds import Occasion
from models import outbox
from models.database import clock
from notifications.wording.words import Rendered, render
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.province import GOOD


def test_a_receipt_is_checked_by_whoever_holds_its_number(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    number = re.search(r'class="number">([^<]+)<', client.get(submit(link, GOOD)).text)
    assert number is not None
    page = client.get("/bien-nhan", params={"so": number[1].lower().replace("-", " - ")}).text
    for said in (
        "Biên nhận này có thật",
        "Huyện ủy Nhơn Trạch",
        "301-KH/TU",
        "5.310/5.342 (99,4%)",
        "đúng hạn",
    ):
        assert said in page, said
    english = re.search(r'href="([^"]+)" hreflang="en"', page)
    assert english is not None
    assert "5,310/5,342 (99.4%)" in client.get(html.unescape(english[1])).text, "the number goes along"
    # No person, nobody's words, no way into the pages of the unit.
    for kept_back in ("Phạm Quỳnh Như", GOOD["note"], GOOD["f_plans"], "/b/", "/d/"):
        assert kept_back not in page, kept_back
    submit(link, {**GOOD, "f_members": "5.320"})
    assert "đã được thay bằng một báo cáo gửi sau" in client.get("/bien-nhan", params={"so": number[1]}).text
    office.accept("D6", "nhon-trach")
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert "đã tiếp nhận" in client.get("/bien-nhan", params={"so": report.receipt}).text


def letter(office: Office) -> Rendered:
    """The receipt as it is mailed."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        good = outbox.recheck(session, outbox.claim(session, now, "w", 1000), now)
    [one] = [one for one in good if one.occasion == Occasion.RECEIPT]
    return render(one.occasion, one.facts, lang=one.lang)


def test_the_letter_leads_to_the_page_that_checks_its_number(
    client: Visitor, office: Office, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = "https://co-quan.example.vn/dondoc"
    monkeypatch.setenv("DONDOC_PORTAL_URL", f"{counter}/")
    submit(office.link("D6", "nhon-trach"), GOOD)
    report, words = office.report("D6", "nhon-trach"), letter(office)
    assert report is not None
    leads = f"/bien-nhan?so={report.receipt}"
    assert f"\n{counter}{leads}\n" in words.text, "no stop behind it, which programs take for a part"
    assert f'href="{counter}{leads}"' in words.html
    assert "Biên nhận này có thật" in client.get(leads).text


def test_an_old_receipt_does_not_say_that_its_report_still_waits(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link, waits = office.link("D6", "nhon-trach"), "Đã gửi thành công, chờ tiếp nhận"
    first = submit(link, GOOD)
    assert waits in client.get(first).text
    second = submit(link, {**GOOD, "f_members": "5.320"})
    assert waits not in client.get(first).text
    assert "<h1>Báo cáo này đã được thay bằng một báo cáo gửi sau</h1>" in client.get(first).text
    office.accept("D6", "nhon-trach")
    assert waits not in client.get(second).text
    assert "<h1>Báo cáo này đã được tiếp nhận</h1>" in client.get(second).text


def test_a_receipt_of_a_secret_duty_tells_its_code_and_no_more(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link("M1", "long-thanh"), {"note": "Văn bản số 05-BC/HU"})
    report = office.report("M1", "long-thanh")
    assert report is not None
    words = letter(office)
    assert f"/bien-nhan?so={report.receipt}" in words.text
    page = client.get("/bien-nhan", params={"so": report.receipt}).text
    for told in (page, words.text, words.html):
        assert "M1" in told
        assert "quốc phòng" not in told


def test_a_number_that_is_no_receipts_says_so(client: Visitor, office: Office, submit: Submit) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    report = office.report("D6", "nhon-trach")
    assert report is not None
    bare = report.receipt.rpartition("-")[0]
    for typed in (bare, f"{bare}-AAAAAAAA", "x" * 300, "\0", "٣-1-AAAAAAAA", "9" * 10 + "-1-AAAAAAAA"):
        answer = client.get("/bien-nhan", params={"so": typed})
        assert answer.status_code == 404, typed
        assert "Không có biên nhận nào mang số này" in answer.text
    assert client.get("/bien-nhan").status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_whoever_guesses_receipts_has_to_wait(client: Visitor) -> None:
    answers = [client.get("/bien-nhan", params={"so": f"1-1-AAAAAAA{n}"}).status_code for n in range(40)]
    assert answers[-1] == 429
