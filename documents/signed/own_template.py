"""An office's own Word template: what it may say, held against that when it is uploaded, and filled in.

Fields stand in braces as Word files of many offices have them ({{ trich_yeu }}, {%p for doan in cac_doan %});
nothing but fields, loops over lists and plain conditions is taken, so that a template can do no harm.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from cascade.lang.nearest import nearest
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.signed.paper_form import PaperSort
from documents.signed.signed_paper import SignedPaper
from documents.signed.template_fields import fields_of, values_of

MOST, MOST_UNPACKED = 2_000_000, 20_000_000
"""Bytes of a template, and of what it unpacks to."""
_PARTS = frozenset({"cot", "dong", "index"})
_READ = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Getattr),
    *(nodes.Filter, nodes.Const, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or),
)
_FILTERS = frozenset({"upper", "lower", "capitalize", "length", "join", "first", "last"})
_LISTED = Told("xem các trường được dùng ở dưới", "see what may be used below")
_AGAIN = Told("mở bằng Word, lưu lại dạng .docx rồi tải lên", "save it in Word as .docx and upload it again")
_BROKEN = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, EOFError, RuntimeError,
           NotImplementedError, OSError)  # fmt: skip
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """What is wrong with a template, and in which paragraph."""

    where: Told
    what: Told
    todo: Told


def faults(body: bytes, sort: PaperSort) -> list[TemplateFault]:
    """Everything that cannot be used, with its place. Refusal: it is no Word file, or one that does harm."""
    known = fields_of(sort)
    found: list[TemplateFault] = []
    for part, source in _sources(body):
        found += _faults_in(part, source, known)
    return list({(one.where.vi, one.what.vi): one for one in found}.values())


def filled(body: bytes, paper: SignedPaper) -> bytes:
    """The paper in that template. Refusal: it holds what a template may not."""
    wrong = faults(body, paper.sort)
    if wrong:
        raise Refusal(wrong[0].where, wrong[0].what, wrong[0].todo)
    template = DocxTemplate(io.BytesIO(body))
    template.render(values_of(paper), _environment(), autoescape=True)
    packed = io.BytesIO()
    template.save(packed)
    return packed.getvalue()


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True)


def _sources(body: bytes) -> Iterator[tuple[Told, str]]:
    """Each part that is filled in, as the template language reads it."""
    name = Told("Tệp mẫu", "The template")
    if len(body) > MOST:
        raise Refusal(name, Told("quá lớn", "it is too large"), Told("tối đa 2 MB", "2 MB at most"))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parcel:
            _look_inside(parcel, name)
        template = DocxTemplate(io.BytesIO(body))
        template.init_docx()
        yield Told("Nội dung", "The text"), template.patch_xml(template.get_xml())
        for uri, told in (
            (template.HEADER_URI, Told("Đầu trang", "The header")),
            (template.FOOTER_URI, Told("Chân trang", "The footer")),
        ):
            for _, part in template.get_headers_footers(uri):
                yield told, template.patch_xml(template.get_part_xml(part))
    except _BROKEN:
        raise Refusal(name, Told("không phải tệp Word, hoặc bị hỏng", "it is no Word file"), _AGAIN) from None


def _look_inside(parcel: zipfile.ZipFile, name: Told) -> None:
    infos = parcel.infolist()
    if sum(one.file_size for one in infos) > MOST_UNPACKED or len(infos) > 500:
        raise Refusal(name, Told("giải nén ra quá lớn", "it unpacks to far too much"), _AGAIN)
    parcel.getinfo("word/document.xml")
    for one in infos:
        if "vbaProject" in one.filename or "/embeddings/" in one.filename:
            what = Told("có macro hoặc tệp nhúng", "it holds macros or embedded files")
            raise Refusal(name, what, _AGAIN)
        content = parcel.read(one) if one.filename.endswith((".xml", ".rels")) else b""
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refusal(name, Told("có khai báo lạ", "it declares entities"), _AGAIN)
        if not _READ.fullmatch(one.filename) and re.search(rb"{[{%#]", re.sub(rb"<[^>]+>", b"", content)):
            what = Told("có trường ngoài nội dung, đầu trang, chân trang", "a field stands outside the text")
            raise Refusal(Told(f"Tệp mẫu, {one.filename}", f"The template, {one.filename}"), what, _LISTED)
        if one.filename.endswith(".rels"):
            for link in re.findall(rb"<Relationship [^>]*External[^>]*>", content):
                if b"/hyperlink" not in link:
                    what = Told("lấy nội dung từ nơi khác", "it takes content from elsewhere")
                    raise Refusal(name, what, Told("bỏ đường dẫn ngoài", "take the link out"))


def _faults_in(part: Told, source: str, known: Mapping[str, Told]) -> Iterator[TemplateFault]:
    try:
        tree = _environment().parse(source)
    except TemplateError as error:
        line = source.split("\n")[(getattr(error, "lineno", 1) or 1) - 1] if source else ""
        what = Told(
            "phần trong ngoặc { } viết chưa đúng", f"what stands in braces cannot be read: {error.message}"
        )
        near = _TAG.sub("", line).strip()[:80]
        yield TemplateFault(
            _place(part, source, near), what, Told("sửa lại như {{ trich_yeu }}", "write {{ trich_yeu }}")
        )
        return
    loops = list(tree.find_all(nodes.For))
    bound = {"loop", *(one.name for loop in loops for one in loop.target.find_all(nodes.Name))}
    bound |= {loop.target.name for loop in loops if isinstance(loop.target, nodes.Name)}
    for node in _strange(tree, known):
        what = Told(
            "chỉ dùng được {{ trường }}, {% for %}, {% if %}", "only fields, loops and conditions can be used"
        )
        todo = Told(f"bỏ “{type(node).__name__}” trong ngoặc", "leave out what else stands in braces")
        yield TemplateFault(part, what, todo)
    for one in tree.find_all(nodes.Name):
        if one.name not in known and one.name not in bound:
            yield TemplateFault(_place(part, source, one.name), *_unknown(one.name, known))
    for dotted in tree.find_all(nodes.Getattr):
        if dotted.attr not in _PARTS:
            yield TemplateFault(_place(part, source, dotted.attr), *_unknown(f".{dotted.attr}", _PARTS))


def _strange(node: nodes.Node, known: Mapping[str, Told]) -> Iterator[nodes.Node]:
    """What is no field, condition or loop over a list; inside a loop only over what the loop is at."""
    for one in node.iter_child_nodes():
        bad_filter = isinstance(one, nodes.Filter) and one.name not in _FILTERS
        if (
            not isinstance(one, _ALLOWED)
            or bad_filter
            or (isinstance(one, nodes.For) and _endless(one, known))
        ):
            yield one
        else:
            yield from _strange(one, known)


def _endless(loop: nodes.For, known: Mapping[str, Told]) -> bool:
    inner = (each.iter for each in loop.find_all(nodes.For))
    return loop.recursive or any(isinstance(one, nodes.Name) and one.name in known for one in inner)


def _unknown(name: str, known: Mapping[str, Told] | frozenset[str]) -> tuple[Told, Told]:
    near = nearest(name, known)
    todo = Told(f"có phải “{near}”?", f"is it “{near}”?") if near else _LISTED
    return Told(f"không có trường “{name}”", f"there is no field “{name}”"), todo


def _place(part: Told, source: str, word: str) -> Told:
    """The paragraph in which it stands first, as somebody counts them who scrolls down."""
    for number, each in enumerate(source.split("</w:p>"), 1):
        text = _TAG.sub("", each)
        if word and word in text:
            shown = " ".join(text.split())[:60]
            return Told(f"{part.vi}, đoạn {number}: “{shown}”", f"{part.en}, paragraph {number}: “{shown}”")
    return part
