"""An office's own wording: a folder of templates that go before ours, tried out before they are used."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told, tell
from notifications.wording import samples
from notifications.wording.facts import NAMES
from notifications.wording.words import LANGUAGES, OCCASIONS, TEMPLATES, environment, render

_SHAPE = re.compile(rf"({'|'.join(LANGUAGES)})/([a-z_]+)\.(txt|html)\.j2")
_ALSO = NAMES | {"said"}
_MEND = Told("sửa mẫu", "correct the template")


def check(folder: Path) -> tuple[str, ...]:
    """The occasions that the folder words anew. Anything broken in it is refused, with file and line."""
    if not folder.is_dir():
        raise Refusal(
            str(folder),
            Told("không có thư mục mẫu này", "there is no such folder of templates"),
            Told("sửa DONDOC_TEMPLATES hoặc tạo thư mục", "correct DONDOC_TEMPLATES or make the folder"),
        )
    files = sorted(folder.rglob("*.j2"))
    for file in files:
        _read(folder, file)
    changed = {file.relative_to(folder).as_posix() for file in files}
    for lang in LANGUAGES:
        for occasion in OCCASIONS:
            _try_out(folder, lang, occasion)
    return tuple(sorted(changed))


def _read(folder: Path, file: Path) -> None:
    """One file: its name, its syntax, and that it speaks only of facts there are."""
    name = file.relative_to(folder).as_posix()
    found = _SHAPE.fullmatch(name)
    if not (TEMPLATES / name).is_file() or not (found or name.startswith("_")):
        todo = tell(
            "tên mẫu: vi/reminder.txt.j2; loại: {known}",
            "names are like vi/reminder.txt.j2; occasions: {known}",
            known=", ".join(OCCASIONS),
        )
        raise Refusal(str(file), Told("không có mẫu tên này", "there is no template of this name"), todo)
    try:
        tree = environment(folder).parse(file.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        todo = Told("sửa cú pháp mẫu", "correct the template's syntax")
        raise Refusal(place(str(file), error.lineno), str(error.message), todo) from None
    except UnicodeError:
        todo = Told("lưu lại tệp bằng UTF-8", "save the file as UTF-8")
        raise Refusal(str(file), Told("không phải UTF-8", "it is not UTF-8"), todo) from None
    unknown = meta.find_undeclared_variables(tree) - _ALSO
    if unknown:
        first = next(node for node in tree.find_all(nodes.Name) if node.name in unknown)
        where = place(str(file), first.lineno)
        what = Told(f"không có dữ kiện {first.name}", f"there is no fact {first.name}")
        raise Refusal(where, what, Told("xem docs/thong-bao.md", "see docs/notices.en.md"))


def _try_out(folder: Path, lang: str, occasion: str) -> None:
    """Word a sample, open and secret."""
    here = place(str(folder), None, f"{lang}/{occasion}")
    for secret in (False, True):
        try:
            said = render(occasion, {**samples.facts(lang), "secret": secret}, lang=lang, overrides=folder)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            where = _line_of(error, folder) or here
            raise Refusal(where, f"{type(error).__name__}: {error}", _MEND) from None
        if not said.subject or not said.text.strip():
            raise Refusal(
                here, Told("thiếu tiêu đề hoặc nội dung", "the subject or the text is missing"), _MEND
            )


def _line_of(error: BaseException, folder: Path) -> Told | None:
    """The last line of the office's own templates that the error passed through."""
    passed = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in passed if frame.filename.startswith(str(folder))]
    return place(own[-1].filename, own[-1].lineno) if own else None
