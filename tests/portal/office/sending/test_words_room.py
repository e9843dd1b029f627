"""The room of words: read, tried out, saved as an office's own; and what was saved is what is sent."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from cascade.notices.kinds import Occasion
from cascade.notices.own_words import may_word
from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.messages import kept_words
from models.tables import NoticeRow, PlanRow
from models.views.notice_views import OwnVersion
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from notifications.wording import own_wording
from notifications.wording.preview import letter
from portal.app import create_app
from portal.office.web.desk import ROOT
from portal.web.counter import Counter, Wording
from portal.web.i18n import sentences
from services.dispatch.dispatcher import Dispatcher
from tests.portal.conftest import ZALO, Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_today import MOST_QUERIES, questions

LIST = f"{ROOT}/loi-thong-bao"
ISSUED = f"{LIST}/{Occasion.ISSUED.value}"
REMINDER = f"{LIST}/{Occasion.REMINDER.value}"
LEAD = "Tỉnh ủy giao {{ unit }} việc này: {{ task }}. Theo {{ paper }}."
TYPED = {"don-vi": "tinh", "tieng": "vi", "thay": "0", "lead": LEAD}


@pytest.fixture
def admin(office: Office, come_in: ComeIn) -> Officer:
    return with_words(office, come_in(OfficeRole.ADMIN, name="Lê Thị Mai"))


def with_words(office: Office, officer: Officer) -> Officer:
    wording = Wording(own_wording.letter, own_wording.fields, own_wording.faults)
    officer.use(create_app(office.ledger, Counter(office.ledger, ZALO, letter=letter, wording=wording)))
    return officer


def issuer(office: Office) -> str:
    with office.ledger.read() as session:
        return session.scalars(select(PlanRow.issuer)).one()


def versions(office: Office, lang: str = "vi") -> list[OwnVersion]:
    with office.ledger.read() as session:
        return kept_words.versions(session, issuer(office), Occasion.ISSUED, lang)


def save(office: Office, admin: Officer, **more: str) -> None:
    answer = admin.post(ISSUED, TYPED | {"don-vi": issuer(office), "viec": "luu"} | more)
    assert answer.status_code == 303, unescape(answer.text)
    assert "Đã lưu." in admin.get(answer.headers["location"]).text


def test_every_occasion_says_what_it_is_for_and_whose_words_it_has(office: Office, admin: Officer) -> None:
    page = admin.get(LIST).text
    assert "Báo cấp trên danh sách đơn vị quá hạn" in page
    assert "lời có sẵn, không đổi" in page
    assert "lời riêng, tiếng Việt" not in page
    save(office, admin)
    assert page.count("/loi-thong-bao/") >= 34
    assert "lời riêng, tiếng Việt" in admin.get(LIST).text
    assert "own words, Vietnamese" in admin.get(f"{LIST}?lang=en").text


def test_a_page_shows_how_the_letter_reads_and_what_may_be_named(admin: Officer) -> None:
    page = unescape(admin.get(REMINDER).text)
    assert "Nhắc hạn 24/4/2024" in page
    assert "Còn 5 ngày nữa đến hạn nhiệm vụ của Đảng ủy xã Long Thành" in page
    assert "{{ due_long }}" in page
    assert "hạn, có thứ trong tuần" in page
    assert "the Long Thành Commune Party Committee" in admin.get(f"{REMINDER}?tieng=en").text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_fact_that_own_words_may_name_is_explained(lang: str) -> None:
    named = {
        one.name
        for occasion in Occasion
        if may_word(occasion)
        for one in own_wording.fields(occasion.value, lang)
    }
    assert named > {"receipt_number", "receipt_link"}
    assert [one for one in sorted(named) if f"words.field.{one}" not in sentences(lang)] == []


def test_the_words_of_a_receipt_can_be_opened(admin: Officer) -> None:
    answer = admin.get(f"{LIST}/{Occasion.RECEIPT.value}")
    assert answer.status_code == 200
    assert "trang kiểm tra số biên nhận" in unescape(answer.text)


def test_it_is_shown_with_a_real_plan_and_unit_and_without_the_readers_link(
    office: Office, admin: Officer
) -> None:
    asked = f"ke-hoach={office.plan_id}&nhan=long-thanh"
    page = unescape(admin.get(f"{REMINDER}?{asked}").text)
    assert "Điền theo kế hoạch và đơn vị đã chọn" in page
    assert "nhiệm vụ của Huyện ủy Long Thành" in page
    assert "/b/…" in page
    sent = unescape(admin.get(f"{ISSUED}?{asked}").text)
    assert "Huyện ủy Long Thành được giao thực hiện" in sent
    assert "chưa có thông báo loại ấy" in unescape(admin.get(f"{LIST}/closing?{asked}").text)
    assert "/b/…" in unescape(admin.get(f"{ISSUED}/thu?{asked}").text)


def test_the_mail_is_shown_in_a_frame_where_nothing_can_run(office: Office, admin: Officer) -> None:
    save(office, admin, lead=LEAD + "<script>alert(1)</script>")
    answer = admin.get(f"{ISSUED}/thu")
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;script&gt;" in answer.text
    assert "<script>" not in answer.text
    assert "<iframe" in admin.get(ISSUED).text


def test_what_is_wrong_is_told_below_its_field_and_nothing_is_saved(office: Office, admin: Officer) -> None:
    wrong = {"lead": "một\n{{ don_vi_naf }}", "don-vi": issuer(office)}
    for deed in ("xem", "luu"):
        answer = admin.post(ISSUED, TYPED | wrong | {"viec": deed})
        page = unescape(answer.text)
        assert answer.status_code == 422
        assert "Dòng 2: không có mục “don_vi_naf”" in page
        assert 'id="lead"' in page
        assert 'aria-invalid="true"' in page
        assert "{{ don_vi_naf }}</textarea>" in page
    assert versions(office) == []


def test_words_are_tried_out_before_they_count(office: Office, admin: Officer) -> None:
    answer = admin.post(ISSUED, TYPED | {"don-vi": issuer(office), "viec": "xem"})
    assert answer.status_code == 200
    page = unescape(answer.text)
    assert "Mới xem thử, chưa lưu." in page
    assert "Tỉnh ủy giao Đảng ủy xã Long Thành việc này" in page
    assert versions(office) == []


def test_versions_are_kept_and_one_press_leads_back(office: Office, admin: Officer) -> None:
    save(office, admin)
    save(office, admin, thay="1", lead="Giao {{ unit }}: {{ task }}")
    page = unescape(admin.get(ISSUED).text)
    assert "bản 2" in page
    assert "Lê Thị Mai" in page
    assert LEAD in unescape(admin.get(f"{ISSUED}?ban=1").text)
    late = admin.post(ISSUED, TYPED | {"don-vi": issuer(office), "viec": "luu", "thay": "1"})
    assert late.status_code == 422
    assert "vừa có người lưu bản 2" in unescape(late.text).lower()
    back = admin.post(f"{ISSUED}/loi-co-san", {"don-vi": issuer(office), "tieng": "vi", "thay": "2"})
    assert back.status_code == 303
    assert [bool(one.parts) for one in versions(office)] == [False, True, True]
    assert "Đã trở lại lời có sẵn." in admin.get(back.headers["location"]).text


def test_the_letter_of_a_login_and_those_of_no_plan_cannot_be_worded(office: Office, admin: Officer) -> None:
    for occasion in (Occasion.OFFICE_LOGIN, Occasion.CONTACT_REQUEST, Occasion.LINKED):
        path = f"{LIST}/{occasion.value}"
        page = admin.get(path).text
        assert "không viết lại được" in page
        assert "<textarea" not in page
        answer = admin.post(path, TYPED | {"don-vi": issuer(office), "viec": "luu"})
        assert answer.status_code == 422
    assert admin.get(f"{LIST}/ops").status_code == 404
    assert admin.get(f"{LIST}/khong-co").status_code == 404


@pytest.mark.parametrize("role", [OfficeRole.VIEWER, OfficeRole.APPROVER])
def test_whoever_may_only_look_writes_nothing(office: Office, come_in: ComeIn, role: OfficeRole) -> None:
    officer = with_words(office, come_in(role))
    assert "<textarea" not in officer.get(REMINDER).text
    assert officer.post(ISSUED, TYPED | {"viec": "luu"}).status_code == 403


def test_the_words_of_a_committee_are_those_of_its_own_subtree(office: Office, come_in: ComeIn) -> None:
    officer = with_words(office, come_in(OfficeRole.ADMIN, subtree="long-thanh"))
    assert officer.get(f"{REMINDER}?don-vi={issuer(office)}").status_code == 404
    answer = officer.post(ISSUED, TYPED | {"don-vi": issuer(office), "viec": "luu"})
    assert answer.status_code == 404
    assert "Chưa có kế hoạch nào." in officer.get(LIST).text
    assert versions(office) == []


def test_what_the_office_saved_is_what_the_mail_server_gets(office: Office, admin: Officer) -> None:
    save(office, admin, subject="Việc mới của Tỉnh ủy: {{ task }}")
    with office.ledger.begin() as session:
        row = session.scalars(select(NoticeRow).where(NoticeRow.occasion == Occasion.ISSUED)).first()
        assert row is not None
        row.state, row.ready_at, unit = "queued", clock.now(session), row.unit
    with MailSink() as sink:
        url = f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn"
        with Channels(ChannelSettings(mail=url)) as channels:
            Dispatcher(office.ledger, channels).drain()
        letters = [one for one in sink.box.letters if "Việc mới của Tỉnh ủy" in one.subject]
    assert letters
    read = " ".join(letters[0].reading("plain").split())
    assert "Tỉnh ủy giao " in read
    assert "được giao thực hiện" not in read
    assert "Tỉnh ủy giao " in letters[0].reading("html")
    assert unit


def test_a_rehearsal_shows_its_letters_in_the_words_of_the_office(office: Office, admin: Officer) -> None:
    save(office, admin)
    path = f"{ROOT}/ke-hoach/{office.plan_id}/dien-tap"
    assert "Tỉnh ủy giao Huyện ủy Long Thành việc này" in unescape(
        admin.get(path, params={"don-vi": "long-thanh"}).text
    )


def test_words_that_broke_are_told_on_the_first_page_and_on_their_own(office: Office, admin: Officer) -> None:
    save(office, admin)
    with office.ledger.begin() as session:
        own = kept_words.in_force(session, [issuer(office)])
        (number,) = [one.id for one in own.values()]
        kept_words.note_broken(session, number, "TypeError", now=clock.now(session))
    assert "thông báo đang đi bằng lời có sẵn: 1" in admin.get(ROOT).text
    assert "Lời riêng không dùng được cho một thông báo" in admin.get(ISSUED).text
    save(office, admin, thay="1")
    assert "lời có sẵn" not in admin.get(ROOT).text


@pytest.mark.parametrize("path", [LIST, REMINDER, f"{REMINDER}/thu"])
def test_a_page_of_words_asks_few_questions(office: Office, admin: Officer, path: str) -> None:
    admin.get(path)
    with questions(office) as asked:
        admin.get(path)
    assert len(asked) <= MOST_QUERIES
