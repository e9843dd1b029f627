"""Vietnamese typed for the fonts before Unicode (TCVN3, VNI): converted where nothing else can be meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from cascade.lang.vietnamese import composed, decomposed

Font = Callable[[str], str]
"""From a word as it was typed to Unicode."""
_VOWELS = "aăâeêioôơuưy"
_ORDER = "\u0300\u0309\u0303\u0301\u0323"
_TCVN3_SIGNS = "µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3 = {
    sign: composed(_VOWELS[place // 5] + _ORDER[place % 5]) for place, sign in enumerate(_TCVN3_SIGNS)
} | dict(zip("¨©ª«¬\xad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))

_VNI_TONES = dict(zip("øûõùï", _ORDER, strict=True))
_VNI_HATS = {
    "ê": "\u0306", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "é": "\u0306\u0301",
    "ë": "\u0306\u0323", "â": "\u0302", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "á": "\u0302\u0301", "ä": "\u0302\u0323",
}  # fmt: skip
_VNI = {letter + sign: mark for sign, mark in _VNI_TONES.items() for letter in "aeouyôö"}
_VNI |= {letter + sign: mark for sign, mark in _VNI_HATS.items() for letter in "aeo"}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "í": "í", "ì": "ì"}

_STRONG = frozenset("¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñö÷øûüþ")
"""Signs that stand in no word of Vietnamese as we write it today."""
_HINT = re.compile(f"[{''.join(sorted(_STRONG))}]|[aeoAEO][àáâãèéêùúõÀÁÂÃÈÉÊÙÚÕ]")
_ONSET = "ngh|ng|nh|kh|th|tr|ch|gh|gi|ph|qu|[bcdđghklmnpqrstvx]"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en"
    " eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o"
    " oa oac oach oai oan oang oanh oat oay oăc oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ô ôc"
    " ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn"
    " uông uôt up ut uơ uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt"
    " ươu ưt ưu y yêm yên yêt yêu"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_RIMES.replace(' ', '|')})")
_WORD = re.compile(r"[^\s\d,.;:!?()\[\]{}/\\\"'–—-]+")
_PART = re.compile(r"[^\n\t,;:\"{}\[\]#|]+")


def parts(text: str) -> list[tuple[int, str]]:
    """Cells and values that may be old, each with where it begins: what somebody typed in one font."""
    if not _HINT.search(text):
        return []
    return [(found.start(), found[0]) for found in _PART.finditer(text) if _HINT.search(found[0])]


def converted(part: str) -> str | None:
    """The part in Unicode; None where it is not, as a whole, in one of those fonts."""
    for old in (_tcvn3, _vni):
        words = _WORD.findall(part)
        if _found(words, old) and all(word.isascii() or _syllable(word, old) for word in words):
            return _WORD.sub(partial(_replaced, old), part)
    return None


def of_font(text: str, font: str) -> str:
    """The text in Unicode, if it was set in a font of those (".VnTime", "VNI-Times"); else as it is."""
    name = font.casefold()
    old = _tcvn3 if name.startswith(".vn") else _vni if name.startswith("vni") else None
    if old is None:
        return text
    done = _WORD.sub(lambda word: old(word[0]), text)
    return done.upper() if name.startswith(".vn") and font.endswith("H") else done


def _replaced(old: Font, word: re.Match[str]) -> str:
    return word[0] if word[0].isascii() else old(word[0])


def suspect(part: str) -> int | None:
    """Where a word in one of those fonts begins; None where there is none."""
    for old in (_tcvn3, _vni):
        found = [word for word in _WORD.finditer(part) if _is_old(word[0], old)]
        if _found([word[0] for word in found], old):
            return found[0].start()
    return None


def _found(words: list[str], old: Font) -> bool:
    """One long word or two short ones: a sign beside a letter alone ("µm") proves nothing."""
    found = [word for word in words if _is_old(word, old)]
    return len(found) > 1 or any(len(word) > 2 for word in found)


def _is_old(word: str, old: Font) -> bool:
    """Whether the word cannot be ours as it stands and is a syllable once converted."""
    if len(word) < 2 or word.isascii() or not _syllable(word, old):
        return False
    return not _STRONG.isdisjoint(word) or not _SYLLABLE.fullmatch(_toneless(word))


def _syllable(word: str, old: Font) -> bool:
    return max(word) <= "\xff" and bool(_SYLLABLE.fullmatch(_toneless(old(word))))


def _toneless(word: str) -> str:
    letters = decomposed(word.lower())
    return composed("".join(one for one in letters if one not in _ORDER))


def _tcvn3(word: str) -> str:
    done = "".join(_TCVN3.get(letter, letter) for letter in word)
    plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
    # Capitals have fonts of their own with the same codes; "L" alone may be the first letter of "Lê".
    shouted = all(letter.isupper() for letter in plain) and plain != [word[0]] and plain != []
    return done.upper() if shouted else done


def _vni(word: str) -> str:
    done, lower = "", word.lower()
    place = 0
    while place < len(word):
        pair, letter = lower[place : place + 2], lower[place]
        base = _VNI_ALONE.get(letter, letter)
        new = base + _VNI[pair] if pair in _VNI else base
        done += new.upper() if word[place].isupper() else new
        place += 2 if pair in _VNI else 1
    return composed(done)
