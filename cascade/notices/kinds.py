"""The kinds of notices: on what occasion, in what state, by which channel; and all that follows from a kind.

The values are what the ledger stores. Labels, lists and rules are derived here and nowhere else.
"""

from __future__ import annotations

import re

from cascade.lang.kept import Kept
from cascade.lang.told import Told, not_valid
from cascade.notices.enclosure_kinds import Enclosure
from cascade.org import telephone


class Occasion(Kept):
    """What a notice is about; the templates of notifications/ are named after these."""

    ISSUED = "issued"
    INVITATION = "invitation"
    INVITATION_CHANGED = "invitation_changed"
    INVITATION_CANCELLED = "invitation_cancelled"
    SPEAKER = "speaker"
    TALK_DECLINED = "talk_declined"
    CONFIRM = "confirm"
    UNCONFIRMED = "unconfirmed"
    LINE_TEST = "line_test"
    LINE_FAULT = "line_fault"
    ATTENDANCE = "attendance"
    REMINDER = "reminder"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    DIGEST = "digest"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    EXTENSION_ASKED = "extension_asked"
    HAND_OVER_ASKED = "hand_over_asked"
    ASK_DECLINED = "ask_declined"
    ASK_WAITS = "ask_waits"
    ASK_TAKEN_BACK = "ask_taken_back"
    RECEIPT = "receipt"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPORT_REQUEST = "report_request"
    AWAITING = "awaiting"
    SUM_CHANGED = "sum_changed"
    CLOSING = "closing"
    WEEKLY = "letter_of_week"
    UNREACHABLE = "unreachable"
    CONTACT_REQUEST = "contact_request"
    CONTACT_CONFIRM = "contact_confirm"
    CONTACT_CHANGED = "contact_changed"
    LINKED = "linked"
    NOT_LINKED = "not_linked"
    ZALO_LINKED = "zalo_linked"
    ZALO_ENDED = "zalo_ended"
    OFFICE_LOGIN = "office_login"
    OFFICE_FACTOR = "office_factor"
    FORM_NOT_TAKEN = "form_not_taken"
    REPLY_SEEN = "reply_seen"
    OPS = "ops"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _OCCASIONS.get(self) or self.stranger

    @property
    def invites(self) -> bool:
        """It carries an entry for a diary, or takes one out."""
        return self in _INVITES

    @property
    def of_conference(self) -> bool:
        """What it asks is answered on the page of its conference."""
        return self in _OF_CONFERENCE

    @property
    def encloses(self) -> tuple[Enclosure, ...]:
        """The papers that may go with its mail."""
        return _ENCLOSED.get(self, ())

    @property
    def early(self) -> bool:
        """Untrue once the date has passed."""
        return self in EARLY

    @property
    def outlives_withdrawal(self) -> bool:
        """Worth saying although the duty is withdrawn."""
        return self in _OUTLIVES

    @property
    def at_any_hour(self) -> bool:
        """It does not wait for the morning."""
        return self in REPLIES or self is Occasion.OPS


