"""Why a notice was not sent was a Vietnamese sentence; now it is a code with its facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As the first versions wrote them; {} stood for a fact. Later wordings do not belong here.
SENTENCES = {
    "bậc nhắc cao hơn đã thay": "higher_rung",
    "đã quá lúc nhắc": "too_late",
    "gộp vào một danh sách gửi chung": "joined",
    "kế hoạch đã kết thúc": "plan_closed",
    "nhiệm vụ đã rút": "withdrawn",
    "đã báo cáo, được miễn hoặc đã rút": "not_owed",
    "kế hoạch đã điều chỉnh": "amended",
    "hạn đã thay đổi": "deadline_moved",
    "đã qua hạn trước khi kịp nhắc": "overdue_already",
    "đơn vị đã xác nhận đang làm": "at_work",
    "người nhận không còn phụ trách": "not_in_charge",
    "địa chỉ không còn dùng được": "address_gone",
    "người gửi dừng giữa chừng: không biết đã tới chưa, không gửi lại": "sender_died",
    "người gửi dừng giữa chừng: gửi lại": "sender_died_again",
    "đơn vị không có địa chỉ liên lạc nào dùng được": "no_address",
    "không soạn được thông báo “{}”: {}": "not_worded",
    "kênh {} đã dừng: {}": "channel_stopped",
    "không rõ mã truy cập {} đã đổi chưa: {}": "token_unsure",
    "mã truy cập {} có thể đã mất: đăng nhập lại": "token_lost",
    "đang đổi thì dừng": "renewal_died",
    "Zalo đã nhận, chưa thấy báo đến máy": "not_arrived_yet",
    "theo thư mời": "by_invitation",
    "hoãn": "postponed",
    "URL của kênh không đọc được": "channel_url",
    "kênh {} chưa được cấu hình": "channel_not_set_up",
    "mẫu ZBS cho {}: {}": "zbs_template",
    "chưa cấu hình DONDOC_OPS_URL": "ops_not_set_up",
    "Apprise không gọi đến kênh": "apprise_silent",
    "Apprise báo đã gửi": "apprise_sent",
    "Apprise báo chưa gửi được, không nói vì sao": "apprise_not_sent",
    "Apprise báo HTTP {}": "apprise_http",
    "địa chỉ Apprise không hợp lệ": "apprise_address",
    "{}:// không cho biết thật giả; dùng {}://": "use_ours",
    "{} không gửi được tệp kèm theo": "no_attachments",
    "không đọc được tệp kèm theo ({})": "attachment_unreadable",
    "không có địa chỉ nhận": "no_recipient",
    "không kết nối được ({})": "no_connection",
    "địa chỉ dịch vụ không hợp lệ": "service_address",
    "mất câu trả lời ({})": "answer_lost",
    "HTTP {}, không phải câu trả lời của dịch vụ": "http_strange",
    "địa chỉ thư không hợp lệ": "mail_address",
    "địa chỉ không hợp lệ": "bad_address",
    "thư nặng {} byte, máy chủ nhận tối đa {}": "mail_too_big",
    "mất kết nối với máy chủ thư ({})": "mail_lost",
    "đứt kết nối khi đang gửi thư ({})": "mail_broke",
    "máy chủ thư không trả lời sau khi nhận thư ({})": "mail_fell_silent",
    "hết giờ": "timed_out",
    "câu trả lời không đúng giao thức: {}": "no_protocol",
    "máy chủ thư không chào đúng giao thức": "no_greeting",
    "chứng chỉ của máy chủ thư không tin cậy được": "certificate",
    "máy chủ thư không có STARTTLS hoặc cách đăng nhập cần dùng": "no_starttls",
    "không đăng nhập được vào máy chủ thư": "login_refused",
    "tên máy chủ thư không hợp lệ": "mail_host",
    "không kết nối được máy chủ thư ({})": "mail_no_connection",
    "câu trả lời của Zalo không đúng dạng đã công bố": "zalo_strange",
    "tin không có nội dung": "empty_message",
    "số điện thoại không hợp lệ": "phone",
    "loại thông báo này chưa có mẫu ZBS": "no_zbs_template",
    "chưa có mã truy cập Zalo OA": "no_zalo_token",
}
COLUMNS = (("notice", "reason"), ("channel", "stopped_why"), ("address", "bad_why"), ("credential", "reason"))
WITH_FACTS = ("ops", "unreachable", "invitation_changed", "invitation_cancelled", "invitation", "speaker")
"""Occasions whose facts carry a reason of ours."""


def upgrade() -> None:
    connection = op.get_bind()
    for table, column in COLUMNS:
        _column(connection, table, column)
    for notice, facts in _facts(connection):
        coded = {**facts, "reason": _coded(str(facts["reason"]))}
        if coded != facts:
            connection.execute(sa.update(_NOTICE).where(_NOTICE.c.id == notice).values(facts=coded))


_NOTICE = sa.table(
    "notice", sa.column("id", sa.BigInteger), sa.column("occasion", sa.Text), sa.column("facts", sa.JSON)
)


def _column(connection: sa.Connection, table: str, column: str) -> None:
    """One statement for each sentence, however many rows have it."""
    kept = sa.table(table, sa.column(column, sa.Text))
    found = connection.execute(sa.select(kept.c[column]).distinct().where(kept.c[column].is_not(None)))
    for (text,) in found.all():
        if (coded := _coded(text)) != text:
            connection.execute(sa.update(kept).where(kept.c[column] == text).values({column: coded}))


def _facts(connection: sa.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    wanted = sa.select(_NOTICE.c.id, _NOTICE.c.facts).where(_NOTICE.c.occasion.in_(WITH_FACTS))
    for notice, facts in connection.execute(wanted).all():
        if "reason" in facts:
            yield notice, facts


def _coded(text: str) -> str:
    plain = _plain(text)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list) else text


def _plain(text: str) -> str | list[Any]:
    """The code and the facts of a sentence, to any depth; words that are not ours as they are."""
    for pattern, code in _PATTERNS:
        if found := pattern.fullmatch(text):
            return [code, *(_plain(part) for part in found.groups())]
    return text


_PATTERNS = [
    (re.compile("(.*?)".join(map(re.escape, sentence.split("{}"))), re.DOTALL), code)
    for sentence, code in SENTENCES.items()
]
