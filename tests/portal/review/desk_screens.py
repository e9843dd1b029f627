"""Photographs the desk of a unit above: `python -m tests.portal.review.desk_screens` writes cap-tren.png.

A small province in a temporary ledger; three pages of a telephone, 360 pixels wide, side by side.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from PIL import Image
from playwright.sync_api import sync_playwright

from models.database.ledger import Ledger
from portal.app import create_app
from portal.web.counter import Counter
from tests.portal.conftest import ZALO, Office, Visitor, hidden
from tests.portal.province import GOOD, found_province

FILE = Path(__file__).resolve().parents[3] / "docs" / "screens" / "cap-tren.png"
WIDTH, HEIGHT, GAP = 360, 1120, 24
SMALL = {**GOOD, "f_members": "120", "f_members_total": "121", "note": ""}


def pages(office: Office, client: Visitor) -> list[str]:
    """The list with two reports that wait, a sum that differs, and the parts of a figure."""
    for duty, unit in (("D6/grassroots", "phu-hoi"), ("D6", "long-thanh")):
        link = office.link(duty, unit)
        client.post(link, data={**hidden(client.get(link).text), **(SMALL if "/" in duty else GOOD)})
    link = office.link("D6", "nhon-trach")
    fields = {**hidden(client.get(link).text), **SMALL}
    differs = client.post(link, data={**fields, "f_members": "119"}).text
    client.post(
        link, data={**fields, "f_members": "119", "why_members": "Một đồng chí chuyển sinh hoạt đảng."}
    )
    listed = client.get(f"/d/{office.list_token('tinh')}/truc-thuoc?xem=cho-tiep-nhan&chon=het").text
    return [listed, differs, client.get(link + "/so-lieu/members").text]


def main() -> None:
    """Live it and photograph it."""
    with tempfile.TemporaryDirectory() as folder, start_blocking_portal() as loop:
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        plan_id = found_province(ledger)
        shown = pages(Office(ledger, plan_id), Visitor(create_app(ledger, Counter(ledger, ZALO)), loop))
        ledger.dispose()
    whole = Image.new("RGB", (len(shown) * (WIDTH + GAP) - GAP, HEIGHT), "white")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with (
        sync_playwright() as play,
        play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN")
        for place, html in enumerate(shown):
            page.set_content(html)
            if 'aria-invalid="true"' in html:
                page.locator("[aria-invalid=true]").first.scroll_into_view_if_needed()
            taken = Image.open(io.BytesIO(page.screenshot()))
            whole.paste(taken, (place * (WIDTH + GAP), 0))
    whole.quantize(64).save(FILE, optimize=True)


if __name__ == "__main__":
    main()
