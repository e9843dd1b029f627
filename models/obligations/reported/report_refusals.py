"""Why a report is not taken: another came meanwhile, too many came, or it comes before its time."""

from __future__ import annotations

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.reports.early import Unmet, listed


class Overtaken(Refusal):
    """Another report came, or this one was decided about, after the reader had looked."""

    def __init__(self) -> None:
        what = Told("báo cáo vừa thay đổi", "the report has just changed")
        super().__init__("", what, Told("xem lại rồi làm lại", "read it again, then do it again"))


class TooMany(Refusal):
    """Reports of one duty come faster than anybody could mean them."""

    def __init__(self) -> None:
        what = Told("gửi quá nhanh", "reports come too fast")
        super().__init__("", what, Told("chờ một phút rồi gửi lại", "wait a minute, then send again"))


class TooEarly(Refusal):
    """What the duty hangs on has not happened, and the sender has not said that it reports all the same."""

    def __init__(self, unmet: tuple[Unmet, ...]) -> None:
        what = tell("báo cáo trước khi {what}", "it comes before {what}", what=listed(unmet))
        todo = Told(
            "nếu nhiệm vụ đã hoàn thành, xác nhận báo cáo sớm (ở dòng lệnh: --early)",
            "if it is done, say that you report early (on a command line: --early)",
        )
        super().__init__("", what, todo)
        self.unmet = unmet
