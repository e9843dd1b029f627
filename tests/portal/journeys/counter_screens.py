"""Photographs the counter: `python -m tests.portal.journeys.counter_screens` writes docs/screens/cong/*.png.

Three pages of a telephone, 360 pixels wide, side by side.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from models.database.ledger import Ledger
from tests.portal.conference.conftest import Hall
from tests.portal.journeys import lived_counter as lived
from tests.portal.journeys.looking import PHONE
from tests.portal.office.office_screens import served
from tests.portal.province import GOOD

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "screens" / "cong"
HEIGHT, GAP = 1120, 24


def questioned(page: Page, office: Hall) -> None:
    """A report with a figure that is merely unusual."""
    page.goto(office.link("D6/grassroots", "an-phuoc"))
    for name, value in ({**GOOD, "f_members": "4500"}).items():
        page.get_by_role("region", name="Báo cáo").locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Gửi báo cáo").click()
    page.get_by_label("dưới 90%").scroll_into_view_if_needed()


def at(path: str, which: int = 0) -> Callable[[Page, Hall], None]:
    """One of the pages that the tests look at."""

    def go(page: Page, office: Hall) -> None:
        page.goto(lived.PAGES[path](office)[which])

    return go


SHEETS = {
    "bao-cao": (at("/b/{token}", 1), questioned, at("/b/{token}/bien-nhan/{number}", 1)),
    "de-nghi": (
        at("/b/{token}/de-nghi", 1),
        at("/d/{token}/truc-thuoc/{obligation_id}/de-nghi/{number}"),
        at("/d/{token}/dau-moi/{unit}"),
    ),
    "tiep-nhan": (
        at("/d/{token}/truc-thuoc"),
        at("/d/{token}/truc-thuoc/{obligation_id}"),
        at("/d/{token}/truc-thuoc/bang"),
    ),
    "so-tong-hop": (at("/b/{token}"), at("/b/{token}/so-lieu/{figure}"), at("/bien-nhan", 2)),
}


def main() -> None:
    """Live it and photograph it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        lived.live(ledger)
        with (
            served(ledger) as address,
            sync_playwright() as play,
            play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
        ):
            view = {"width": PHONE, "height": HEIGHT}
            page = browser.new_page(viewport=view, locale="vi-VN", base_url=address)  # type: ignore[arg-type]
            for name, shots in SHEETS.items():
                sheet(page, Hall(ledger, 1), shots).quantize(48).save(FOLDER / f"{name}.png", optimize=True)
                print(f"docs/screens/cong/{name}.png")
        ledger.dispose()


def sheet(page: Page, office: Hall, shots: tuple[Callable[[Page, Hall], None], ...]) -> Image.Image:
    """What is in sight on each, side by side."""
    whole = Image.new("RGB", (len(shots) * (PHONE + GAP) - GAP, HEIGHT), "white")
    for place, go in enumerate(shots):
        go(page, office)
        with Image.open(io.BytesIO(page.screenshot())) as taken:
            whole.paste(taken, (place * (PHONE + GAP), 0))
    return whole


if __name__ == "__main__":
    main()
