"""The counter's colours can be read by everybody, and its style arrives as the browser expects it."""

from __future__ import annotations

import re

import pytest

from portal.web.security_headers import headers, style

INK_ON_PAPER = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("soft", "paper"),
    ("soft", "ground"),
    ("calm", "calm-bg"),
    ("calm", "ground"),
    ("good", "good-bg"),
    ("good", "paper"),
    ("bad", "bad-bg"),
    ("bad", "paper"),
    ("wait", "wait-bg"),
    ("paper", "red"),
    ("red", "paper"),
]


def colours() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style()))


def luminance(colour: str) -> float:
    """As WCAG 2 has it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), INK_ON_PAPER)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    light, dark = sorted((luminance(colours()[name]) for name in (ink, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_edge_of_a_field_can_be_seen() -> None:
    light, dark = sorted((luminance(colours()[name]) for name in ("edge", "paper")), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_style_asks_nothing_from_elsewhere() -> None:
    assert "url(" not in style()
    assert "@import" not in style()
    assert "sha256-" in headers()["Content-Security-Policy"]
