"""A file that comes with a report is what its content says, and harmless; else one line says why not."""

from __future__ import annotations

import pytest

from cascade.lang.refusal import Wrong
from documents.reading.handed_in import FileKind
from documents.reading.report_papers import TAKEN, kind_of, size_told
from tests.portal.duty import made_files as made


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (made.PDF, "pdf"),
        (made.DOCX, "docx"),
        (made.XLSX, "xlsx"),
        (made.JPG, "jpg"),
        (made.PNG, "png"),
        (made.HEIC, "heic"),
    ],
    ids=list(TAKEN),
)
def test_each_kind_is_told_by_its_content(body: bytes, kind: str) -> None:
    assert kind_of(body).value == kind


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "tệp rỗng"),
        (made.EXE, "có vẻ là .exe"),
        (b"<html><script>alert(1)</script></html>", "không nhận được dạng tệp này"),
        (made.MACROS, "macro"),
        (made.HIDDEN_MACROS, "macro"),
        (made.DOCM, "macro"),
        (made.PROGRAM_INSIDE, "macro"),
        (made.BOMB, "bung ra quá lớn"),
        (made.LYING_BOMB, "bị hỏng"),
        (made.BILLION_LAUGHS, "bị hỏng"),
        (made.LAUGHS_IN_UTF16, "bị hỏng"),
        (made.PICTURE_AND_ARCHIVE, "không nhận được dạng tệp này"),
        (made.JPG_AND_ARCHIVE, "là tệp nén"),
        (made.PDF_AND_ARCHIVE, "là tệp nén"),
        (made.CUT_PNG, "không nhận được dạng tệp này"),
        (made.WIDE_PNG, "không nhận được dạng tệp này"),
        (made.FILM, "không nhận được dạng tệp này"),
        (made.DOCX[:-30], "bị hỏng"),
        (made.office("ppt/presentation.xml"), "không nhận được dạng tệp này"),
        (bytes(21 * 1024 * 1024), "lớn hơn 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_is_refused_in_one_line(body: bytes, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        kind_of(body)
    assert said in wrong.value.told.vi
    assert "\n" not in wrong.value.told.vi + wrong.value.told.en


def test_only_the_kinds_that_are_asked_for_are_taken() -> None:
    assert kind_of(made.PDF, (FileKind.PDF,)) is FileKind.PDF
    with pytest.raises(Wrong) as wrong:
        kind_of(made.PNG, (FileKind.PDF,))
    assert "ở đây không nhận tệp png; gửi một trong các dạng: pdf" in wrong.value.told.vi


def test_a_size_is_told_as_people_say_it() -> None:
    assert (size_told(100).vi, size_told(12 * 1024).en) == ("1 KB", "12 KB")
    assert (size_told(3_500_000).vi, size_told(3_500_000).en) == ("3,3 MB", "3.3 MB")
