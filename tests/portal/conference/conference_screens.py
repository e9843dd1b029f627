"""Photographs a conference on a telephone: `python -m tests.portal.conference.conference_screens`.

Lives a small conference in a temporary ledger and writes docs/screens/hoi-nghi/*.png, 360 pixels wide.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from PIL import Image
from playwright.sync_api import sync_playwright

from models.database.ledger import Ledger
from portal.app import create_app
from portal.web.counter import Counter
from tests.portal.conference.conftest import AFTER, INVITED, TEST_DAY, Hall, found_halls
from tests.portal.conference.test_conference_page import press
from tests.portal.conftest import ZALO, Visitor

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "screens" / "hoi-nghi"
FAULT = {"good": "no", "note": "Mất tiếng ở hội trường", "technician": "Anh Tư", "phone": "0987 654 321"}


def pages(office: Hall, client: Visitor) -> dict[str, str]:
    """Each page by the name of its picture, in the order of the conference's life."""
    found: dict[str, str] = {}

    def keep(name: str, unit: str, now: datetime, further: str = "") -> None:
        office.set_clock(now)
        found[name] = client.get(office.page(unit) + further).text

    keep("xac-nhan", "nhon-trach", INVITED)
    press(client, office.page("nhon-trach"), "reply", coming="yes", delegates_0="12", delegates_1="45")
    press(client, office.page("long-thanh"), "reply", coming="no", reason="Trùng đại hội đảng bộ")
    keep("da-xac-nhan", "nhon-trach", INVITED)
    keep("thu-duong-truyen", "nhon-trach", TEST_DAY)
    press(client, office.page("nhon-trach"), "line_test", **FAULT)
    keep("don-vi-to-chuc", "tinh", TEST_DAY)
    keep("so-dai-bieu", "nhon-trach", AFTER)
    found["danh-sach"] = client.get(f"/d/{office.list_token('nhon-trach')}").text
    return found


def main() -> None:
    """Live it and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, start_blocking_portal() as loop:
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        found_halls(ledger)
        shown = pages(Hall(ledger, 1), Visitor(create_app(ledger, Counter(ledger, ZALO)), loop))
        ledger.dispose()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with (
        sync_playwright() as play,
        play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page(viewport={"width": 360, "height": 640}, java_script_enabled=False)
        for name, html in shown.items():
            page.set_content(html)
            with Image.open(io.BytesIO(page.screenshot(full_page=True))) as taken:
                taken.convert("RGB").quantize(24).save(FOLDER / f"{name}.png", optimize=True)
            print(f"docs/screens/hoi-nghi/{name}.png")


if __name__ == "__main__":
    main()