EARLY = frozenset({Occasion.REMINDER, Occasion.DUE_TODAY})
WHILE_OWED = EARLY | {Occasion.OVERDUE, Occasion.ESCALATION, Occasion.DIGEST}
_OWN = (Occasion.ZALO_LINKED, Occasion.ZALO_ENDED, Occasion.CONTACT_CONFIRM, Occasion.CONTACT_CHANGED)
_BACK = (Occasion.LINKED, Occasion.NOT_LINKED, Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN)
REPLIES = frozenset({*_OWN, *_BACK, Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR})
"""They go to one address and nowhere else: where the question came from, or the owner's own."""
ASKING = frozenset({Occasion.EXTENSION_ASKED, Occasion.HAND_OVER_ASKED, Occasion.ASK_WAITS})
"""Somebody below asks, and waits for an answer."""
_INVITES = {Occasion.INVITATION, Occasion.INVITATION_CHANGED, Occasion.INVITATION_CANCELLED}
_AROUND = {Occasion.UNCONFIRMED, Occasion.LINE_FAULT, Occasion.CONFIRM, Occasion.LINE_TEST}
_OF_CONFERENCE = _INVITES | _AROUND | {Occasion.ATTENDANCE}
_ENCLOSED = {
    Occasion.INVITATION: (Enclosure.INVITATION, Enclosure.HALL),
    Occasion.INVITATION_CHANGED: (Enclosure.INVITATION, Enclosure.HALL),
    Occasion.ESCALATION: (Enclosure.PRESSING,),
    Occasion.AMENDED: (Enclosure.AMENDMENT,),
    Occasion.CLOSING: (Enclosure.RESULTS,),
}
_OUTLIVES = frozenset({Occasion.WITHDRAWN, Occasion.RECEIPT, Occasion.ACCEPTED})
_OCCASIONS = {
    Occasion.ISSUED: Told("giao việc", "assigned"),
    Occasion.INVITATION: Told("mời dự hội nghị", "invitation"),
    Occasion.INVITATION_CHANGED: Told("thay đổi lịch hội nghị", "changed invitation"),
    Occasion.INVITATION_CANCELLED: Told("dừng tổ chức hội nghị", "cancelled invitation"),
    Occasion.SPEAKER: Told("nhắc báo cáo viên", "speaker"),
    Occasion.TALK_DECLINED: Told("báo cáo viên không tham gia", "speaker cannot come"),
    Occasion.CONFIRM: Told("nhắc xác nhận dự", "reply asked again"),
    Occasion.UNCONFIRMED: Told("điểm cầu chưa xác nhận", "halls not confirmed"),
    Occasion.LINE_TEST: Told("thử đường truyền", "line test"),
    Occasion.LINE_FAULT: Told("đường truyền có lỗi", "line with a fault"),
    Occasion.ATTENDANCE: Told("đề nghị báo số đại biểu dự", "attendance"),
    Occasion.REMINDER: Told("nhắc trước hạn", "reminder"),
    Occasion.DUE_TODAY: Told("đến hạn hôm nay", "due today"),
    Occasion.OVERDUE: Told("quá hạn", "overdue"),
    Occasion.ESCALATION: Told("báo cáo cấp trên", "escalation"),
    Occasion.DIGEST: Told("danh sách nhắc việc", "list of reminders"),
    Occasion.AMENDED: Told("điều chỉnh", "amended"),
    Occasion.WITHDRAWN: Told("thôi giao nhiệm vụ", "withdrawn"),
    Occasion.EXTENDED: Told("gia hạn", "extended"),
    Occasion.EXTENSION_ASKED: Told("xin gia hạn", "more time asked for"),
    Occasion.HAND_OVER_ASKED: Told("đề nghị giao đơn vị khác", "another unit proposed"),
    Occasion.ASK_DECLINED: Told("không đồng ý đề nghị", "request declined"),
    Occasion.ASK_WAITS: Told("đề nghị chưa được trả lời", "request still unanswered"),
    Occasion.ASK_TAKEN_BACK: Told("rút đề nghị", "request taken back"),
    Occasion.RECEIPT: Told("đã gửi thành công", "receipt"),
    Occasion.ACCEPTED: Told("tiếp nhận", "accepted"),
    Occasion.RETURNED: Told("trả lại", "returned"),
    Occasion.REPORT_REQUEST: Told("đến lượt tổng hợp", "time to compile"),
    Occasion.AWAITING: Told("chờ tiếp nhận", "waiting to be accepted"),
    Occasion.SUM_CHANGED: Told("số cộng đã thay đổi", "sum has changed"),
    Occasion.CLOSING: Told("kết thúc kế hoạch", "closing"),
    Occasion.WEEKLY: Told("bản tin tuần", "letter of the week"),
    Occasion.UNREACHABLE: Told("không liên lạc được", "unreachable"),
    Occasion.CONTACT_REQUEST: Told("đề nghị đổi cán bộ đầu mối", "contact to be changed"),
    Occasion.CONTACT_CONFIRM: Told("xác nhận đổi cán bộ đầu mối", "confirm a changed contact"),
    Occasion.CONTACT_CHANGED: Told("đã đổi cán bộ đầu mối", "contact changed"),
    Occasion.LINKED: Told("đã liên kết Zalo", "Zalo linked"),
    Occasion.NOT_LINKED: Told("chưa liên kết được Zalo", "Zalo not linked"),
    Occasion.ZALO_LINKED: Told("báo có Zalo liên kết", "owner told of a Zalo linked"),
    Occasion.ZALO_ENDED: Told("báo đã bỏ liên kết Zalo", "owner told of a Zalo link ended"),
    Occasion.OFFICE_LOGIN: Told("đường dẫn đăng nhập", "login link"),
    Occasion.OFFICE_FACTOR: Told("thay đổi về xác thực hai lớp", "second factor changed"),
    Occasion.FORM_NOT_TAKEN: Told("biểu gửi về chưa nhận được", "form not taken"),
    Occasion.REPLY_SEEN: Told("đã nhận thư trả lời", "reply received"),
    Occasion.OPS: Told("cảnh báo kỹ thuật", "alert to technical staff"),
}


