"""The roll-up of a plan as one page: figures as the papers write them, the cascade drawn, the next dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from cascade.calendar.zone import day_of
from cascade.org import format
from cascade.org.tree import Level
from cascade.reports import secrecy
from cascade.reports.rollup import Counts
from cascade.result.obligation import Finding
from models.stats.rollups import FigureSum
from models.views.conference_views import CountedMeeting
from models.views.plan_views import DutyRecord
from services.snapshot import PlanSnapshot
from tasks.board import conference_table, markdown, mermaid, nodes, prefect_names, upcoming
from tasks.board.artifacts import UI, ArtifactSheet, Shelf
from tasks.board.board_labels import called, tag
from tasks.board.markdown import link, plain

Figures = Mapping[str, Sequence[FigureSum]]
"""Duty -> its figures, added up."""


@dataclass(frozen=True, slots=True)
class Page:
    """A plan and what else its pages need."""

    picture: PlanSnapshot
    figures: Figures
    shelf: Shelf
    conferences: Mapping[int, CountedMeeting] = field(default_factory=dict)
    """Those that units were invited to, by number."""

    @property
    def code(self) -> str:
        """The plan's own name."""
        return self.picture.plan.code


def summary(page: Page) -> ArtifactSheet:
    """`<plan>-tong-hop`"""
    return ArtifactSheet(
        prefect_names.key(page.code, "tong-hop"),
        "markdown",
        "\n\n".join(_summary(page)),
        "**Tổng hợp** · " + _name(page),
    )


def rate(page: Page) -> ArtifactSheet:
    """`<plan>-ty-le`: how much is in, in whole per cent and one decimal."""
    done = sum(branch.counts.received for branch in page.picture.branches)
    expected = sum(branch.counts.expected for branch in page.picture.branches)
    told = format.share(done, expected)
    per_cent = round(100 * done / expected, 1) if expected else 0.0
    return ArtifactSheet(
        prefect_names.key(page.code, "ty-le"),
        "progress",
        per_cent,
        f"**Tỷ lệ đã báo cáo** · {_name(page)} · {told}",
    )


def coming(page: Page) -> ArtifactSheet:
    """`<plan>-lich`"""
    ahead = upcoming.dates(page.picture)
    rows = [[plain(cell) for cell in upcoming.date_cells(date)] for date in ahead]
    text = [
        f"# Lịch · {plain(called(page.picture.plan))}",
        upcoming.chart(page.picture, ahead) if ahead else "Không còn thời hạn nào.",
        markdown.table(("Ngày", "Việc", "Cấp", "Đã xong"), rows) if rows else "",
    ]
    return ArtifactSheet(
        prefect_names.key(page.code, "lich"),
        "markdown",
        "\n\n".join(text),
        "**Lịch sắp tới** · " + _name(page),
    )


def found(page: Page, findings: Sequence[Finding]) -> ArtifactSheet:
    """`<plan>-phat-hien`"""
    rows = [
        (
            one.severity.told.vi,
            plain(one.requirement or ""),
            plain(one.message.vi),
            plain(one.suggestion.vi if one.suggestion else ""),
            f"`{one.code}`",
        )
        for one in findings
    ]
    heads = ("Mức", "Việc", "Nội dung", "Đề nghị", "Mã")
    text = markdown.table(heads, rows) if rows else "Không có điều gì cần xem lại."
    title = f"# Điều cần lưu ý khi ban hành · {plain(called(page.picture.plan))}\n\n"
    return ArtifactSheet(
        prefect_names.key(page.code, "phat-hien"), "markdown", title + text, "**Phát hiện** · " + _name(page)
    )


