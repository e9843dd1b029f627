"""The names of the figures, with labels and meaning; dashboards, rules and handbook name no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cascade.lang.told import Told


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """What Prometheus is told of a figure."""

    labels: tuple[str, ...]
    meaning: Told

    @property
    def help(self) -> str:
        """Both languages in one line."""
        return f"{self.meaning.vi} / {self.meaning.en}"


def _shown(vi: str, en: str, *labels: str) -> ShownFigure:
    return ShownFigure(labels, Told(vi, en))


OF_LEDGER: Mapping[str, ShownFigure] = {
    "dondoc_build_info": _shown(
        "Bản đang chạy (luôn là 1)",
        "The version at work (always 1)",
        "version",
        "python",
    ),
    "dondoc_ledger_up": _shown("Cơ sở dữ liệu có trả lời không (1, 0)", "Whether the ledger answers (1, 0)"),
    "dondoc_queue_ready": _shown(
        "Thông báo gửi được ngay mà chưa gửi",
        "Notices that may leave and have not",
        "channel",
    ),
    "dondoc_queue_later": _shown(
        "Thông báo chờ đến giờ của nó",
        "Notices that wait for their hour",
        "channel",
    ),
    "dondoc_queue_oldest_seconds": _shown(
        "Cái gửi được ngay lâu nhất đã chờ chừng này giây",
        "How long the first that may leave has waited",
        "channel",
    ),
    "dondoc_notices_in_hand": _shown("Thông báo bộ gửi đang cầm", "Notices that a dispatcher has in hand"),
    "dondoc_notices_lost_in_hand": _shown(
        "Đang cầm mà quá hạn giữ: bộ gửi ấy đã mất",
        "In hand beyond their lease: that dispatcher is gone",
    ),
    "dondoc_channel_stopped": _shown(
        "Kênh có bị dừng không (1, 0)",
        "Whether the channel is stopped (1, 0)",
        "channel",
    ),
    "dondoc_channel_quota_left": _shown(
        "Hạn mức còn lại của kênh, nếu biết",
        "What is left of the channel's quota, where it is known",
        "channel",
    ),
    "dondoc_rungs_due": _shown(
        "Mức nhắc đã đến giờ mà chưa gọi, của các kế hoạch đang chạy",
        "Reminder steps of running plans that are due and not called",
    ),
    "dondoc_rung_oldest_seconds": _shown(
        "Mức nhắc đến giờ lâu nhất đã chờ chừng này giây",
        "How long the first of them has waited",
    ),
    "dondoc_late_units": _shown(
        "Đơn vị đang quá hạn, theo mã kế hoạch; * là các kế hoạch còn lại",
        "Units that are late, by plan code; * sums up the other plans",
        "plan",
    ),
    "dondoc_office_sessions": _shown("Cán bộ đang đăng nhập văn phòng", "Officers who are in the office"),
    "dondoc_processes": _shown(
        "Tiến trình vừa báo còn sống, theo vai",
        "Processes that have lately shown themselves, by role",
        "role",
    ),
    "dondoc_plans_held_up": _shown("Kế hoạch đang bị vướng", "Plans that something stands in the way of"),
    "dondoc_sweep_age_seconds": _shown("Từ lượt quét xong gần nhất", "Since the last sweep ended"),
    "dondoc_sweep_seconds": _shown("Lượt quét ấy kéo dài", "How long that sweep took"),
    "dondoc_backup_age_seconds": _shown(
        "Từ bản sao lưu gần nhất đã thử",
        "Since the newest backup that was tried",
    ),
}
OF_PROCESS: Mapping[str, ShownFigure] = {
    "dondoc_sends": _shown(
        "Lần gửi, theo kênh và kết quả (bộ gửi)",
        "Attempts by channel and outcome (dispatcher)",
        "channel",
        "outcome",
    ),
    "dondoc_send_seconds": _shown("Một lần gửi (bộ gửi)", "One attempt (dispatcher)", "channel"),
    "dondoc_pages": _shown(
        "Trang đã trả lời, theo mẫu địa chỉ (cổng báo cáo)",
        "Answers by the template of the address (portal)",
        "route",
        "method",
        "status",
    ),
    "dondoc_page_seconds": _shown("Một trang (cổng báo cáo)", "One page (portal)", "route"),
}
