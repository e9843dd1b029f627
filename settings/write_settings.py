"""Writes the examples under deploy/ and the handbook's tables of settings, from the catalogue.

python -m settings.write_settings [CHECKOUT]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from cascade.lang.told import Told
from settings import catalogue
from settings.belongings import ROLES, may_know
from settings.catalogue import SECTIONS, SETTINGS, Section
from settings.setting import Setting

HEAD = """\
# Mọi biến môi trường của dondoc. Chép thành settings.env (chmod 600), bỏ dấu # ở dòng cần đặt.
# Every environment variable of dondoc. Copy to settings.env (chmod 600) and uncomment what you need.
#   shell:    set -a; . ./settings.env; set +a
#   systemd, compose: một tệp cho mỗi tiến trình, xem deploy/env / one file for each process.
# Shown are the values in force when nothing is set, or, where there is none, an example.
# Do `python -m settings.write_settings` viết / written by it.
"""
ROLE_HEAD = """\
# {role}
# Chép thành /etc/dondoc/{name}.env: install -o root -g root -m 600. Nghĩa: deploy/settings.example.env.
# Copy as shown; what each line means is told there. Lines left commented have the value shown.
"""
PLAYED: Mapping[str, str] = {
    "server": "máy chủ Prefect / the Prefect server.",
    "worker": "worker: chạy các luồng, không gửi gì / runs the flows, sends nothing.",
    "dispatcher": "bộ gửi: nơi duy nhất có mật khẩu thư, Zalo / the only one with the keys to mail and Zalo.",
    "portal": "cổng báo cáo / the portal.",
}
WIDTH = 110
_TABLE = re.compile(r"(?<=<!-- settings: (\w{3}) -->\n).*?(?=<!-- settings end -->)", re.DOTALL)

Columns = Iterable[tuple[Told, Callable[[Setting[Any], str], str]]]


def example() -> str:
    """deploy/settings.example.env."""
    return HEAD + "".join("\n" + "\n".join(_explained(section)) + "\n" for section in SECTIONS)


def example_of(role: str) -> str:
    """deploy/env/<role>.example.env: what ops may have to set for it, and nothing else."""
    lines = "".join(f"{_line(one)}\n" for one in _by_hand() if may_know(role, one.name))
    return ROLE_HEAD.format(role=PLAYED[role], name=role) + lines


def with_tables(page: str, lang: str) -> str:
    """The page with what stands between its marks written anew."""
    return _TABLE.sub(lambda mark: TABLES[mark[1]](lang), page)


def _by_hand() -> Iterator[Setting[Any]]:
    return (one for section in SECTIONS if section.by_hand for one in section.settings)


def _explained(section: Section) -> Iterator[str]:
    title = f"# --- {' / '.join(dict.fromkeys((section.title.vi, section.title.en)))} "
    yield title + "-" * max(3, WIDTH - len(title))
    for one in section.settings:
        for meaning, kind in ((one.meaning.vi, one.reader.kind.vi), (one.meaning.en, one.reader.kind.en)):
            yield from wrap(f"{meaning} [{kind}]", WIDTH, initial_indent="# ", subsequent_indent="# ")
        yield _line(one)


def _line(one: Setting[Any]) -> str:
    # A shell must read the line as it stands.
    value = f'"{one.shown}"' if re.search(r"[ ?&;]", one.shown) else one.shown
    return f"#{one.name}={value}"


_NAME = (Told("biến", "variable"), lambda one, lang: f"`{one.name}`")
_MEANING = (Told("nghĩa", "meaning"), lambda one, lang: one.meaning.said(lang))
_KIND = (Told("viết", "write"), lambda one, lang: one.reader.kind.said(lang))
_DEFAULT = (Told("mặc định", "default"), lambda one, lang: f"`{one.default}`" if one.default else "")
_EXAMPLE = (Told("ví dụ", "example"), lambda one, lang: f"`{one.shown}`" if one.shown else "")
_KNOWN = (
    Told("ai được biết", "who is given it"),
    lambda one, lang: ", ".join(role for role in ROLES if role in one.roles),
)


def _table(settings: Iterable[Setting[Any]], columns: Columns, lang: str) -> str:
    columns = list(columns)
    rows = [[title.said(lang) for title, _ in columns], ["---"] * len(columns)]
    rows += [[cell(one, lang).replace("|", "\\|") for _, cell in columns] for one in settings]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _all(lang: str) -> str:
    return _table(SETTINGS.values(), (_NAME, _MEANING, _KIND, _DEFAULT, _KNOWN), lang)


def _of_the_counter(lang: str) -> str:
    needed = (one for one in _by_hand() if "portal" in one.roles and one not in _GENERAL)
    return _table(needed, (_NAME, _MEANING, _DEFAULT), lang)


def _of_channels(lang: str) -> str:
    return _table(catalogue.CHANNELS.settings, (_NAME, _EXAMPLE, _MEANING), lang)


_GENERAL = (catalogue.HOME, catalogue.DATABASE_URL, catalogue.LANG)
TABLES: Mapping[str, Callable[[str], str]] = {"all": _all, "web": _of_the_counter, "out": _of_channels}
PAGES = {
    "van-hanh.md": "vi",
    "operations.en.md": "en",
    "portal.md": "vi",
    "portal.en.md": "en",
    "thong-bao.md": "vi",
    "notices.en.md": "en",
}
"""Each has its table between `<!-- settings: … -->` and `<!-- settings end -->`."""


def written(checkout: Path) -> Mapping[Path, str]:
    """File -> content, for everything that the catalogue decides in that checkout."""
    deploy, docs = checkout / "deploy", checkout / "docs"
    pages = {docs / name: with_tables((docs / name).read_text("utf-8"), lang) for name, lang in PAGES.items()}
    roles = {deploy / "env" / f"{role}.example.env": example_of(role) for role in ROLES}
    return {deploy / "settings.example.env": example(), **roles, **pages}


def main(checkout: Path) -> None:
    for file, content in written(checkout).items():
        file.write_text(content, encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