def _summary(page: Page) -> Iterator[str]:
    picture, shelf, code = page.picture, page.shelf, page.code
    yield f"# {plain(called(picture.plan))}"
    pages = {
        "Toàn cảnh": shelf.life,
        "Bảng tiến độ": shelf.link(prefect_names.key(code, "tien-do")),
        "Báo cáo đã nhận": shelf.link(prefect_names.key(code, "bao-cao")),
        "Báo cáo chờ tiếp nhận": shelf.link(prefect_names.key(code, "cho-xet")),
        "Lịch": shelf.link(prefect_names.key(code, "lich")),
        "Sơ đồ": shelf.link(prefect_names.key(code, "so-do")),
        "Thông báo đã gửi": shelf.link(prefect_names.key(code, "thong-bao")),
        "Phát hiện": shelf.link(prefect_names.key(code, "phat-hien")),
        "Các lượt chạy": f"{UI}/runs?{urlencode({'tags': tag(code)}, quote_via=quote)}",
    }
    yield f"Tính đến {format.long_day(day_of(picture.now))} · " + " · ".join(
        link(*page) for page in pages.items()
    )
    if picture.unheard:
        told = "; ".join(plain(one.why) for one in picture.unheard)
        yield f"⚠ Cảnh báo chưa tới ai (chưa đặt `DONDOC_OPS_URL`, hoặc bộ gửi không chạy): {told}"
    yield "## Từng nhiệm vụ"
    yield markdown.table(
        ("Việc", "Cấp", "Hạn", "Đã báo cáo", "Báo cáo chậm", "Quá hạn"), _duties(page), right=3
    )
    if conferences := conference_table.table(picture, page.conferences):
        yield "## Hội nghị"
        yield conferences
    if rows := list(_figures(page)):
        yield "## Số liệu"
        yield markdown.table(("Chỉ tiêu", "Việc", "Kết quả"), rows, right=2)
    yield "## Sơ đồ"
    yield mermaid.drawing(nodes.draw(picture))
    yield mermaid.legend()
    yield "## Mười thời hạn gần nhất"
    next_ones = upcoming.dates(picture)[: upcoming.SHOWN]
    ahead = [[plain(cell) for cell in upcoming.date_cells(date)] for date in next_ones]
    yield markdown.table(("Ngày", "Việc", "Cấp", "Đã xong"), ahead) if ahead else "Không còn thời hạn nào."


def _duties(page: Page) -> Iterator[tuple[str, ...]]:
    for duty in sorted(page.picture.duties, key=_by_date):
        own = [batch for batch in page.picture.batches if batch.duty == duty.key]
        counts = sum((batch.counts for batch in own), Counts())
        if not counts.expected:
            continue
        yield (
            plain(upcoming.action(duty)),
            format.level_name(Level(duty.level)),
            format.day(day_of(duty.due_at)) if duty.due_at else "không ghi",
            format.share(counts.received, counts.expected),
            str(counts.late or ""),
            f"**{counts.overdue}**" if counts.overdue else "",
        )


def _by_date(duty: DutyRecord) -> tuple[bool, datetime, str]:
    """The earliest first; what has no date comes last."""
    return (duty.due_at is None, duty.due_at or datetime.max.replace(tzinfo=UTC), duty.key)


def _figures(page: Page) -> Iterator[tuple[str, str, str]]:
    """Every counted figure; a denominator stands only beside its own numerator."""
    for duty in page.picture.duties:
        sums = {one.figure: one for one in page.figures.get(duty.key, ())}
        beside = {figure.of for figure in duty.figures if figure.of}
        for figure in secrecy.content(duty.figures, duty.secret, ()):
            if figure.id in sums and figure.id not in beside:
                yield plain(figure.label), _where(duty), _figure(sums[figure.id])


def _figure(one: FigureSum) -> str:
    """ "83.546/84.074 (99,4%)"; what came without its denominator is in no rate, and is said apart."""
    if not one.of:
        return format.number(one.total)
    beside = f" + {format.number(one.total - one.part)}" if one.total > one.part else ""
    return format.share(one.part, one.of) + beside


def _where(duty: DutyRecord) -> str:
    return f"{duty.requirement} · {format.level_name(Level(duty.level))}"


def _name(page: Page) -> str:
    return f"{plain(called(page.picture.plan))} · [toàn cảnh]({page.shelf.life})"
