"""A duty without figures is reported in a sentence, and before what it hangs on only by saying so."""

from __future__ import annotations

from tests.portal.conftest import Office, Visitor, hidden

SAID = {"note": "Đã quán triệt tại 4 chi bộ", "f_document": "12-BC/BTG", "f_document_date": "18/4/2024"}


def test_one_tap_on_an_empty_form_is_no_report(client: Visitor, office: Office) -> None:
    link = office.link("P1", "an-phuoc")
    page = client.get(link).text
    assert "Đã làm gì, kết quả ra sao" in page
    assert "Số, ký hiệu văn bản" in page
    empty = client.post(link, data=hidden(page))
    assert empty.status_code == 422
    assert "ghi một câu, kèm số và ngày văn bản nếu có" in empty.text
    assert office.report("P1", "an-phuoc") is None
    english = client.get(f"{link}?lang=en").text
    assert "What was done, and with what result" in english
    assert "Number of the document" in english


def test_what_was_done_and_by_which_document_is_kept_and_receipted(client: Visitor, office: Office) -> None:
    link = office.link("P1", "an-phuoc")
    taken = client.post(link, data={**hidden(client.get(link).text), **SAID})
    assert taken.status_code == 303, taken.text
    report = office.report("P1", "an-phuoc")
    assert report is not None
    assert dict(report.figures) == {"document": "12-BC/BTG", "document_date": "2024-04-18"}
    receipt = client.get(taken.headers["location"]).text
    for line in ("Đã quán triệt tại 4 chi bộ", "12-BC/BTG", "18/4/2024"):
        assert line in receipt


def test_before_the_reports_it_gathers_it_is_taken_only_with_a_word_that_is_kept(
    client: Visitor, office: Office
) -> None:
    link = office.link("D5", "btg")
    page = client.get(link).text
    assert "báo cáo trước khi các đơn vị trực thuộc báo cáo đủ (mới 0/2)" in page
    silent = client.post(link, data={**hidden(page), **SAID})
    assert silent.status_code == 422
    assert "Chưa xác nhận là nhiệm vụ đã hoàn thành" in silent.text
    assert 'value="18/4/2024"' in silent.text
    assert client.post(link, data={**hidden(page), **SAID, "early": "1"}).status_code == 303
    report = office.report("D5", "btg")
    assert report is not None
    assert [one.name for one in report.early] == ["0/2"]
    above = f"/d/{office.list_token('tinh')}/truc-thuoc/{office.obligation('D5', 'btg').id}"
    assert "các đơn vị trực thuộc báo cáo đủ (mới 0/2)" in client.get(above).text


def test_received_is_offered_with_the_day_until_which_reminders_rest(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    # Friday; the date is Wednesday, so three working days are left.
    assert "tạm ngừng nhắc đến hết ngày 21/4/2024 (Chủ nhật)" in client.get(link).text
    client.post(f"{link}/da-nhan")
    assert "Hệ thống tạm ngừng nhắc đến hết ngày 21/4/2024 (Chủ nhật)" in client.get(link).text
