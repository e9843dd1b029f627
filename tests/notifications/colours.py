"""How well letters stand out from their ground, by WCAG 2, also where programs turn colours for the dark."""

from __future__ import annotations

import colorsys
import re
from typing import Any

from playwright.sync_api import Page

ENOUGH = 4.5
"""WCAG 2.2, 1.4.3, level AA, for text of any size."""
Colour = tuple[float, float, float]
PAIRS = """() => {
  const seen = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    let at = walker.currentNode.parentElement;
    if (!text || !at.getClientRects().length) continue;
    const ink = getComputedStyle(at).color;
    while (at && getComputedStyle(at).backgroundColor === 'rgba(0, 0, 0, 0)') at = at.parentElement;
    const ground = at ? getComputedStyle(at).backgroundColor : 'none';
    seen.set(ink + '|' + ground, [ink, ground, text.slice(0, 40)]);
  }
  return [...seen.values()];
}"""


def pairs(page: Page) -> list[tuple[Colour, Colour, str]]:
    """Each colour of letters on each ground that the page shows now, with some of the letters."""
    found: Any = page.evaluate(PAIRS)
    return [(_read(ink), _read(ground), text) for ink, ground, text in found]


def _read(css: str) -> Colour:
    numbers = [float(one) / 255 for one in re.findall(r"[\d.]+", css)]
    if len(numbers) != 3:
        raise ValueError(f"no plain colour: {css}")
    return numbers[0], numbers[1], numbers[2]


def contrast(ink: Colour, ground: Colour) -> float:
    """WCAG's ratio, from 1 to 21."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def turned(colour: Colour) -> Colour:
    """What is light dark and what is dark light, the hue kept: Gmail's app on iOS, Outlook for Windows."""
    hue, lightness, much = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, 1 - lightness, much)


def turned_ground(ground: Colour) -> Colour:
    """Only what is light is turned: Gmail on Android, Outlook.com."""
    return turned(ground) if _luminance(ground) > 0.4 else ground


def turned_ink(ink: Colour, ground: Colour) -> Colour:
    """Letters go with their ground: turned where it was."""
    return turned(ink) if turned_ground(ground) != ground else ink
