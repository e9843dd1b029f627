"""A web page, or a page that Word saved, as the lines of the paper on it, without what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from cascade.lang.old_fonts import of_font
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.intake.paper_lines import Cell, PaperLines

_SILENT = {
    "script", "style", "head", "nav", "aside", "footer", "form", "button", "select", "noscript", "svg",
    "template", "iframe",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article",
    "header", "main", "ul", "ol", "dl", "dt", "dd", "center", "address", "figure", "hr", "body", "caption",
}  # fmt: skip
_PARTS = {"div", "section", "ul", "ol", "header", "td"}
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:side-?bar|(?:main-?|top-?)?menu|nav(?:bar|igation)?|breadcrumbs?|footer|related"
    r"|(?:tin-?)?lien-?quan|banner|widget|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AROUND_SHARE = 0.3
_MOST_TAGS = 500_000
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_FAMILY = re.compile(r"font-family:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def html_lines(name: str, raw: bytes) -> PaperLines:
    """The lines of a page. Refusal: nothing on it that can be read."""
    if raw.count(b"<") > _MOST_TAGS:
        what = Told("trang quá lớn", "the page is too large")
        raise Refusal(name, what, Told("tách riêng văn bản cần đọc", "take out the paper that is to be read"))
    try:
        tree = html.fromstring(
            _decoded(raw), parser=html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        what = Told("trang không có chữ nào đọc được", "there is nothing on the page that can be read")
        raise Refusal(
            name, what, Told("lưu lại trang rồi thử lần nữa", "save the page again and try once more")
        ) from None
    reader = _PageReader()
    reader.walk(tree)
    reader.end()
    return reader.out


def _decoded(raw: bytes) -> str:
    """By its own word, else as UTF-8; a page must not be refused for one broken letter."""
    said = _CHARSET.search(raw[:4000])
    for charset in (said[1].decode("ascii") if said else "utf-8", "utf-8-sig"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _stands_aside(one: Any, root: Any) -> bool:
    """What a portal puts around the text, by its own name for it; never most of what is on the page."""
    if one is root or one.tag not in _PARTS:
        return False
    if not _AROUND.search(f"{one.get('class') or ''} {one.get('id') or ''}"):
        return False
    return len("".join(one.itertext())) < _AROUND_SHARE * len("".join(root.itertext()))


@dataclass
class _PageReader:
    """Walks one page, once, without recursion: a page may be nested as deep as it likes."""

    out: PaperLines = field(default_factory=PaperLines)
    said: list[str] = field(default_factory=list)

    def walk(self, root: Any) -> None:
        waiting: list[tuple[Any, bool]] = [(root, True)]
        while waiting:
            one, opening = waiting.pop()
            if not opening:
                if one.tag in _BLOCKS:
                    self.end()
                self._say(one.tail, one.getparent())
                continue
            if not isinstance(one.tag, str) or one.tag in _SILENT or _stands_aside(one, root):
                self._say(one.tail, one.getparent())
                continue
            if one.tag == "table":
                self.end()
                self.out.table(_rows(one))
                self._say(one.tail, one.getparent())
                continue
            if one.tag in _BLOCKS or one.tag == "br":
                self.end()
            if one.tag == "li":
                self.said.append("- ")
            self._say(one.text, one)
            waiting.append((one, False))
            waiting.extend((child, True) for child in reversed(one))

    def _say(self, text: str | None, owner: Any) -> None:
        if text:
            self.said.append(of_font(_BLANKS.sub(" ", text), _font(owner)))

    def end(self) -> None:
        """The paragraph is over."""
        text = "".join(self.said).strip(" ")
        self.said.clear()
        if text:
            self.out.paragraph(text)


def _rows(table: Any) -> list[list[Cell]]:
    """The rows; a cell that reaches down is empty in the rows below, so that columns keep their places."""
    rows: list[list[Cell]] = []
    hanging: dict[int, int] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[Cell] = []
        for cell in row.iterchildren("td", "th"):
            _skip(cells, hanging)
            deep = _number(cell.get("rowspan"))
            if deep > 1:
                hanging[len(cells)] = deep - 1
            cells.append(_texts(cell))
            cells.extend([] for _ in range(_number(cell.get("colspan")) - 1))
        _skip(cells, hanging)
        rows.append(cells)
    return rows


def _skip(cells: list[Cell], hanging: dict[int, int]) -> None:
    while hanging.get(len(cells), 0) > 0:
        hanging[len(cells)] -= 1
        cells.append([])


def _number(said: str | None) -> int:
    return min(int(said), 60) if said and said.isdecimal() and int(said) > 0 else 1


def _texts(cell: Any) -> Cell:
    reader = _PageReader()
    reader._say(cell.text, cell)
    for child in cell:
        if child.tag != "table":
            reader.walk(child)
    reader.end()
    return reader.out.lines


def _font(owner: Any) -> str:
    """The font that the nearest element around names."""
    for one in (owner, *(owner.iterancestors() if owner is not None else ())):
        if one is None:
            break
        if one.tag == "font" and one.get("face"):
            return str(one.get("face"))
        if found := _FAMILY.search(one.get("style") or ""):
            return found[1].strip()
    return ""
