"""Word, PDF and web files made on the spot, each with just what a test is about."""

from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; other parts by name: footnotes="<w:footnote …>"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("word/document.xml", f"<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            parcel.writestr(f"word/{name}.xml", f"<w:{name} {_W}>{inner}</w:{name}>")
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of Word."""
    return f"<w:p>{properties}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    """A table of Word; each row is "a | b | c"."""
    made = ("".join(f"<w:tc>{p(cell.strip())}</w:tc>" for cell in row.split("|")) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{cells}</w:tr>" for cells in made) + "</w:tbl>"


def pdf(*pages: list[str]) -> bytes:
    """A PDF with a text layer in Vietnamese, line below line."""
    return pdf_of([_lines(lines) for lines in pages])


def _lines(lines: list[str]) -> str:
    said = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    return f"BT /F 12 Tf 16 TL 40 760 Td {said} ET"


def pdf_of(streams: list[str]) -> bytes:
    """A PDF whose pages draw this, with a font F of no shapes whose codes are Unicode."""
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(streams)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(streams)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-H/DescendantFonts[4 0 R]"
        "/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Made/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/FontDescriptor 5 0 R/DW 500>>",
        "<</Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 -300 500 900]/ItalicAngle 0/Ascent 900"
        "/Descent -300/CapHeight 700/StemV 80>>",
        _stream(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def"
            " 1 begincodespacerange <0000> <FFFF> endcodespacerange"
            " 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
        ),
    ]
    for at, stream in enumerate(streams):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents {8 + 2 * at} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(_stream(stream))
    return _file(objects)


def picture_pdf() -> bytes:
    """A PDF of one page with nothing on it that is text."""
    return _file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 80]/Contents 4 0 R/Resources<<>>>>",
            _stream("10 10 50 50 re f"),
        ]
    )


def _stream(said: str) -> str:
    return f"<</Length {len(said)}>>\nstream\n{said}\nendstream"


def _file(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{inner}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}"
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + (table + end).encode("latin-1")
