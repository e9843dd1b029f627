"""Writes a paper as a Word file in its form, ready for a pen; a thousand of them take seconds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cascade.lang import brought
from cascade.org.format import day as written_day
from documents.office.docx_data import place_and_day
from documents.signed.line_breaks import balanced
from documents.signed.paper_form import BODY_WIDTH, FONT, PaperForm
from documents.signed.paper_xml import beside, grid, paragraph, run
from documents.signed.signed_paper import Part, RuledTable, SignedAnnex, SignedPaper, SignedSection

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_BODY = "word/document.xml"
_MADE = (2026, 1, 1, 0, 0, 0)
"""What a packed file says of its hour: the same paper is the same file."""


def write_paper(path: Path, paper: SignedPaper) -> None:
    """Write the .docx."""
    path.write_bytes(paper_bytes(paper))


def paper_bytes(paper: SignedPaper) -> bytes:
    """The .docx itself."""
    parts = dict(_skeleton(paper.form))
    before, section = _frame(paper.form)
    parts[_BODY] = f"{before}{''.join(_body(paper))}{section}".encode()
    parts["docProps/core.xml"] = _core(paper)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            one = zipfile.ZipInfo(name, _MADE)
            one.compress_type = zipfile.ZIP_DEFLATED
            parcel.writestr(one, content, compresslevel=2)
    return packed.getvalue()


@cache
def _skeleton(form: PaperForm) -> Mapping[str, bytes]:
    """The parts of an empty paper: page, font, page numbers."""
    empty = Document()
    section = empty.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = form.margins
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    # From the second page on, in the middle above the text.
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    numbered = section.header.paragraphs[0]
    numbered.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    numbered._p.append(field)
    normal = empty.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    # The empty document of python-docx shows a picture of itself.
    links = empty.part.package.rels
    for name in [name for name, one in links.items() if one.reltype.endswith("/thumbnail")]:
        del links[name]
    packed = io.BytesIO()
    empty.save(packed)
    with zipfile.ZipFile(packed) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist()}


@cache
def _frame(form: PaperForm) -> tuple[str, str]:
    """What stands in the file before and behind the text."""
    whole = _skeleton(form)[_BODY].decode()
    section = whole.index("<w:sectPr")
    return whole[: whole.index("<w:body>") + len("<w:body>")], whole[section:]


def _core(paper: SignedPaper) -> bytes:
    title, author = (escape(brought.printable(words)) for words in (paper.called, paper.head.name))
    space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="{space}" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        f"<dc:creator>{author}</dc:creator></cp:coreProperties>"
    ).encode()


def _body(paper: SignedPaper) -> Iterator[str]:
    yield _head(paper)
    yield from _title(paper)
    yield from _parts(paper.form, paper.parts)
    if not paper.belongs_to:
        yield from _foot(paper)
    for place, annex in enumerate(paper.annexes, 1):
        yield from _annex(paper, annex, place if len(paper.annexes) > 1 else 0)


def _head(paper: SignedPaper) -> str:
    """Left who writes and the number, right the motto, place and day."""
    form, head = paper.form, paper.head
    size, room = form.head_size, form.head_room
    left = paragraph(run(balanced(head.above.upper(), room), size), "center") if head.above else ""
    party = form.of_party
    left += paragraph(run(balanced(head.head.upper(), room), size, bold=True), "center")
    left += paragraph(run("*", size), "center") if party else _rule(form.rule_indents[0])
    if not paper.belongs_to:
        left += paragraph(run(paper.numbered, size), "center")
    if not paper.sort.heading:
        led = "" if party else "V/v "
        left += paragraph(
            run(balanced(f"{led}{paper.subject}", 36), 12, italic=party), "center", left=3, right=3
        )
    right = "".join(paragraph(run(words, each, bold=True), "center") for words, each in form.motto)
    right += _rule(form.rule_indents[1])
    right += paragraph(run(place_and_day(head.place, paper.day), size, italic=True), "center", before=6)
    return beside(left, right, form.head_widths)


def _rule(indent: float) -> str:
    """A solid line; an underline would stand too near and stop at its gaps."""
    return paragraph("", "center", left=indent, right=indent, rule=True, mark=1)


def _title(paper: SignedPaper) -> Iterator[str]:
    form = paper.form
    if not paper.sort.heading:
        yield paragraph("")
        yield from _addressed(paper)
        return
    yield paragraph(run(paper.sort.heading, form.title_size, bold=True), "center", before=16, keep=True)
    yield paragraph(run(balanced(paper.subject, 54), 14, bold=True), "center", left=10, right=10, keep=True)
    if paper.belongs_to:
        yield paragraph(run(f"(kèm theo {paper.belongs_to})", 14, italic=True), "center", keep=True)
    if form.of_party:
        yield paragraph(run("-----"), "center", after=6)
    else:
        yield _rule(60) + paragraph("", mark=8)
    yield from _addressed(paper)


def _addressed(paper: SignedPaper) -> Iterator[str]:
    """ "Kính gửi: …" on the line of the words, several below each other."""
    if len(paper.to) == 1:
        yield paragraph(run("Kính gửi: ", italic=paper.form.of_party) + run(paper.to[0]), "center", after=10)
    elif paper.to:
        yield paragraph(run("Kính gửi:", italic=paper.form.of_party), left=35, keep=True)
        for place, one in enumerate(paper.to):
            last = place == len(paper.to) - 1
            end = "." if last else paper.form.between
            yield paragraph(run(f"- {one}{end}"), left=45, after=10 if last else 0)


def _parts(form: PaperForm, parts: Sequence[Part]) -> Iterator[str]:
    number = 0
    for place, part in enumerate(parts):
        if isinstance(part, SignedSection):
            words = f"{_ROMAN[number % len(_ROMAN)]}{form.section_mark} {part.words.upper()}"
            number += 1
            yield paragraph(run(words, bold=True), "both", before=6, after=6, line=18, keep=True)
        elif isinstance(part, RuledTable):
            yield grid(part) + paragraph("", mark=6)
        else:
            # What leads to a list or a table stays with it; a signature never stands on a page by itself.
            leads = (part.words or part.lead).rstrip().endswith(":")
            keep = leads or place == len(parts) - 1 or isinstance(parts[place + 1], RuledTable)
            words = run(part.lead, bold=True) + run(part.words) if part.lead else run(part.words)
            after = 3 if part.words.startswith("- ") else 6
            first = 10 if part.indent else 0
            yield paragraph(words, "both", first=first, after=after, line=18, keep=keep)


def _foot(paper: SignedPaper) -> Iterator[str]:
    """Left who receives it, right who signs."""
    form = paper.form
    yield paragraph("", keep=True, mark=8)
    size, small = form.received
    party = form.of_party
    left = paragraph(run("Nơi nhận:", size, underline=party, bold=not party, italic=not party))
    for place, each in enumerate(paper.receive):
        end = "." if place == len(paper.receive) - 1 else form.between
        left += paragraph(run(f"- {each}{end}", small))
    yield beside(left, "".join(_signing(paper)), (BODY_WIDTH - 85, 85))


def _signing(paper: SignedPaper) -> Iterator[str]:
    """A committee signs through somebody; the head of an office signs as such."""
    if paper.behalf:
        yield paragraph(run(f"{paper.form.behalf} {paper.behalf.upper()}", bold=True), "center")
    bold = not (paper.behalf and paper.form.of_party)
    yield paragraph(run(paper.signer_title.upper(), bold=bold), "center")
    yield from [paragraph(run(""))] * 4
    yield paragraph(run(paper.signer, bold=True), "center")


def _annex(paper: SignedPaper, annex: SignedAnnex, place: int) -> Iterator[str]:
    # Decree 30/2020 counts annexes in Roman numbers.
    number = str(place) if paper.form.of_party else _ROMAN[(place - 1) % len(_ROMAN)]
    name = f"PHỤ LỤC {number}" if place else "PHỤ LỤC"
    yield paragraph(run(name, bold=True), "center", new_page=True, keep=True)
    yield paragraph(run(annex.about, bold=True), "center", keep=True)
    yield paragraph(run(f"(kèm theo {paper.belongs_to or cited(paper)})", italic=True), "center", keep=True)
    yield paragraph(run("-----" if paper.form.of_party else ""), "center", after=6, keep=True)
    yield from _parts(paper.form, annex.parts)


def cited(paper: SignedPaper) -> str:
    """ "Giấy mời số …-GM/TU, ngày 05/02/2026 của Tỉnh ủy Đồng Nai", as another paper has it."""
    kind = paper.sort.heading.capitalize() or "Công văn"
    number = paper.numbered.removeprefix("Số").lstrip(": ")
    return f"{kind} số {number}, ngày {written_day(paper.day)} của {paper.head.name}"
