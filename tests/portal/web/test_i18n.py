"""The counter speaks two languages, and both say everything."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import portal
from portal.web.i18n import LANGUAGES, Speech, choose_language, sentences

HOUSE = Path(portal.__file__).parent
SOURCES = [*HOUSE.rglob("*.py"), *HOUSE.rglob("templates/*.html")]


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences() -> None:
    plain = [{key for key in sentences(lang) if not key.endswith("_one")} for lang in LANGUAGES]
    assert plain[0] == plain[1]


def test_a_sentence_asks_for_the_same_facts_in_both_languages() -> None:
    for key, sentence in sentences("vi").items():
        assert facts(sentence) == facts(sentences("en")[key]), key


def test_every_sentence_named_in_a_template_exists() -> None:
    asked = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-z_]+)["']\s*[,)]""")
    named = {key for source in SOURCES for key in asked.findall(source.read_text(encoding="utf-8"))}
    assert len(named) > 30
    assert named <= sentences("vi").keys()


def test_no_sentence_is_left_over() -> None:
    written = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES)
    groups = {"state", "wrong"}  # Put together from the state of a duty, or from what is wrong with a field.
    unused = [
        key
        for key in sentences("vi")
        if key.partition(".")[0] not in groups and f'"{key}"' not in written and not _built(key, written)
    ]
    assert unused == []


def _built(key: str, written: str) -> bool:
    """Whether the key is put together in a template: t("list." ~ group.key), t("act." ~ name ~ ".done")."""
    group, _, rest = key.rpartition(".")
    stem, _, _ = rest.partition("_")
    outer, _, _ = group.rpartition(".")
    around = f'"{outer}." ~' in written and f'~ ".{rest}"' in written
    return f'"{group}." ~' in written or f'"{group}.{stem}_" ~' in written or around


def test_one_day_is_singular_in_english() -> None:
    assert Speech("en")("state.left", days=1) == "1 day left"
    assert Speech("en")("state.left", days=2) == "2 days left"
    assert Speech("vi")("state.left", days=1) == "Còn 1 ngày"


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, "", "vi"),
        (None, "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "fr-FR,fr;q=0.9,en;q=0.5", "en"),
        (None, "fr", "vi"),
        (None, "en;q=0", "vi"),
        (None, "en;q=x,;;,,q=", "vi"),
        ("en", "vi", "en"),
        ("vi", "en", "vi"),
        ("de", "en", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(asked: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(asked, accepted) == chosen
