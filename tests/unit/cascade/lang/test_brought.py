"""The gate for text that people bring: what only looks different is one, the rest is refused by name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.lang import brought
from cascade.lang.refusal import Refusal
from cascade.lang.vietnamese import composed
from cascade.reports import secrecy
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units

EXAMPLES = Path(__file__).parents[4] / "examples"

SAME = {
    "eth for đ": ("Ðảng ủy xã, ðảng", "Đảng ủy xã, đảng"),
    "African d": ("Ɖảng ɖi", "Đảng đi"),
    "a stroke laid over d": ("D\u0335ảng d\u0336i", "Đảng đi"),
    "marks apart": ("Đa\u0309ng u\u0309y", "Đảng ủy"),
    "hard and thin spaces": ("xã\xa0Một\u2009Hai\u202fBa\u3000Bốn", "xã Một Hai Ba Bốn"),
    "zero width": ("xa\u200b-\u20601\ufeff", "xa-1"),
    "left to right mark": ("xã\u200e", "xã"),
    "a number copied out of the telephone": ("\u202a0987654321\u202c", "0987654321"),
    "isolates": ("\u2066a@example.vn\u2069", "a@example.vn"),
    "soft hyphen": ("nghị\xad quyết", "nghị quyết"),
    "joiners between letters": ("Đảng\u200d ủy\u200c", "Đảng ủy"),
    "a variation selector": ("Đảng\ufe0f", "Đảng"),
    "Word's hyphens": ("44\u2011NQ/TW, 18\u2010HD, \u221260", "44-NQ/TW, 18-HD, -60"),
    "wide digits": ("１２／３", "12/3"),
    "ligatures of a PDF": ("ﬁle, ofﬁce, ﬂow", "file, office, flow"),
    "line separator": ("một\u2028hai", "một hai"),
    "TCVN3": ("§¶ng ñy x· Hai", "Đảng ủy xã Hai"),
    "TCVN3 capitals": ("HUYÖN ñY", "HUYỆN ỦY"),
    "TCVN3 with its ư": ("Tr\xadêng Chinh", "Trường Chinh"),
    "VNI": ("Ñaûng uûy xaõ Ba", "Đảng ủy xã Ba"),
    "VNI name": ("Nguyeãn Vaên Thaønh", "Nguyễn Văn Thành"),
    "VNI capitals": ("UÛy ban nhaân daân", "Ủy ban nhân dân"),
}
AS_IT_IS = (
    "Köln, El Niño, São Paulo, Noël, Françoise, Müller, Álvaro Núñez, naïve café",
    "Bùi Thị É, Quý, Hoà Bình, Thuỷ, ý kiến, Ò",
    "5 µm, 25°C, Zalo®, Nghị quyết¹, § 5, «Nghị quyết», Bắc · Nam, 3 × 4",
    "2025–2030 — “Chuyên đề” … β, Ω, Москва",
    "👩\u200d👧 ❤\ufe0f",
)
REFUSED = {
    "a noncharacter": ("Phú\ufffeHai", 3, "U+FFFE"),
    "one of another plane": ("a\U0001fffe", 1, "U+1FFFE"),
    "one in the middle": ("a\ufdd0", 1, "U+FDD0"),
    "right to left override": ("ab\u202etxt", 2, "U+202E RIGHT-TO-LEFT OVERRIDE"),
    "a letter of a font of its own": ("\uf0b7 mục", 0, "U+F0B7"),
    "a broken letter": ("K\ufffd", 1, "U+FFFD REPLACEMENT CHARACTER"),
    "a bell": ("a\x07", 1, "U+0007"),
    "half a letter": ("a\ud800", 1, "U+D800"),
    "Cyrillic inside": ("Đảng ủy Тân", 8, "U+0422 CYRILLIC CAPITAL LETTER TE"),
    "Greek inside": ("xΟ-1", 1, "U+039F GREEK CAPITAL LETTER OMICRON"),
    "two fonts in one": ("Đảng ủy x· Hai vµ §¶ng", 8, "“x·”"),
}


@pytest.mark.parametrize(("typed", "kept"), SAME.values(), ids=list(SAME))
def test_what_only_looks_different_is_one(typed: str, kept: str) -> None:
    assert brought.fault(typed) is None
    assert brought.cleaned(typed) == kept


@pytest.mark.parametrize("text", AS_IT_IS)
def test_what_means_something_stays(text: str) -> None:
    assert brought.fault(text) is None
    assert brought.cleaned(text) == text


@pytest.mark.parametrize(("typed", "at", "named"), REFUSED.values(), ids=list(REFUSED))
def test_the_rest_is_refused_by_place_and_name(typed: str, at: int, named: str) -> None:
    wrong = brought.fault(typed)
    assert wrong is not None
    assert wrong.at == at
    assert named in wrong.what.vi
    assert named in wrong.what.en


@given(st.text())
def test_twice_through_the_gate_is_once(text: str) -> None:
    once = brought.cleaned(text)
    assert brought.cleaned(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=st.characters(max_codepoint=0x1EFF)))
def test_what_is_let_in_is_let_in_again(text: str) -> None:
    if brought.fault(text) is None:
        assert brought.fault(brought.cleaned(text)) is None


def test_our_own_papers_pass_as_they_are() -> None:
    for path in EXAMPLES.iterdir():
        if path.suffix in (".yaml", ".csv"):
            text = path.read_text("utf-8")
            assert (brought.fault(text), brought.cleaned(text)) == (None, text)


def test_a_list_and_a_plan_are_refused_with_line_and_column(tmp_path: Path) -> None:
    rows = "code,name,level\ntinh,Tỉnh ủy,province\n"
    for name, text, where, read in (
        ("dv.csv", rows + "h1,Phú\ufffeHai,district\n", "dv.csv:3:7: ", read_units),
        ("kh.yaml", "plan: a\r\ntitle: Kế\u2028hoạch \ufffe\r\n", "kh.yaml:2:17: ", read_plan),
    ):
        path = tmp_path / name
        path.write_bytes(text.encode())
        with pytest.raises(Refusal) as refused:
            read(path)
        assert f"{where}có ký tự điều khiển U+FFFE" in str(refused.value)


def test_each_cell_of_a_list_may_be_in_a_font_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "dv.csv"
    path.write_text("code,name,level,group\nt,§¶ng ñy tØnh Hai,province,xã\n", encoding="utf-8")
    unit = read_units(path).unit("t")
    assert (unit.name, unit.group) == ("Đảng ủy tỉnh Hai", "xã")


NUMBER = "44-NQ/TW"


@pytest.mark.parametrize(
    "text",
    [f"44{dash}NQ/TW" for dash in "-\u2010\u2011\u2012\u2013\u2014\u2212"]
    + ["Nghị quyết 44 - NQ / TW.", "(44-nq/tw)", "số 044-NQ/TW;"],
)
def test_a_secret_number_is_found_however_it_is_written(text: str) -> None:
    assert secrecy.names(text, NUMBER)
    assert secrecy.names(f"Nghị quyết {NUMBER}", text.strip("(). ;").removeprefix("Nghị quyết").strip("số "))


@pytest.mark.parametrize(
    "text", ["144-NQ/TW", "4-NQ/TW", "44-NQ/TWW", "44-NQ/TW-1", "1-44-NQ/TW", "44-NQ", "44-NQ/T"]
)
def test_another_number_is_not_taken_for_it(text: str) -> None:
    assert not secrecy.names(text, NUMBER)
    assert not secrecy.names("Nghị quyết 44-NQ/TW", "4-NQ/TW")


_SEEN_ALIKE = (
    "hòa",
    "hoà",
    "HÒA",
    "quý",
    "quí",
    "thủy",
    "thuỷ",
    "lơ",
    "l0",
    "10",
    "lO",
    "io",
    "|0",
    "Đ",
    "đ",
)
_NOTHING = ("", " ", "-", "–", ".", "’", "\u00a0")


@given(
    st.lists(st.lists(st.sampled_from(_SEEN_ALIKE + _NOTHING), max_size=4).map("".join), max_size=40),
    st.booleans(),
)
def test_what_looks_alike_has_one_skeleton(texts: list[str], digits: bool) -> None:
    texts = [composed(text) for text in texts]
    keys: dict[str, bytes] = {}
    for text, key in zip(texts, brought.skeletons(texts, digits=digits), strict=True):
        assert keys.setdefault(brought.look(text, digits=digits), key) == key
