"""A file that is handed in is what its content says; its name carries nothing along."""

from __future__ import annotations

import unicodedata

import pytest

from cascade.lang.refusal import Wrong
from documents.reading.handed_in import LARGEST, LONGEST_NAME, FileKind, cleaned_name, kind_of
from tests.portal.conference import made_talks as made


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (made.PDF, FileKind.PDF),
        (made.PPTX, FileKind.PPTX),
        (made.DOCX, FileKind.DOCX),
        (made.ODP, FileKind.ODP),
        (made.BOMB, FileKind.PPTX),
    ],
    ids=["pdf", "pptx", "docx", "odp", "bomb"],
)
def test_the_content_says_what_it_is(body: bytes, kind: FileKind) -> None:
    assert kind_of(body) is kind


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "tệp rỗng"),
        (b"MZ\x90\x00" + bytes(64), "không nhận được dạng tệp này"),
        (b"<html><script>alert(1)</script>", "không nhận được dạng tệp này"),
        (made.XLSX, "không nhận được dạng tệp này"),
        (made.OLD_PPT, "kiểu cũ hoặc có mật khẩu"),
        (made.WITH_MACROS, "macro"),
        (made.MANY_PARTS, "quá nhiều phần"),
        (made.TWO_AT_ONCE, "vừa là PDF vừa là tệp nén"),
        (made.PPTX[:-30], "bị hỏng"),
        (made.PPTX + b"more", "bị hỏng"),
        (made.PDF + bytes(LARGEST), "lớn hơn 20 MB"),
    ],
    ids=["empty", "exe", "html", "xlsx", "old", "macros", "parts", "polyglot", "cut", "longer", "large"],
)
def test_what_is_not_taken_is_refused_in_one_line(body: bytes, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        kind_of(body)
    assert said in wrong.value.told.said("vi")
    assert "\n" not in wrong.value.told.said("en")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bài giảng.pptx", "Bài giảng.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\An\\bai.pdf.exe", "bai.pdf"),
        ("bai\u202efdp.exe", "baifdp.pdf"),
        (unicodedata.normalize("NFD", "Chuyên đề.pdf"), "Chuyên đề.pdf"),
        ("a\r\nContent-Type: text/html\r\n.pdf", "html.pdf"),
        ('"; filename="x', "; filename= x.pdf"),
        ("....", "tep.pdf"),
        ("", "tep.pdf"),
        ("\u200b\ufeff.pdf", "tep.pdf"),
    ],
)
def test_a_name_keeps_its_letters_and_nothing_else(typed: str, kept: str) -> None:
    name = cleaned_name(typed, ".pdf")
    assert name == kept
    assert not set(name) & set('/\\:"\r\n\u202e')


def test_a_long_name_is_cut_before_its_ending() -> None:
    assert len(cleaned_name("à" * 400, ".pptx")) == LONGEST_NAME
    assert cleaned_name("à" * 400, ".pptx").endswith(".pptx")
