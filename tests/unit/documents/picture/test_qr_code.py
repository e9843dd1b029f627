"""The square of dots: the same that a reader of another house has read, whole and light around it."""

from __future__ import annotations

from hashlib import sha256
from xml.etree import ElementTree

from documents.picture import qr_code

TEXT = (
    "otpauth://totp/%C4%90%C3%B4n%20%C4%90%E1%BB%91c:mai@example.vn"
    "?secret=L25WKDU4XBQ3FL2K4XHPRQK7LVIXMPN3&issuer=%C4%90%C3%B4n%20%C4%90%E1%BB%91c"
)
READ = "a7b3ce3c1728907525cd96f2ee869b9d604df1f683e01f52b5f778598413e9c7"
"""Of the dots that ZXing read as that very text, error correction M."""


def test_the_dots_are_those_that_were_read() -> None:
    rows = qr_code.dots(TEXT)
    flat = "".join("01"[dark] for row in rows for dark in row)
    assert (len(rows), sha256(flat.encode()).hexdigest()) == (49, READ)


def test_the_picture_has_every_dark_dot_and_its_quiet_edge() -> None:
    rows = qr_code.dots(TEXT)
    picture = ElementTree.fromstring(qr_code.svg(TEXT, 'Mã "QR" <khóa>'))
    assert picture.attrib["viewBox"] == "0 0 57 57"
    assert picture.attrib["aria-label"] == 'Mã "QR" <khóa>'
    drawn = picture[1].attrib["d"]
    dark = {(x + 4, y + 4) for y, row in enumerate(rows) for x, one in enumerate(row) if one}
    assert {tuple(map(int, one.partition("h")[0].split())) for one in drawn.split("M")[1:]} == dark
    assert "style" not in ElementTree.tostring(picture, encoding="unicode"), "the page's policy forbids it"
