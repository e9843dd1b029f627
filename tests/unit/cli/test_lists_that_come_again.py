"""A list at the desk: what it would change is said beforehand, what nobody could tell apart is refused."""

from __future__ import annotations

import asyncio
from datetime import date, time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from cascade.calendar.zone import instant
from models.contacts import zalo_link
from models.database import clock
from models.database.ledger import Ledger
from models.org import report_links
from models.tables import AuditRow, ContactRow
from portal.app import create_app
from portal.web.counter import Counter, ZaloSecrets
from tests.unit.cli.conftest import Desk

HEAD = "code,name,level,parent,kind,valid_to,successor,contact,role,mail,zalo,phone"
TOP = """\
tinh,Tỉnh ủy,province,,committee,,,Bà A,,tinh@example.vn,,
btg,Ban Tuyên giáo,province,tinh,office,,,Ông B,,btg@example.vn,,0987654321
"""
THUY = "x1,Đảng ủy xã Một,district,tinh,committee,,,Nguyễn Thị Thuỷ,,mot@example.vn,,"
HAI = "x2,Đảng ủy xã Hai,district,tinh,committee,,,Ông D,,hai@example.vn,,"
DUNG = "x1,,,,,,,Trần Văn Dũng,,"
PLAN = """\
plan: thu
title: Kế hoạch học tập
kind: KH
issued: 2026-11-03
issuer: tinh
desk: btg
units: don-vi.csv
requirements:
  - id: D1
    action: Báo cáo kết quả
    kind: report
    who: {level: district, kind: committee}
    when: {kind: by, day: 2026-12-15, phrase: "chậm nhất ngày 15/12/2026"}
    to: [tinh]
"""


