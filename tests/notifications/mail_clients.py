"""What programs that show mail cannot do, as a table, and a reader that holds a page against it.

Where it is from. Outlook for Windows draws with Word: "Word 2007 HTML and CSS Rendering Capabilities in
Outlook 2007" (Microsoft, aa338201). Gmail: "CSS Support" (Google, Gmail for developers), "12 things about
Gmail" (Email on Acid), issue 41 of hteumeuleu/email-bugs on clipping. Apple Mail: `color-scheme` of WebKit.
All of them: caniemail.com.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html as parser

KILOBYTE = 1024
CLIPPED = 102 * KILOBYTE
"""Gmail hides what comes after."""
STYLE_ROOM = 8192
"""Letters of <style> that Gmail reads; it drops the one that goes beyond."""
CELLS = ("td", "th")


@dataclass(frozen=True)
class Limit:
    """A property that one program does not know, and where it does no harm all the same."""

    client: str
    name: str
    value: str = ".*"
    unless: Callable[[Any], bool] = lambda tag: False


def _in_a_cell_that_pads_for_it(tag: Any) -> bool:
    return "mso-padding-alt" in (tag.getparent().get("style") or "")


def _in_a_table_for_word_alone(tag: Any) -> bool:
    before = tag.getprevious()
    return before is not None and "[if mso]><table" in str(before.text) and 'width="600"' in str(before.text)


OUTLOOK, GMAIL = "Outlook for Windows", "Gmail"
LIMITS = [
    Limit(
        OUTLOOK,
        "padding.*",
        ".*[1-9].*",
        unless=lambda tag: tag.tag in CELLS or _in_a_cell_that_pads_for_it(tag),
    ),
    Limit(OUTLOOK, "max-width", unless=_in_a_table_for_word_alone),
    Limit(OUTLOOK, "display", "inline-block", unless=_in_a_cell_that_pads_for_it),
    Limit(OUTLOOK, "display", "flex|grid|none|inline-flex|table.*"),
    *(Limit(OUTLOOK, name) for name in ("border-radius", "background", "background-image", "float")),
    *(Limit(OUTLOOK, name) for name in ("position", "opacity", "box-shadow", "text-shadow", "transform")),
    *(Limit(OUTLOOK, name) for name in ("min-width", "min-height", "max-height", "overflow", "object-fit")),
    *(Limit(GMAIL, name) for name in ("position", "filter", "behavior", "animation.*", "gap", "inset")),
    Limit(GMAIL, ".*", r".*(url\(|expression\(|var\(|calc\().*"),
    Limit(GMAIL, "margin.*", ".*-[0-9].*"),
    Limit("filters of spam", "display|visibility", "none|hidden"),
    Limit("filters of spam", "font-size", "0.*"),
    Limit("filters of spam", "color", "transparent"),
    Limit("narrow screens", "width|min-width", r"([4-9]\d\d|\d{4,})px"),
    Limit("narrow screens", "white-space", "nowrap|pre", unless=lambda tag: len(tag.text_content()) < 20),
]
STRANGERS = (
    *("img", "link", "script", "form", "input", "iframe", "svg", "video", "audio", "object", "embed", "base"),
    *("picture", "map", "button", "marquee", "font", "center"),
)
"""Tags that are thrown away, held back until somebody allows it, or no longer HTML."""
NARROW_ONLY = re.compile(
    r"@media only screen and \(max-width: \d+px\) \{(?:\s*[.\w, ]+\{[^{}:]+:[^{}]+\})+\s*\}"
)


def faults(page: str) -> list[str]:
    """Whatever one of them would show otherwise than we meant it."""
    tree: Any = parser.document_fromstring(page)
    body = tree.find("body")
    return [*_of_the_whole(page, tree), *(said for tag in body.iter() for said in _of_a_tag(tag))]


def _of_the_whole(page: str, tree: Any) -> Iterator[str]:
    size = len(page.encode())
    if size > CLIPPED:
        yield f"Gmail clips it: {size} bytes"
    styles = [str(style.text) for style in tree.xpath("//head//style")]
    if sum(map(len, styles)) > STYLE_ROOM or tree.xpath("//body//style"):
        yield "Gmail drops <style> in the body and beyond 8192 letters"
    narrow = [style for style in styles if "max-width" in style]
    if not [style for style in narrow if NARROW_ONLY.fullmatch(style.strip())]:
        yield "Gmail drops the whole <style> of small screens for a selector it does not know"
    if not [style for style in styles if "prefers-color-scheme: dark" in style and style not in narrow]:
        yield "Apple Mail has no colours for the dark"
    if not tree.xpath("//meta[@name='color-scheme'][contains(@content, 'dark')]"):
        yield "Apple Mail darkens as it likes without meta color-scheme"
    if not (tree.get("lang") and tree.xpath("//body/div[@lang]")):
        yield "no language on the page, or lost where <html> is thrown away"
    if page.lstrip()[:15].lower() != "<!doctype html>":
        yield "quirks without a doctype"


def _of_a_tag(tag: Any) -> Iterator[str]:
    if not isinstance(tag.tag, str):
        return
    if tag.tag in STRANGERS or any(name.startswith("on") for name in tag.attrib):
        yield f"<{tag.tag}> will not be shown"
    if tag.tag == "table" and not tag.xpath(".//th") and tag.get("role") != "presentation":
        yield "a screen reader reads a table for layout as data: role=presentation is missing"
    if tag.tag == "table" and not {"border", "cellpadding", "cellspacing"} <= set(tag.attrib):
        yield "Outlook puts room and lines into a table that does not forbid it"
    if "background-color" in (tag.get("style") or "") and tag.tag in CELLS and not tag.get("bgcolor"):
        yield "Outlook may lose the colour of a cell without bgcolor"
    for name, value in declared(tag):
        for limit in LIMITS:
            if re.fullmatch(limit.name, name) and re.fullmatch(limit.value, value) and not limit.unless(tag):
                yield f"{limit.client}: {name}: {value} at <{tag.tag} class={tag.get('class')}>"


def declared(tag: Any) -> Iterator[tuple[str, str]]:
    """What stands in its style, by name."""
    for one in (tag.get("style") or "").split(";"):
        name, colon, value = one.partition(":")
        if colon:
            yield name.strip().lower(), value.strip().lower()


def without_style(page: str) -> str:
    """As it is where <style> is thrown away: Gmail's app with an account of somebody else's."""
    return re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
