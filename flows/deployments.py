"""Every deployment of ours, in code: what is found under Deployments, with its hour and queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prefect import Flow

from cascade.reports import secrecy
from flows import board, plan, sweep, watch
from flows.form_choices import Lists
from models.views.records import PlanRecord, PlanState
from tasks.board import prefect_names
from tasks.board.artifacts import UI
from tasks.board.board_labels import called, tag
from tasks.board.markdown import plain

ZONE = "Asia/Ho_Chi_Minh"
POOL = "dondoc"
URGENT, NORMAL, ROLL_UP = "khan", "thuong", "tong-hop"
QUEUES: Mapping[str, int] = {URGENT: 1, NORMAL: 2, ROLL_UP: 3}
"""Queue -> priority: a form somebody waits for goes before a round, a round before the nightly check."""
OURS = "dondoc"


@dataclass(frozen=True, slots=True)
class Posting:
    """One deployment as the code wants it."""

    flow: Flow[Any, Any]
    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    queue: str = NORMAL
    cron: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    form: bool = False
    """Whether a person fills it in."""
    lists: Lists = field(default_factory=dict)
    """What its fields offer for choice."""
    alone: bool = True
    """Only one run at a time; a second one is cancelled. A courtesy: the ledger is right without it."""

    @property
    def full_name(self) -> str:
        """flow/deployment, as the `prefect` command calls it."""
        return f"{self.flow.name}/{self.name}"


def standing(lists: Lists | None = None) -> tuple[Posting, ...]:
    """What is there whatever plans there are; the forms with what they offer for choice."""
    return (
        Posting(
            sweep.sweep,
            "Mỗi 5 phút",
            "flows.sweep.sweep",
            "Xem kế hoạch nào có việc đến hạn hoặc vừa thay đổi và cho chạy lượt của kế hoạch đó.",
            (OURS, "vận hành"),
            URGENT,
            "*/5 * * * *",
        ),
        Posting(
            watch.audit,
            "Hằng đêm",
            "flows.watch.audit",
            "Đối chiếu sổ với những gì đang hiển thị, tìm chỗ bất thường, báo kênh trực nếu có.",
            (OURS, "vận hành"),
            ROLL_UP,
            "30 1 * * *",
        ),
        Posting(
            plan.cascade_plan,
            "Theo mã kế hoạch",
            "flows.plan.cascade_plan",
            "Chạy ngay một lượt của bất kỳ kế hoạch nào: chỉ cần gõ mã. Mỗi kế hoạch còn có lịch riêng.",
            (OURS, "vận hành"),
            NORMAL,
            alone=False,
        ),
        *(form(one, lists or {}) for one in board.FORMS),
    )


def form(one: board.Form, lists: Lists) -> Posting:
    """A form of the board; run by hand, so it has no hour."""
    return Posting(
        one.flow,
        one.name,
        f"flows.board.{one.flow.fn.__name__}",
        one.help,
        (OURS, "biểu mẫu"),
        URGENT,
        form=True,
        lists=lists,
        alone=False,
    )


def of_plan(record: PlanRecord, life: str | None = None) -> Posting:
    """A plan's own: every morning at seven until it is closed, and whenever the sweep finds something due."""
    return Posting(
        plan.cascade_plan,
        prefect_names.name(called(record), record.code),
        "flows.plan.cascade_plan",
        _about(record, life),
        (OURS, "kế hoạch", tag(record.code)),
        NORMAL,
        None if record.state is PlanState.CLOSED else "0 7 * * *",
        {"plan": record.code},
    )


def _about(record: PlanRecord, life: str | None) -> str:
    """What stands on the deployment's own page: the paper, and where to look."""
    keys = {
        "tong-hop": "Tổng hợp",
        "tien-do": "Bảng tiến độ",
        "lich": "Lịch",
        "thong-bao": "Thông báo đã gửi",
    }
    pages = [
        f"[{name}]({UI}/artifacts/key/{prefect_names.key(record.code, key)})" for key, name in keys.items()
    ]
    if life:
        pages.insert(0, f"[**Toàn cảnh**]({UI}/runs/flow-run/{life})")
    title = plain(f"{record.issuer_name} · {record.number or 'chưa có số'}")
    paper = secrecy.content(f"{title}\n\n{plain(record.title)}", record.secret, title)
    return f"{paper}\n\n" + " · ".join(pages)
