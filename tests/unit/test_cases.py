"""Small inputs from offices, kept beside the project: what each is for, where they are at hand."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.result.obligation import Cascade
from cli.main import main
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from models import outbox
from models.changes import issuing
from models.contacts import address_health, import_units, zalo_link
from models.database import clock
from models.database.ledger import Ledger
from models.org import link_holder, report_links
from models.tables import ContactRow
from notifications.email.mime import compose
from notifications.message import Message, message_id_for
from services import plan_files
from services.dispatch import returned_mail
from settings import catalogue

NOON = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)
CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not at hand")


def checked(case: str, plan: str = "ke-hoach.yaml", units: str | None = None) -> Cascade:
    folder = CASES / case
    paper, tree = plan_files.read(folder / plan, folder / units if units else None)
    return cascade(paper, tree.as_of(day_of_plan(paper)), WorkCalendar())


@pytest.mark.parametrize(
    ("case", "plan", "units"),
    [
        ("base", "ke-hoach.yaml", None),
        ("E-chu-Eth", "ke-hoach.yaml", None),
        ("D-ky-tu-an", "ke-hoach-nhom.yaml", None),
        *(("D-ky-tu-an", "ke-hoach.yaml", f"don-vi{kind}.csv") for kind in ("", "-dt", "-ma", "-ten")),
    ],
)
def test_no_commune_loses_its_duty_for_a_letter_that_looks_the_same(
    case: str, plan: str, units: str | None
) -> None:
    made = checked(case, plan, units)
    assert sorted(one.unit for one in made.obligations) == ["xa-1", "xa-2", "xa-3"]
    assert {unit.name[:6] for unit in made.tree} <= {"Đảng ủ", "Tỉnh ủ", "Ban Tu"}


def test_old_fonts_are_read() -> None:
    tree = read_units(CASES / "S-tcvn3" / "don-vi.csv")
    assert [tree.unit(code).name for code in ("xa-2", "xa-3")] == ["Đảng ủy xã Hai", "Đảng ủy xã Ba"]


@pytest.mark.parametrize(("file", "where"), [("don-vi.csv", "don-vi.csv:5:"), ("ke-hoach-loi.yaml", ":11:")])
def test_a_noncharacter_is_refused_where_it_stands(file: str, where: str) -> None:
    with pytest.raises(Refusal) as refused:
        (read_units if file.endswith(".csv") else read_plan)(CASES / "C-ky-tu-pdf" / file)
    assert where in str(refused.value)
    assert "U+FFFE" in str(refused.value)


@pytest.mark.parametrize("path", sorted([*CASES.glob("F-*/ke*.yaml"), *CASES.glob("F-*/hoi*.yaml")]))
def test_a_secret_number_is_noticed_whatever_its_dash(path: Path) -> None:
    told = [one for one in checked(path.parent.name, path.name).findings if one.code == "secret_not_marked"]
    assert bool(told) is ("so-4" not in path.name)


@pytest.mark.parametrize("name", ["neo.yaml", "neo2.yaml"])
def test_an_anchor_and_an_offset_may_have_any_hyphen(name: str) -> None:
    assert checked("F-gach-noi-word", name).obligations


def test_two_mailboxes_of_one_unit_are_kept_and_two_numbers_in_a_cell_are_refused(
    tmp_path: Path,
) -> None:
    case = (CASES / "K-hai-hop-thu" / "don-vi.csv").read_text(encoding="utf-8")
    with pytest.raises(Refusal, match=r"don-vi\.csv:7: phone của xa-3: .*có hơn một số"):
        read_units(CASES / "K-hai-hop-thu" / "don-vi.csv")
    mended = tmp_path / "don-vi.csv"
    mended.write_text(case.replace("0987654321; 0912345678", "0987654321"), encoding="utf-8")
    people = read_units(mended).contacts
    assert [one.channels for one in people["xa-1"]] == [
        (("mail", "vanthu1@example.vn"),),
        (("mail", "bithu1@example.vn"),),
    ]
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.db'}")
    ledger.upgrade()
    with ledger.begin() as session:
        assert import_units.take_over(session, read_units(mended), NOON).contacts == 6
        assert len(session.scalars(select(ContactRow)).all()) == 6
    ledger.dispose()


def test_a_corrected_name_keeps_the_row_that_links_and_zalo_hang_on(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.db'}")
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, read_units(CASES / "M-sua-ten" / "don-vi.csv"), NOON)
        [before] = session.scalars(select(ContactRow.id).where(ContactRow.unit == "xa-1"))
        token = report_links.sign(session, 0, before)
        code = zalo_link.new_code(session, before, NOON)
        assert zalo_link.link_chat(session, code.code, "chat-cua-thuy", NOON)
        import_units.take_over(session, read_units(CASES / "M-sua-ten" / "don-vi-sua.csv"), NOON)
        caller = link_holder.caller(session, report_links.verify(session, token).contact_id, NOON)
        assert caller is not None
        assert (caller.contact_id, caller.name) == (before, "Nguyễn Thị Thủy")
        assert zalo_link.is_linked(session, before)
    ledger.dispose()


def test_an_ended_unit_is_called_by_its_last_name_in_status_and_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.delenv("DONDOC_DATABASE_URL", raising=False)
    case, ledger = CASES / "N-don-vi-het", Ledger()
    ledger.upgrade()
    acts: list[tuple[date, list[object]]] = [
        (date(2026, 11, 3), ["issue", case / "ke-hoach.yaml"]),
        (date(2026, 11, 20), ["report", "submit", "thu", "D1", "xa-1", "members=9", "members_total=9",
                             "--sure"]),
        (date(2026, 12, 2), ["units", "import", case / "don-vi-sau.csv"]),
        (date(2026, 12, 2), ["amend", case / "ke-hoach.yaml", "--units", case / "don-vi-sau.csv",
                             "--on", "2026-12-02", "--apply", "--why", "x"]),
        (date(2026, 12, 2), ["export", "thu", "--xlsx", tmp_path / "thu.xlsx"]),
    ]  # fmt: skip
    for day, words in acts:
        with ledger.begin() as session:
            clock.set_clock(session, instant(day, time(8)))
        assert main([str(word) for word in words]) == 0
    capsys.readouterr()
    assert main(["status", "thu"]) == 0
    shown = capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "thu.xlsx") as book:
        sheet = "".join(book.read(one).decode() for one in book.namelist())
    for text in (shown, sheet):
        assert "Đảng ủy xã Một" in text
        assert not re.search(r"\bxa-\d", text)
    ledger.dispose()


def test_a_line_separator_ends_no_line() -> None:
    with pytest.raises(Refusal, match=r"ls\.yaml:13: requirements\.D1\.who\.kid: không có khóa"):
        read_plan(CASES / "I-yaml" / "ls.yaml")


def test_an_address_that_can_never_be_sent_to_is_refused_and_an_inner_one_is_taken() -> None:
    with pytest.raises(Refusal, match=r"don-vi\.csv:5: mail của xa-2: .*vănthư@example\.vn"):
        read_units(CASES / "G-thu-idn" / "don-vi.csv")
    [contact] = read_units(CASES / "H-thu-noi-bo" / "don-vi.csv").contacts["xa-1"]
    assert contact.channels == (("mail", "vp@tinhuy.local"),)


def test_bounces_in_other_letters_and_after_a_forwarding_give_their_addresses_up(tmp_path: Path) -> None:
    case = CASES / "B-thu-tra-ve"
    paper, tree = plan_files.read(case / "ke-hoach.yaml")
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.db'}")
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, tree, NOON)
        issuing.issue(session, plan_files.beforehand(session, paper, tree), now=NOON, by="văn thư")
    with ledger.begin() as session:
        for one in outbox.claim(session, NOON, "bộ gửi", 100):
            outbox.settle(session, one.id, one.claim, "accepted", now=NOON)
        sent = {one.unit: one for one in outbox.search(session) if one.occasion == "issued"}
    with ledger.begin() as session:
        for file, unit in (("bounce-lower.eml", "xa-1"), ("bounce-forward.eml", "xa-2")):
            mail = (case / file).read_text(encoding="utf-8")
            shown = message_id_for(sent[unit].key, "example.vn")
            mail = re.sub(r"Message-ID: <\w+@example\.vn>", f"Message-ID: {shown}", mail)
            taken = returned_mail.take_in(session, mail.encode(), NOON, "mta")
            assert taken.notices == 1
        bad = [one.address for one in address_health.troubled(session, date(2026, 11, 3))]
    assert bad == ["Xa1@example.vn", "xa2@example.vn"]
    ledger.dispose()


def test_no_mail_asks_servers_to_keep_bounces_to_themselves() -> None:
    asked = compose(Message("k", "mail", "xa1@example.vn", "Nhắc hạn", "Kính gửi"), "btg@example.vn")
    head = asked.decode("ascii").partition("\r\n\r\n")[0]
    assert "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply" in head
    assert (CASES / "X-ndr" / "README").is_file()


def test_a_title_cut_by_a_hash_is_told_with_its_line() -> None:
    paper, tree = plan_files.read(CASES / "I-yaml" / "thang.yaml")
    told = [one for one in plan_files.beforehand(None, paper, tree).findings if one.code == "cut_by_hash"]
    assert [(one.line, "“#3 và #4 năm 2026”" in one.message.vi) for one in told] == [(2, True)]


def test_an_address_of_a_database_has_its_driver_filled_in_and_a_counter_may_stand_below_a_path() -> None:
    for case, setting, value, read in (
        ("O-postgres", catalogue.DATABASE_URL, "postgres://a@may/so", "postgresql+psycopg://a@may/so"),
        ("P-tien-to", catalogue.PORTAL_URL, "https://host/don-doc", "https://host/don-doc"),
    ):
        assert (CASES / case / "README").is_file()
        assert setting.get({setting.name: value}) == read