def listed(folder: Path, *lines: str) -> Path:
    path = folder / "don-vi.csv"
    path.write_text("\n".join([HEAD, TOP.strip(), *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    """A plan that runs; somebody has linked their Zalo."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    ledger = Ledger()
    ledger.upgrade()
    now = instant(date(2026, 11, 3), time(8))
    with ledger.begin() as session:
        clock.set_clock(session, now)
    listed(tmp_path, THUY, HAI)
    assert desk("issue", tmp_path / "plan.yaml").code == 0
    with ledger.begin() as session:
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == "x1")).one()
        code = zalo_link.new_code(session, contact, now)
        assert zalo_link.link_chat(session, code.code, "chat-cua-thuy", now)
    ledger.dispose()
    return tmp_path


def rows(ledger: Ledger) -> tuple[int | None, int | None]:
    with ledger.read() as session:
        counts = (session.scalar(select(func.count()).select_from(table)) for table in (ContactRow, AuditRow))
        return next(counts), next(counts)


def status_of(ledger: Ledger, unit: str, first: bool = True) -> int:
    """What the counter answers to the link that the unit's first (or present) contact was sent."""
    with ledger.begin() as session:
        query = select(ContactRow.id).where(ContactRow.unit == unit).order_by(ContactRow.id)
        numbers = session.scalars(query).all()
        token = report_links.sign(session, 0, numbers[0 if first else -1])
    app = create_app(ledger, Counter(ledger, ZaloSecrets("a", "b", "c", "d")))
    return asyncio.run(_get(app, f"/d/{token}"))


async def _get(app: object, path: str) -> int:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as browser:
        return (await browser.get(path)).status_code


@pytest.mark.parametrize(
    ("lines", "vi", "en", "link"),
    [
        (
            [THUY.replace("Thuỷ", "Thủy"), HAI],
            "sửa tên: Đảng ủy xã Một: Nguyễn Thị Thuỷ → Nguyễn Thị Thủy (giữ đường dẫn và Zalo)",
            "name put right: Đảng ủy xã Một: Nguyễn Thị Thuỷ → Nguyễn Thị Thủy (links and Zalo stay)",
            200,
        ),
        (
            [THUY.replace("mot@", "xa-mot@"), HAI],
            "đầu mối sửa: Đảng ủy xã Một: Nguyễn Thị Thuỷ (giữ đường dẫn và Zalo; bỏ địa chỉ "
            "mot@example.vn: "
            "đường dẫn ở đó vẫn mở, muốn thu hồi: `dondoc contacts revoke x1`)",
            "contact changed: Đảng ủy xã Một: Nguyễn Thị Thuỷ (links and Zalo stay; no longer at "
            "mot@example.vn: "
            "links there still open, to end them: `dondoc contacts revoke x1`)",
            200,
        ),
        (
            [THUY.replace("Nguyễn Thị Thuỷ", "Trần Văn Dũng"), HAI],
            "thay người: Đảng ủy xã Một: Nguyễn Thị Thuỷ → Trần Văn Dũng (đường dẫn đã gửi hết dùng; "
            "Zalo đã liên kết hết dùng)",
            "replaced: Đảng ủy xã Một: Nguyễn Thị Thuỷ → Trần Văn Dũng (links sent so far end; "
            "the linked Zalo ends)",
            410,
        ),
        (
            [THUY.replace("Nguyễn Thị Thuỷ,,mot@example.vn", ","), HAI],
            "danh sách không ghi ai, để nguyên: Đảng ủy xã Một: Nguyễn Thị Thuỷ",
            "the list names nobody, left as it is: Đảng ủy xã Một: Nguyễn Thị Thuỷ",
            200,
        ),
        (
            [THUY, HAI.replace("committee,,", "committee,2026-11-02,x1")],
            "kết thúc: Đảng ủy xã Hai từ 02/11/2026; nhận nhiệm vụ: Đảng ủy xã Một",
            "ends: Đảng ủy xã Hai from 2 November 2026; taken over by Đảng ủy xã Một",
            200,
        ),
        (
            [THUY.replace("xã Một", "phường Nhất"), HAI],
            "đổi tên: Đảng ủy xã Một → Đảng ủy phường Nhất (cho mọi ngày, cả trước đây)",
            "renamed: Đảng ủy xã Một → Đảng ủy phường Nhất (for all days, past ones too)",
            200,
        ),
        (
            [THUY, HAI.replace(",tinh,", ",x1,")],
            "đổi nơi trực thuộc: Đảng ủy xã Hai: Tỉnh ủy → Đảng ủy xã Một",
            "moved: Đảng ủy xã Hai: Tỉnh ủy → Đảng ủy xã Một",
            200,
        ),
        (
            [THUY],
            "1 đơn vị có trong hệ thống mà không có trong danh sách",
            "1 unit of the ledger not in the list",
            200,
        ),
        (
            [THUY, HAI, "x9,Đảng ủy xã Chín,district,tinh,committee,,,Bà I,,chin@example.vn,,"],
            "đơn vị mới: Đảng ủy xã Chín (x9)",
            "new unit: Đảng ủy xã Chín (x9)",
            200,
        ),
    ],
)
def test_what_a_list_changes_is_said_before_and_after_in_both_languages(
    desk: Desk, folder: Path, lines: list[str], vi: str, en: str, link: int
) -> None:
    path, ledger = listed(folder, *lines), Ledger()
    before = rows(ledger)
    shown = desk("units", "import", path, "--dry-run")
    assert vi in shown.out
    assert en in desk("--lang", "en", "units", "import", path, "--dry-run").out
    facts = desk("units", "import", path, "--dry-run", "--json").json
    assert rows(ledger) == before, "looking writes nothing"
    done = desk("units", "import", path)
    assert done.out.splitlines() == shown.out.splitlines()[: len(done.out.splitlines())]
    assert facts["applied"] is False
    assert status_of(ledger, "x1") == link
    ledger.dispose()


def test_open_duties_of_a_unit_that_has_ended_are_told_beforehand(desk: Desk, folder: Path) -> None:
    path = listed(folder, THUY, HAI.replace("committee,,", "committee,2026-11-02,x1"))
    hint = "thu: 1 nhiệm vụ chưa hoàn thành của đơn vị đã kết thúc; xem "
    hint += "`dondoc amend TỆP_KẾ_HOẠCH --on 2026-11-03`"
    for words in (("--dry-run",), ()):
        assert hint in desk("units", "import", path, *words).out


@pytest.mark.parametrize(
    ("lines", "where", "what"),
    [
        (
            [THUY, "x1,,,,,,,Trần Văn Dũng,,MOT@example.vn,,"],
            "5: mail của x1",
            "đã là của Nguyễn Thị Thuỷ ở dòng 4",
        ),
        ([THUY, "x1,,,,,,,Nguyễn Thị Thủy,,mot@example.vn,,"], "5: mail của x1", "gộp vào một dòng"),
        ([THUY, "x1,,,,,,,Nguyễn Thị Thủy,,,,"], "5: contact của x1", "không có địa chỉ để phân biệt"),
        (
            [THUY + "0987654321; 0912345678"],
            "4: phone của x1",
            "có hơn một số; mỗi ô một số; trong danh sách",
        ),
        ([THUY + "0987654321/0912345678"], "4: phone của x1", "có hơn một số"),
        ([THUY + "0987654321 0912345678"], "4: phone của x1", "có hơn một số"),
        ([THUY + "0987654321 máy lẻ 12"], "4: phone của x1", "có hơn một số"),
        (
            [THUY + "0987654322", DUNG + ",,+84 987 654 322"],
            "5: phone của x1",
            "đã là của Nguyễn Thị Thuỷ",
        ),
        (
            [
                THUY.replace("vn,,", "vn,chat-01,"),
                DUNG + ",chat-01,",
            ],
            "5: zalo của x1",
            "“chat-01” đã là của",
        ),
    ],
)
def test_who_could_not_be_told_apart_is_refused_at_the_cell(
    desk: Desk, folder: Path, lines: list[str], where: str, what: str
) -> None:
    path, ledger = listed(folder, *lines, HAI), Ledger()
    before = rows(ledger)
    for words in ((), ("--dry-run",)):
        answer = desk("units", "import", path, *words)
        assert (answer.code, answer.err.count("\n")) == (1, 1)
        assert f"don-vi.csv:{where}: " in answer.err
        assert what in answer.err
    assert rows(ledger) == before
    ledger.dispose()


@pytest.mark.parametrize(
    "lines",
    [
        [THUY.replace("Nguyễn Thị Thuỷ", ""), "x1,,,,,,,,,bi-thu@example.vn,,"],
        [THUY, "x1,,,,,,,Nguyễn Thị Thuỷ,,thuy2@example.vn,,"],
        [THUY, HAI.replace("hai@", "mot@")],
        [THUY.replace("mot@example.vn", "mot@example.vn mot@example.vn"), HAI],
    ],
)
def test_two_mailboxes_namesakes_and_a_mailbox_of_two_units_are_taken(
    desk: Desk, folder: Path, lines: list[str]
) -> None:
    assert desk("units", "import", listed(folder, *lines)).code == 0
    again = desk("units", "import", folder / "don-vi.csv", "--json").json
    assert (again["added"], again["changed"], again["contacts"]) == (0, 0, 0)


def test_a_stand_in_may_read_the_mailbox_of_whoever_they_stand_in_for(desk: Desk, folder: Path) -> None:
    path = listed(folder, THUY, HAI, DUNG.replace("x1,,,,,,,", "x1,,,,,2026-11-20,,") + "mot@example.vn,,")
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    # A column more: from when. Only the stand-in has days of both kinds.
    text = [f"{head},valid_from", *(f"{line}," for line in lines[:-1]), f"{lines[-1]},2026-11-10"]
    path.write_text("\n".join(text), encoding="utf-8")
    done = desk("units", "import", folder / "don-vi.csv")
    assert (done.code, "đầu mối mới: Đảng ủy xã Một: Trần Văn Dũng" in done.out) == (0, True), done.err


def test_an_exchange_of_addresses_is_refused_by_the_line_and_the_way_out_works(
    desk: Desk, folder: Path
) -> None:
    second = DUNG + "dung@example.vn,,"
    assert desk("units", "import", listed(folder, THUY, second, HAI)).code == 0
    swapped = (THUY.replace("mot@", "dung@"), second.replace("dung@", "mot@"))
    answer = desk("units", "import", listed(folder, *swapped, HAI))
    assert answer.code == 1
    assert "don-vi.csv:4: contact của x1: Nguyễn Thị Thuỷ ⇄ Trần Văn Dũng đổi địa chỉ cho nhau" in answer.err
    assert "nạp hai lần" in answer.err
    assert desk("units", "import", listed(folder, swapped[0], HAI)).code == 0
    assert desk("units", "import", listed(folder, *swapped, HAI)).code == 0