class NoticeState(Kept):
    """What has become of a notice: queued → sending → one of the others."""

    QUEUED = "queued"
    SENDING = "sending"
    """In somebody's hand, until the lease ends."""
    SENT = "sent"
    RETRY = "retry"
    """Surely not taken; tried again later."""
    FAILED = "failed"
    """Never taken; the next channel, or the unit above, hears of it."""
    UNKNOWN = "unknown"
    """Perhaps it left; never sent again blindly."""
    SUPERSEDED = "superseded"
    """No longer worth saying."""
    MISSED = "missed"
    """A reminder that came too late to be true."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _STATES.get(self) or self.stranger

    @property
    def waits(self) -> bool:
        """In the queue: it may still be set aside, joined to a list or silenced."""
        return self in WAITS

    @property
    def open(self) -> bool:
        """Its last word is not spoken."""
        return self in OPEN


WAITS = frozenset({NoticeState.QUEUED, NoticeState.RETRY})
OPEN = WAITS | {NoticeState.SENDING}
PERHAPS_LEFT = frozenset({NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.SENT})
"""What a receipt may come for."""
_STATES = {
    NoticeState.QUEUED: Told("chờ gửi", "waiting"),
    NoticeState.SENDING: Told("đang gửi", "being sent"),
    NoticeState.SENT: Told("đã gửi", "sent"),
    NoticeState.RETRY: Told("sẽ gửi lại", "to be sent again"),
    NoticeState.FAILED: Told("không gửi được", "failed"),
    NoticeState.UNKNOWN: Told("chưa rõ", "unknown"),
    NoticeState.SUPERSEDED: Told("không còn cần", "no longer needed"),
    NoticeState.MISSED: Told("đã qua thời điểm nhắc", "missed"),
}


class Channel(Kept):
    """The ways out; the names are those of a contact's channels."""

    MAIL = "mail"
    ZALO = "zalo"
    ZBS = "zbs"
    APPRISE = "apprise"
    MEMORY = "memory"
    """A box that keeps what it is given: for rehearsals."""
    OPS = "ops"
    """Whoever keeps the system running; one recipient."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _CHANNELS.get(self) or self.stranger

    @property
    def at_most_once(self) -> bool:
        """Paid and visible: after a crash we rather stay silent than say it twice."""
        return self in AT_MOST_ONCE

    @property
    def can_be_asked(self) -> bool:
        """Whether it tells afterwards what became of a message."""
        return self is Channel.ZBS

    @property
    def column(self) -> str:
        """The column of a unit list that holds its addresses; empty where no list gives any."""
        return _COLUMNS.get(self, "")

    @property
    def setting(self) -> str:
        """The setting that opens it; empty where none is needed."""
        return _SETTINGS.get(self, "")


AT_MOST_ONCE = frozenset({Channel.ZALO, Channel.ZBS})
_SETTINGS = {
    Channel.MAIL: "DONDOC_MAIL_URL",
    Channel.ZALO: "DONDOC_ZALO_BOT_URL",
    Channel.ZBS: "DONDOC_ZBS_URL",
    Channel.OPS: "DONDOC_OPS_URL",
}
BY_PHONE = frozenset({Channel.ZBS})
_COLUMNS = {Channel.MAIL: "mail", Channel.ZALO: "zalo", Channel.ZBS: "phone"}
LISTED = tuple(_COLUMNS)
"""Those that a unit list gives addresses for."""
_CHANNELS = {
    Channel.MAIL: Told("thư điện tử", "e-mail"),
    Channel.ZALO: Told("Zalo", "Zalo"),
    Channel.ZBS: Told("Zalo ZBS", "Zalo ZBS"),
    Channel.APPRISE: Told("kênh khác", "other channel"),
    Channel.MEMORY: Told("hộp chạy thử", "rehearsal box"),
    Channel.OPS: Told("kênh kỹ thuật", "technical staff"),
}


def address(channel: str, stored: str, lang: str = "vi") -> str:
    """An address for people: a telephone with its blanks; what no letter can be sent to says so."""
    if channel in BY_PHONE and stored:
        return telephone.phone(stored, lang)
    if stored and channel == Channel.MAIL and not _MAIL.fullmatch(stored):
        return not_valid(stored).said(lang)
    return stored


_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
Kind = type[Occasion] | type[NoticeState] | type[Channel]


def called(kind: Kind, stored: str, lang: str = "vi") -> str:
    """The name in "vi" or "en" of what is stored."""
    return kind(stored).told.said(lang) if stored else ""
