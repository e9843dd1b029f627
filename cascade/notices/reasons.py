"""Why a notice was not sent, or a channel stopped: a code with its facts; others' own words as they came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from cascade.lang.told import Told
from cascade.notices.audit_kinds import AuditKind


class Reason(StrEnum):
    """Every reason of our own. The values are stored; what they mean must never change."""

    HIGHER_RUNG = "higher_rung"
    ASKED_TODAY = "asked_today"
    TOO_LATE = "too_late"
    JOINED = "joined"
    PLAN_CLOSED = "plan_closed"
    WITHDRAWN = "withdrawn"
    NOT_OWED = "not_owed"
    DECIDED = "decided"
    ANSWERED = "answered"
    AMENDED = "amended"
    DEADLINE_MOVED = "deadline_moved"
    OVERDUE_ALREADY = "overdue_already"
    AT_WORK = "at_work"
    NOT_IN_CHARGE = "not_in_charge"
    ADDRESS_GONE = "address_gone"
    SENDER_DIED = "sender_died"
    SENDER_DIED_AGAIN = "sender_died_again"
    NO_ADDRESS = "no_address"
    NOT_WORDED = "not_worded"
    CHANNEL_STOPPED = "channel_stopped"
    TOKEN_UNSURE = "token_unsure"
    TOKEN_LOST = "token_lost"
    RENEWAL_DIED = "renewal_died"
    NOT_ARRIVED_YET = "not_arrived_yet"
    BY_INVITATION = "by_invitation"
    POSTPONED = "postponed"
    CHANNEL_URL = "channel_url"
    CHANNEL_NOT_SET_UP = "channel_not_set_up"
    CHANNEL_PASSED_OVER = "channel_passed_over"
    ZBS_TEMPLATE = "zbs_template"
    OPS_NOT_SET_UP = "ops_not_set_up"
    APPRISE_SILENT = "apprise_silent"
    APPRISE_SENT = "apprise_sent"
    APPRISE_NOT_SENT = "apprise_not_sent"
    APPRISE_HTTP = "apprise_http"
    APPRISE_ADDRESS = "apprise_address"
    USE_OURS = "use_ours"
    NO_ATTACHMENTS = "no_attachments"
    ATTACHMENT_UNREADABLE = "attachment_unreadable"
    NO_RECIPIENT = "no_recipient"
    NO_CONNECTION = "no_connection"
    SERVICE_ADDRESS = "service_address"
    ANSWER_LOST = "answer_lost"
    HTTP_STRANGE = "http_strange"
    MAIL_ADDRESS = "mail_address"
    BAD_ADDRESS = "bad_address"
    MAIL_TOO_BIG = "mail_too_big"
    MAIL_LOST = "mail_lost"
    MAIL_BROKE = "mail_broke"
    MAIL_FELL_SILENT = "mail_fell_silent"
    TIMED_OUT = "timed_out"
    NO_PROTOCOL = "no_protocol"
    NO_GREETING = "no_greeting"
    CERTIFICATE = "certificate"
    NO_STARTTLS = "no_starttls"
    LOGIN_REFUSED = "login_refused"
    MAIL_HOST = "mail_host"
    MAIL_NO_CONNECTION = "mail_no_connection"
    ZALO_STRANGE = "zalo_strange"
    EMPTY_MESSAGE = "empty_message"
    PHONE = "phone"
    NO_ZBS_TEMPLATE = "no_zbs_template"
    NO_ZALO_TOKEN = "no_zalo_token"
    ADDRESS_CHANGED = "address_changed"
    ZALO_ENDED = "zalo_ended"
    OTHER_ZALO = "other_zalo"
    PLAN_HINDERED = "plan_hindered"
    CAME_BACK = "came_back"
    MAIL_REFUSED = "mail_refused"
    MAILBOX = "mailbox"
    LINK_OVER = "link_over"
    MAYBE_LEFT = "maybe_left"
    LEFT = "left"
    ABORTED = "aborted"

    @property
    def told(self) -> Told:
        """What it says, with {} where a fact goes in."""
        return _TOLD[self]

    @property
    def others_may_hear(self) -> bool:
        """Somebody else sits there now, or elsewhere: the same words go to them."""
        return self in (Reason.NOT_IN_CHARGE, Reason.ADDRESS_GONE)

    def why(self, *facts: object) -> Why:
        """This reason with its facts; a fact may be a reason itself."""
        return Why(self, [fact if isinstance(fact, str) else str(fact) for fact in facts])


class Why(str):
    """A reason with its facts. As a text it is the Vietnamese sentence; compare `reason`, never the text."""

    __slots__ = ("facts", "reason")
    reason: Reason | AuditKind
    facts: tuple[str, ...]

    def __new__(cls, reason: Reason | AuditKind, facts: Sequence[str] = ()) -> Why:
        made = super().__new__(cls, reason.told.vi.format(*facts))
        made.reason, made.facts = reason, tuple(facts)
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.reason, self.facts

    def said(self, lang: str) -> str:
        """The sentence in "vi" or "en"."""
        return self.reason.told.said(lang).format(*(said(fact, lang) for fact in self.facts))

    @property
    def stored(self) -> str:
        """What the ledger keeps: ["timed_out"], ["channel_stopped", "mail", ["timed_out"]]."""
        return json.dumps(self.plain, ensure_ascii=False)

    @property
    def plain(self) -> list[Any]:
        """The same as lists of strings."""
        return [self.reason.value, *(one.plain if isinstance(one, Why) else str(one) for one in self.facts)]


def said(text: str, lang: str) -> str:
    """A reason in "vi" or "en"; words that are not ours stay as they are."""
    return text.said(lang) if isinstance(text, Why) else text


def stored(text: str) -> str:
    """What to write down: the code of a reason of ours, or somebody's words."""
    return text.stored if isinstance(text, Why) else text


