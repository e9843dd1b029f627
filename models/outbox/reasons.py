"""The reasons that stand in the ledger in Vietnamese, said again in English for whoever reads English.

What became of a notice is kept in one language: a line for each of millions. Sentences of ours come back
here; a service's own words ("550 no such user") are nobody's translation and stay as they are.
"""

from __future__ import annotations

import re
from functools import cache

_GAP = "{}"
ENGLISH = {
    # Set aside before it was sent
    "bậc nhắc cao hơn đã thay": "a higher rung took its place",
    "đã quá lúc nhắc": "too late to remind",
    "gộp vào một danh sách gửi chung": "joined to one common list",
    "kế hoạch đã kết thúc": "the plan is closed",
    "nhiệm vụ đã rút": "the obligation is withdrawn",
    "đã báo cáo, được miễn hoặc đã rút": "reported, exempt or withdrawn",
    "kế hoạch đã điều chỉnh": "the plan was amended",
    "hạn đã thay đổi": "the deadline has changed",
    "đã qua hạn trước khi kịp nhắc": "overdue before it could remind",
    "đơn vị đã xác nhận đang làm": "the unit has said that it is at work",
    "người nhận không còn phụ trách": "the recipient is no longer in charge",
    "địa chỉ liên lạc đã đổi": "an address has changed",
    "chủ tài khoản bỏ liên kết Zalo": "the owner ended the Zalo link",
    "Zalo của đầu mối đã đổi": "the contact has another Zalo now",
    "địa chỉ không còn dùng được": "the address is no longer good",
    # What became of a send, as the ledger sees it
    "người gửi dừng giữa chừng: không biết đã tới chưa, không gửi lại": (
        "the sender stopped half-way: perhaps it arrived, it is not sent again"
    ),
    "người gửi dừng giữa chừng: gửi lại": "the sender stopped half-way: it is sent again",
    "đơn vị không có địa chỉ liên lạc nào dùng được": "the unit has no address that works",
    "không soạn được thông báo “{}”: {}": "the notice “{}” cannot be worded: {}",
    "kênh {} đã dừng: {}": "the channel {} has stopped: {}",
    "không rõ mã truy cập {} đã đổi chưa: {}": "nobody knows whether the access token {} was renewed: {}",
    "mã truy cập {} có thể đã mất: đăng nhập lại": "the access token {} may be lost: log in again",
    "đang đổi thì dừng": "it stopped while being renewed",
    "Zalo đã nhận, chưa thấy báo đến máy": "Zalo has it, no word from the telephone yet",
    # Why a conference changed, where nobody gave a reason
    "theo thư mời": "by the invitation",
    "hoãn": "postponed",
    # What the channels report
    "URL của kênh không đọc được": "the channel's URL cannot be read",
    "kênh {} chưa được cấu hình": "the channel {} is not set up",
    "mẫu ZBS cho {}: {}": "ZBS template for {}: {}",
    "chưa cấu hình DONDOC_OPS_URL": "DONDOC_OPS_URL is not set",
    "Apprise không gọi đến kênh": "Apprise did not call the channel",
    "Apprise báo đã gửi": "Apprise says it was sent",
    "Apprise báo chưa gửi được, không nói vì sao": "Apprise says it was not sent, not why",
    "Apprise báo HTTP {}": "Apprise reports HTTP {}",
    "địa chỉ Apprise không hợp lệ": "not a valid address for Apprise",
    "{}:// không cho biết thật giả; dùng {}://": "{}:// does not say what became of it; use {}://",
    "{} không gửi được tệp kèm theo": "{} cannot send attachments",
    "không đọc được tệp kèm theo ({})": "the attachment cannot be read ({})",
    "không có địa chỉ nhận": "there is no recipient",
    "không kết nối được ({})": "no connection ({})",
    "địa chỉ dịch vụ không hợp lệ": "the service's address is not valid",
    "mất câu trả lời ({})": "the answer was lost ({})",
    "HTTP {}, không phải câu trả lời của dịch vụ": "HTTP {}, not an answer of the service",
    "địa chỉ thư không hợp lệ": "the mail address is not valid",
    "địa chỉ không hợp lệ": "the address is not valid",
    "thư nặng {} byte, máy chủ nhận tối đa {}": "the mail has {} bytes, the server takes {} at most",
    "mất kết nối với máy chủ thư ({})": "the connection to the mail server was lost ({})",
    "đứt kết nối khi đang gửi thư ({})": "the connection broke while the mail was sent ({})",
    "máy chủ thư không trả lời sau khi nhận thư ({})": "the mail server took the mail and fell silent ({})",
    "hết giờ": "timed out",
    "câu trả lời không đúng giao thức: {}": "not an answer of the protocol: {}",
    "máy chủ thư không chào đúng giao thức": "the mail server did not greet as the protocol says",
    "chứng chỉ của máy chủ thư không tin cậy được": "the mail server's certificate is not trusted",
    "máy chủ thư không có STARTTLS hoặc cách đăng nhập cần dùng": (
        "the mail server has no STARTTLS or not the login that is needed"
    ),
    "không đăng nhập được vào máy chủ thư": "the mail server refused the login",
    "tên máy chủ thư không hợp lệ": "the mail server's name is not valid",
    "không kết nối được máy chủ thư ({})": "no connection to the mail server ({})",
    "câu trả lời của Zalo không đúng dạng đã công bố": "Zalo's answer is not as documented",
    "tin không có nội dung": "the message is empty",
    "số điện thoại không hợp lệ": "the telephone number is not valid",
    "loại thông báo này chưa có mẫu ZBS": "this occasion has no ZBS template",
    "chưa có mã truy cập Zalo OA": "there is no access token for the Zalo OA",
}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.*)".join(map(re.escape, vi.split(_GAP))), re.DOTALL), en) for vi, en in ENGLISH.items()
    )


def in_language(reason: str, lang: str) -> str:
    """A reason as the ledger keeps it, in "vi" or "en"; words that are not ours stay as they are."""
    if lang != "en" or not reason:
        return reason
    for pattern, english in _patterns():
        if found := pattern.fullmatch(reason):
            return english.format(*(in_language(part, lang) for part in found.groups()))
    return reason
