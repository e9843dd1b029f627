"""The head and the foot of a paper: what it is, who issued it, under which number, when, who signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cascade.org.unit import Level
from documents.papers.facts.cited_papers import CitedPaper, references_of
from documents.papers.layout.block import Paper
from documents.papers.layout.worded import key_of
from documents.papers.times.years import issued_of

CODES = {
    "kế hoạch": "KH", "hướng dẫn": "HD", "chỉ thị": "CT", "thông báo": "TB", "quyết định": "QĐ",
    "nghị quyết": "NQ", "chương trình": "CTr", "giấy mời": "GM", "báo cáo": "BC", "tờ trình": "TTr",
    "quy định": "QĐi", "quy chế": "QC", "kết luận": "KL", "công điện": "CĐ", "công văn": "CV",
}  # fmt: skip
_TITLE = re.compile(rf"^[\s*_#|]*(?P<kind>{'|'.join(CODES)})[\s*_]*(?P<rest>.*)$", re.IGNORECASE)
_STATE = re.compile(
    r"đảng cộng sản việt nam|cộng hòa xã hội|độc lập|đoàn tncs|số:? ?|v/v|^\W*$"
    r"|ngày .*tháng|trích yếu"
)
_ISSUES = re.compile(
    r"(?P<issuer>(?:Ban Thường vụ|Ban Thường trực|Ban Chấp hành|Ban Tuyên giáo|Ban Tổ chức|Ban Bí thư"
    r"|Bộ Chính trị|Đảng ủy|Đảng uỷ"
    r"|Tỉnh ủy|Ủy ban nhân dân|UBND|Trường|Văn phòng|Thường trực)(?:(?![,;.]).){0,70}?)"
    r"(?<! đã) (?:xây dựng|ban hành|hướng dẫn|yêu cầu|đề nghị|thông báo)"
)
_OFFICE = re.compile(r"BAN (?!CHỈ ĐẠO)|VĂN PHÒNG|ỦY BAN KIỂM TRA|UỶ BAN KIỂM TRA|PHÒNG ")
_PLACE = re.compile(r"(?:XÃ|PHƯỜNG|TỈNH|HUYỆN|QUẬN|THÀNH PHỐ|ĐẶC KHU|THỊ TRẤN) ")
_STARTS = re.compile(r"căn cứ|kính gửi", re.IGNORECASE)
_BODY = re.compile(
    r"[\s*_#]*(?:(?:thực hiện|thi hành|để|nhằm|ngày|sau|trên cơ sở|ban|được sự) "
    r"|[IVX]+[.-]|\d+[.)-]|[-+(])",
    re.IGNORECASE,
)
_SECRET = re.compile(r"(?m)^[\s*_|]*(?:TUYỆT MẬT|TỐI MẬT|MẬT)[\s*_|]*$")
_LEVELS = (
    (Level.CENTRAL, re.compile(r"trung ương|bộ chính trị|ban bí thư")),
    (
        Level.GRASSROOTS,
        re.compile(
            r"(?<!\w)(?:xã|phường|đặc khu|thị trấn|thôn|chi bộ|trường (?:thpt|thcs"
            r"|tiểu học|mầm non))(?!\w)|cơ sở"
        ),
    ),
    (Level.DISTRICT, re.compile(r"(?<!\w)(?:huyện|quận|thị ủy|thị xã)|khối|trực thuộc")),
    (Level.PROVINCE, re.compile(r"tỉnh|thành ủy|thành phố|(?<!\w)sở(?!\w)")),
)


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What the head and the foot say; None for what they do not."""

    kind: str | None
    code: str | None
    title: str | None
    issuer: str | None
    level: Level | None
    number: str | None
    issued: date | None
    signer: str | None
    secret: bool


def head_of(paper: Paper, references: tuple[CitedPaper, ...] | None = None) -> PaperHead:
    """The head of a paper; what stands there twice is read from the upper place."""
    kind, title, at = _title(paper)
    issuer = _letterhead(paper.text[:at]) or _speaking(paper)
    own = next((one for one in references or references_of(paper) if one.own), None)
    day = issued_of(paper.text)
    return PaperHead(
        kind.capitalize() if kind else None,
        CODES.get(kind or ""),
        title,
        issuer,
        level_of(issuer) if issuer else None,
        own.number if own and own.source.start < at + 40 else None,
        day.date if day and not day.stamped else None,
        _signer(paper.text),
        bool(_SECRET.search(paper.text[:3000])),
    )


def level_of(name: str) -> Level | None:
    """The level that the words of a name tell, or None."""
    key = key_of(name)
    return next((level for level, words in _LEVELS if words.search(key)), None)


def _title(paper: Paper) -> tuple[str | None, str | None, int]:
    """Kind, title and where the title begins: the first kind in capitals, else a line that opens with one."""
    lines = paper.text[:4000].split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found = [(number, match) for number, line in enumerate(lines) if (match := _is_title(line))]
    loud = [(number, match) for number, match in found if match["kind"].isupper()]
    letter = next(
        (number for number, line in enumerate(lines) if key_of(line).startswith(("kính gửi", "v/v"))), None
    )
    if loud or (letter is None and found):
        number, match = loud[0] if loud else max(found, key=lambda one: len(one[1]["rest"]))
        said = [match["rest"].strip(" *_#"), *(_until_body(lines[number + 1 :]) if loud else [])]
        return match["kind"].lower(), " ".join(one for one in said if one) or None, starts[number]
    if letter is not None:
        return "công văn", _about(lines), starts[letter]
    return None, None, 0


def _is_title(line: str) -> re.Match[str] | None:
    found = _TITLE.match(line)
    loud = found is not None and (
        found["kind"].isupper() or (found["rest"] and line.strip(" *_#")[0].isupper())
    )
    return (
        found if found and loud and len(line) < 260 and not line.rstrip().endswith((".", ";", ":")) else None
    )


def _until_body(lines: list[str]) -> list[str]:
    said: list[str] = []
    for line in lines[:9]:
        bare = line.strip(" *_#-\t")
        if (not bare and said) or (said and _BODY.match(line)) or _STARTS.match(bare):
            break
        if bare:
            said.append(bare)
    return said


def _about(lines: list[str]) -> str | None:
    found = next((line.strip(" *_") for line in lines if key_of(line).startswith("v/v")), None)
    return found[3:].strip(" :") if found else None


def _letterhead(head: str) -> str | None:
    """The left column above the title: the last name is who issues, those above it whom it belongs to."""
    names = []
    for line in head.split("\n"):
        left = re.split(r"\s{3,}|\s*\|", line.strip())[0].strip(" *_")
        if left and left.isupper() and not _STATE.search(key_of(left)):
            names.append(left)
    if not names:
        return None
    if _OFFICE.match(names[-1]) and len(names) > 1:
        return " ".join([names[-1], *names[:-1]])
    if _PLACE.match(names[-1]) and len(names) > 1:
        return " ".join(names[-2:])
    return names[-1]


def _speaking(paper: Paper) -> str | None:
    """Without a letterhead: "…, Ban Thường vụ Tỉnh uỷ xây dựng Kế hoạch"."""
    for block in paper.blocks[:14]:
        if found := list(_ISSUES.finditer(block.words.said)):
            return found[-1]["issuer"]
    return None


_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$")


def _signer(text: str) -> str | None:
    """The last line, or right half of a line, that is a person's name and no more."""
    for line in reversed(text.rstrip().split("\n")[-25:]):
        right = re.split(r"\s{3,}|\|", line.strip())[-1].strip(" *_□")
        if _NAME.match(right):
            return right
    return None