def read(text: str) -> str:
    """What was written down: a Why, or somebody's words."""
    if not text.startswith('["'):
        return text
    try:
        return _why(json.loads(text))
    except (ValueError, LookupError, AttributeError):
        return text  # words that only look like ours, or a code of a newer version


def _why(plain: Any) -> str:
    if isinstance(plain, str):
        return plain
    kind = AuditKind if plain[0].startswith("audit_") else Reason
    return Why(kind(plain[0]), [_why(fact) for fact in plain[1:]])


_TOLD = {
    Reason.HIGHER_RUNG: Told("mức nhắc cao hơn đã thay", "a higher reminder took its place"),
    Reason.ASKED_TODAY: Told("trong ngày đã được đề nghị báo cáo nhiệm vụ này", "asked for on the same day"),
    Reason.TOO_LATE: Told("đã quá lúc nhắc", "too late to remind"),
    Reason.JOINED: Told("gộp vào một danh sách gửi chung", "joined to one common list"),
    Reason.PLAN_CLOSED: Told("kế hoạch đã kết thúc", "the plan is closed"),
    Reason.WITHDRAWN: Told("nhiệm vụ đã thôi giao", "the duty is withdrawn"),
    Reason.DECIDED: Told("báo cáo đã được tiếp nhận hoặc trả lại", "the report was accepted or returned"),
    Reason.NOT_OWED: Told("đã báo cáo, được miễn hoặc thôi giao", "reported, exempt or withdrawn"),
    Reason.ANSWERED: Told("đơn vị đã trả lời", "the unit has answered"),
    Reason.AMENDED: Told("kế hoạch đã điều chỉnh", "the plan was amended"),
    Reason.DEADLINE_MOVED: Told("hạn đã thay đổi", "the deadline has changed"),
    Reason.OVERDUE_ALREADY: Told("đã qua hạn trước khi kịp nhắc", "overdue before it could remind"),
    Reason.AT_WORK: Told("đơn vị đã nhận nhiệm vụ", "the unit has confirmed that it has the duty"),
    Reason.NOT_IN_CHARGE: Told("người nhận không còn phụ trách", "the recipient is no longer in charge"),
    Reason.ADDRESS_GONE: Told("địa chỉ không còn dùng được", "the address is no longer good"),
    Reason.SENDER_DIED: Told(
        "bộ gửi dừng giữa chừng: không rõ đã tới chưa, không gửi lại",
        "the dispatcher stopped midway: it may have arrived and is not sent again",
    ),
    Reason.SENDER_DIED_AGAIN: Told(
        "bộ gửi dừng giữa chừng: gửi lại", "the dispatcher stopped midway: it is sent again"
    ),
    Reason.NO_ADDRESS: Told(
        "đơn vị không có địa chỉ liên lạc nào dùng được", "the unit has no address that works"
    ),
    Reason.NOT_WORDED: Told("không soạn được thông báo “{}”: {}", "the notice “{}” cannot be worded: {}"),
    Reason.CHANNEL_STOPPED: Told("kênh {} đã dừng: {}", "the channel {} has stopped: {}"),
    Reason.TOKEN_UNSURE: Told(
        "không rõ mã truy cập {} đã đổi chưa: {}",
        "it is not known whether the access token {} was renewed: {}",
    ),
    Reason.TOKEN_LOST: Told(
        "mã truy cập {} có thể đã mất: đăng nhập lại", "the access token {} may be lost: log in again"
    ),
    Reason.RENEWAL_DIED: Told("đang đổi thì dừng", "it stopped while being renewed"),
    Reason.NOT_ARRIVED_YET: Told(
        "Zalo đã nhận, chưa thấy báo đến máy", "Zalo has it, no word from the telephone yet"
    ),
    Reason.BY_INVITATION: Told("theo giấy mời", "by the invitation"),
    Reason.POSTPONED: Told("hoãn", "postponed"),
    Reason.CHANNEL_URL: Told("URL của kênh không đọc được", "the channel's URL cannot be read"),
    Reason.CHANNEL_NOT_SET_UP: Told("kênh {} chưa được cấu hình", "the channel {} is not set up"),
    Reason.CHANNEL_PASSED_OVER: Told(
        "kênh {} chưa được cấu hình, gửi qua kênh kế tiếp của cán bộ đầu mối",
        "the channel {} is not set up, the contact’s next channel is used",
    ),
    Reason.ZBS_TEMPLATE: Told("mẫu ZBS cho {}: {}", "ZBS template for {}: {}"),
    Reason.OPS_NOT_SET_UP: Told("chưa cấu hình DONDOC_OPS_URL", "DONDOC_OPS_URL is not set"),
    Reason.APPRISE_SILENT: Told("Apprise không gọi đến kênh", "Apprise did not call the channel"),
    Reason.APPRISE_SENT: Told("Apprise báo đã gửi", "Apprise says it was sent"),
    Reason.APPRISE_NOT_SENT: Told(
        "Apprise báo chưa gửi được, không nói vì sao", "Apprise says it was not sent, not why"
    ),
    Reason.APPRISE_HTTP: Told("Apprise báo HTTP {}", "Apprise reports HTTP {}"),
    Reason.APPRISE_ADDRESS: Told("địa chỉ Apprise không hợp lệ", "not a valid address for Apprise"),
    Reason.USE_OURS: Told(
        "{}:// không cho biết thật giả; dùng {}://", "{}:// does not say what became of it; use {}://"
    ),
    Reason.NO_ATTACHMENTS: Told("{} không gửi được tệp kèm theo", "{} cannot send attachments"),
    Reason.ATTACHMENT_UNREADABLE: Told(
        "không đọc được tệp kèm theo ({})", "the attachment cannot be read ({})"
    ),
    Reason.NO_RECIPIENT: Told("không có địa chỉ nhận", "there is no recipient"),
    Reason.NO_CONNECTION: Told("không kết nối được ({})", "no connection ({})"),
    Reason.SERVICE_ADDRESS: Told("địa chỉ dịch vụ không hợp lệ", "the service's address is not valid"),
    Reason.ANSWER_LOST: Told("mất câu trả lời ({})", "the answer was lost ({})"),
    Reason.HTTP_STRANGE: Told(
        "HTTP {}, không phải câu trả lời của dịch vụ", "HTTP {}, not an answer of the service"
    ),
    Reason.MAIL_ADDRESS: Told("địa chỉ thư không hợp lệ", "the mail address is not valid"),
    Reason.BAD_ADDRESS: Told("địa chỉ không hợp lệ", "the address is not valid"),
    Reason.MAIL_TOO_BIG: Told(
        "thư nặng {} byte, máy chủ nhận tối đa {}", "the mail has {} bytes, the server takes {} at most"
    ),
    Reason.MAIL_LOST: Told(
        "mất kết nối với máy chủ thư ({})", "the connection to the mail server was lost ({})"
    ),
    Reason.MAIL_BROKE: Told(
        "đứt kết nối khi đang gửi thư ({})", "the connection broke while the mail was sent ({})"
    ),
    Reason.MAIL_FELL_SILENT: Told(
        "máy chủ thư không trả lời sau khi nhận thư ({})",
        "the mail server took the mail and did not answer ({})",
    ),
    Reason.TIMED_OUT: Told("hết giờ", "timed out"),
    Reason.NO_PROTOCOL: Told("câu trả lời không đúng giao thức: {}", "not an answer of the protocol: {}"),
    Reason.NO_GREETING: Told(
        "máy chủ thư không chào đúng giao thức", "the mail server did not greet as the protocol says"
    ),
    Reason.CERTIFICATE: Told(
        "chứng chỉ của máy chủ thư không tin cậy được", "the mail server's certificate is not trusted"
    ),
    Reason.NO_STARTTLS: Told(
        "máy chủ thư không có STARTTLS hoặc cách đăng nhập cần dùng",
        "the mail server has no STARTTLS or not the login that is needed",
    ),
    Reason.LOGIN_REFUSED: Told("không đăng nhập được vào máy chủ thư", "the mail server refused the login"),
    Reason.MAIL_HOST: Told("tên máy chủ thư không hợp lệ", "the mail server's name is not valid"),
    Reason.MAIL_NO_CONNECTION: Told(
        "không kết nối được máy chủ thư ({})", "no connection to the mail server ({})"
    ),
    Reason.ZALO_STRANGE: Told(
        "câu trả lời của Zalo không đúng dạng đã công bố", "Zalo's answer is not as documented"
    ),
    Reason.EMPTY_MESSAGE: Told("tin không có nội dung", "the message is empty"),
    Reason.PHONE: Told("số điện thoại không hợp lệ", "the telephone number is not valid"),
    Reason.NO_ZBS_TEMPLATE: Told("loại thông báo này chưa có mẫu ZBS", "this occasion has no ZBS template"),
    Reason.NO_ZALO_TOKEN: Told("chưa có mã truy cập Zalo OA", "there is no access token for the Zalo OA"),
    Reason.ADDRESS_CHANGED: Told("địa chỉ liên lạc đã đổi", "an address has changed"),
    Reason.ZALO_ENDED: Told("chủ tài khoản bỏ liên kết Zalo", "the owner ended the Zalo link"),
    Reason.OTHER_ZALO: Told("Zalo của cán bộ đầu mối đã đổi", "the contact has another Zalo now"),
    Reason.PLAN_HINDERED: Told(
        "kế hoạch {} bị vướng, các kế hoạch khác vẫn chạy: {}", "the plan {} is held up, all others go on: {}"
    ),
    Reason.CAME_BACK: Told("thư gửi đến {} bị trả lại: {}", "mail to {} was returned: {}"),
    Reason.MAIL_REFUSED: Told(
        "máy chủ thư bên nhận từ chối thư của ta (không phải vì địa chỉ): {}",
        "a mail server refuses our mail (not because of the address): {}",
    ),
    Reason.MAILBOX: Told(
        "hộp thư DONDOC_MAILBOX_URL không đọc được: {}", "the mailbox DONDOC_MAILBOX_URL cannot be read: {}"
    ),
    Reason.LINK_OVER: Told("đường dẫn trong thư đã hết hạn", "the link in the letter is over"),
    Reason.MAYBE_LEFT: Told(
        "có thể đã gửi trong khoảng dữ liệu bị mất: không gửi lại",
        "perhaps sent in the lost window: it is not sent again",
    ),
    Reason.ABORTED: Told("{} cho dừng, không gửi", "{} stopped it before it was sent"),
    Reason.LEFT: Told(
        "đã gửi trong khoảng dữ liệu bị mất: có trong nhật ký máy chủ thư",
        "sent in the lost window: the mail server's log has it",
    ),
}
