"""What the occasions of notices, what becomes of them and the channels are called, in both languages."""

from __future__ import annotations

from cascade.told import Told

OCCASIONS = {
    "issued": Told("giao việc", "handed out"),
    "invitation": Told("mời họp", "invitation"),
    "invitation_changed": Told("đổi lịch họp", "changed invitation"),
    "invitation_cancelled": Told("hủy họp", "cancelled invitation"),
    "speaker": Told("nhắc báo cáo viên", "speaker"),
    "line_test": Told("thử đường truyền", "line test"),
    "attendance": Told("hỏi số người dự", "attendance"),
    "reminder": Told("nhắc trước hạn", "reminder"),
    "due_today": Told("đến hạn hôm nay", "due today"),
    "overdue": Told("quá hạn", "overdue"),
    "escalation": Told("báo lên trên", "escalation"),
    "digest": Told("gộp nhiều việc", "digest"),
    "amended": Told("đổi hạn", "moved"),
    "withdrawn": Told("rút việc", "withdrawn"),
    "extended": Told("gia hạn", "extended"),
    "receipt": Told("đã nhận báo cáo", "receipt"),
    "accepted": Told("tiếp nhận", "accepted"),
    "returned": Told("trả lại", "returned"),
    "report_request": Told("đến lượt tổng hợp", "time to gather"),
    "closing": Told("kết thúc kế hoạch", "closing"),
    "unreachable": Told("không liên lạc được", "out of reach"),
    "linked": Told("đã nối Zalo", "Zalo linked"),
    "not_linked": Told("chưa nối được Zalo", "Zalo not linked"),
    "zalo_linked": Told("báo có Zalo liên kết", "owner told of a Zalo linked"),
    "zalo_ended": Told("báo đã bỏ liên kết Zalo", "owner told of a Zalo link ended"),
    "ops": Told("báo động vận hành", "alarm to ops"),
}
STATES = {
    "queued": Told("chờ gửi", "waiting"),
    "sending": Told("đang gửi", "being sent"),
    "sent": Told("đã gửi", "sent"),
    "retry": Told("sẽ gửi lại", "to be sent again"),
    "failed": Told("không gửi được", "failed"),
    "unknown": Told("chưa rõ", "unknown"),
    "superseded": Told("không còn cần", "no longer needed"),
    "missed": Told("đã lỡ", "missed"),
}
CHANNELS = {
    "mail": Told("thư", "mail"),
    "zalo": Told("Zalo", "Zalo"),
    "zbs": Told("Zalo ZBS", "Zalo ZBS"),
    "apprise": Told("kênh khác", "other channel"),
    "ops": Told("kênh trực", "ops"),
}


def called(names: dict[str, Told], name: str, lang: str) -> str:
    """The name in "vi" or "en"; what has none is called as it is written."""
    return names[name].said(lang) if name in names else name
