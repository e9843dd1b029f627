"""The keyboard alone: what is wanted is reached by Tab, as a person reaches it, and nothing is pointed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

FOCUSED = "one => one === document.activeElement"


def tab_to(page: Page, wanted: Locator, most: int = 200) -> None:
    """On with the Tab key until that is reached."""
    wanted.wait_for()
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            return
    pytest.fail(f"Tab does not reach {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """A link or a button that leads to a page."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, label: str | Locator, words: str) -> None:
    """Instead of what stands in that field."""
    tab_to(page, page.get_by_label(label) if isinstance(label, str) else label)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def tick(page: Page, box: Locator) -> None:
    tab_to(page, box)
    page.keyboard.press("Space")


def pick(page: Page, field: Locator, value: str) -> None:
    """Down the list until that is chosen."""
    tab_to(page, field)
    page.keyboard.press("Home")
    for _ in range(field.locator("option").count()):
        if field.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"the keys do not reach {value}")


def hand_in(page: Page, field: Locator, file: Path | dict[str, Any]) -> None:
    """A file; the window in which it is chosen is the browser's own, and has to be waited for in time."""
    with page.expect_file_chooser(timeout=120_000) as asked:
        tab_to(page, field)
        page.keyboard.press("Space")
    asked.value.set_files(file)  # type: ignore[arg-type]
