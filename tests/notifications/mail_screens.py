"""Photographs every letter as it arrives, wide and narrow: `python -m tests.notifications.mail_screens`.

Sends one letter of each occasion to a mail server of its own, opens what arrived in Chromium, and writes
docs/screens/thu/*.png, a picture for each group of occasions in the handbook's table, in both languages.
"""

from __future__ import annotations

import io
import shutil
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from cascade.notices.kinds import Occasion
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.mail import MailSink
from notifications.wording.words import LANGUAGES
from tests.notifications.arriving import OFFICE, SENDER, Arrived, arrive, seen

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens" / "thu"
GROUPS = {
    "ban-hanh": (Occasion.ISSUED, Occasion.AMENDED, Occasion.WITHDRAWN),
    "giay-moi": (Occasion.INVITATION, Occasion.INVITATION_CHANGED, Occasion.INVITATION_CANCELLED),
    "hoi-nghi": (Occasion.LINE_TEST, Occasion.SPEAKER, Occasion.ATTENDANCE),
    "xac-nhan": (Occasion.CONFIRM, Occasion.UNCONFIRMED, Occasion.LINE_FAULT),
    "nhac-han": (Occasion.REMINDER, Occasion.DUE_TODAY, Occasion.OVERDUE),
    "danh-sach": (Occasion.ESCALATION, Occasion.DIGEST, Occasion.AWAITING),
    "bao-cao": (Occasion.REPORT_REQUEST, Occasion.RECEIPT, Occasion.EXTENDED),
    "de-nghi": (Occasion.EXTENSION_ASKED, Occasion.HAND_OVER_ASKED, Occasion.ASK_DECLINED),
    "cho-tra-loi": (Occasion.ASK_WAITS, Occasion.ASK_TAKEN_BACK, Occasion.SUM_CHANGED),
    "tiep-nhan": (Occasion.RETURNED, Occasion.ACCEPTED, Occasion.CLOSING),
    "zalo": (Occasion.ZALO_LINKED, Occasion.ZALO_ENDED, Occasion.LINKED, Occasion.NOT_LINKED),
    "doi-dau-moi": (Occasion.CONTACT_REQUEST, Occasion.CONTACT_CONFIRM, Occasion.CONTACT_CHANGED),
    "dau-moi": (Occasion.UNREACHABLE, Occasion.OPS, Occasion.TALK_DECLINED),
    "dang-nhap": (Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR),
    "ban-tin": (Occasion.WEEKLY,),
    "thu-tra-loi": (Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN),
}
AT_NIGHT = {"ban-dem": (Occasion.REMINDER, Occasion.DIGEST)}
WINDOW, TELEPHONE = 700, 320
COLOURS = 44
"""Few, so that a picture stays small; letters have no more."""
SHEET = """<!doctype html><meta charset="utf-8"><style>
  body {{ margin: 0; padding: 20px; width: 1080px; font: 14px "Noto Sans", sans-serif; }}
  body {{ background: {behind}; color: {ink}; }}
  .one {{ display: flex; gap: 20px; align-items: flex-start; margin-bottom: 26px; }}
  figure {{ margin: 0; background: {paper}; border: 1px solid {edge}; }}
  .head {{ padding: 10px 14px; border-bottom: 1px solid {edge}; overflow: hidden; }}
  .head b {{ display: block; }} .head span {{ opacity: .75; }}
  .snip {{ white-space: nowrap; overflow: hidden; text-overflow: ellipsis; display: block; }}
  iframe {{ border: 0; display: block; }}
</style>{letters}"""
DAY = {"behind": "#d9dde2", "paper": "#ffffff", "edge": "#b7bdc5", "ink": "#1f2328"}
NIGHT = {"behind": "#0d0d0d", "paper": "#1f1f1f", "edge": "#444444", "ink": "#e6e6e6"}
GROWN = (
    "() => document.querySelectorAll('iframe').forEach(f => f.height = f.contentDocument.body.scrollHeight)"
)


def main() -> None:
    """Send, open, photograph."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    letters = {(one.occasion, one.lang): one for one in _arrived()}
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for lang in LANGUAGES:
            for name, occasions in {**GROUPS, **AT_NIGHT}.items():
                file = picture_of(name, lang)
                picture = _picture(browser, [letters[one, lang] for one in occasions], night=name in AT_NIGHT)
                picture.save(file, optimize=True)
                print(f"docs/screens/thu/{file.name} {file.stat().st_size // 1000} kB", flush=True)
        browser.close()


def picture_of(group: str, lang: str) -> Path:
    """Where a group's picture lies."""
    return FOLDER / f"{group}{'' if lang == 'vi' else '.' + lang}.png"


def _arrived() -> list[Arrived]:
    with MailSink() as sink:
        url = f"dpmail://127.0.0.1:{sink.port}?from={SENDER}&name={OFFICE}"
        with Channels(ChannelSettings(mail=url)) as channels:
            return list(arrive(channels, sink.box))


def _picture(browser: Browser, letters: list[Arrived], *, night: bool) -> Image.Image:
    """The letters below each other, each in both widths, in as few colours as do."""
    sheet = SHEET.format(letters="".join(map(_shown, letters)), **(NIGHT if night else DAY))
    with browser.new_context(
        viewport={"width": 1120, "height": 800},
        color_scheme="dark" if night else "light",
        device_scale_factor=0.75,
    ) as context:
        page = context.new_page()
        page.set_content(sheet, wait_until="load")
        page.evaluate(GROWN)
        shot = page.screenshot(full_page=True)
    with Image.open(io.BytesIO(shot)) as taken:
        return _in_few_colours(taken.convert("RGB"))


def _in_few_colours(picture: Image.Image) -> Image.Image:
    """Those that most of it has stay as they are, which is every ground and line."""
    counted: Any = picture.getcolors(1 << 24)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in sorted(counted, reverse=True)[:COLOURS] for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _shown(one: Arrived) -> str:
    return f'<div class="one">{_framed(one, WINDOW)}{_framed(one, TELEPHONE)}</div>'


def _framed(one: Arrived, width: int) -> str:
    """As a program shows it: whom it is from, the subject, and in a list the first words."""
    head = f"<b>{escape(OFFICE)}</b>{escape(one.letter.subject)}"
    if width == TELEPHONE:
        first = " ".join(seen(one.html).split())[:120]
        head += f'<span class="snip">{escape(first)}</span>'
    frame = f'<iframe width="{width}" height="10" srcdoc="{escape(one.html)}"></iframe>'
    return f'<figure style="width:{width}px"><div class="head">{head}</div>{frame}</figure>'


if __name__ == "__main__":
    main()
