"""Who did what, when: every act in the ledger, the latest last; of one plan or of one unit."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cascade.notices.reasons import said
from cli.console import desk_ledger, target_args
from cli.console.language import day, language, moment, say
from cli.console.output import put, table

if TYPE_CHECKING:
    from models.views.audit_views import AuditEntry

MOST_ROWS = 100_000
ACTS = {
    "weekly_on": ("nhận bản tin tuần", "gets the letter of the week"),
    "weekly_off": ("thôi nhận bản tin tuần", "no letter of the week any more"),
    "audit_mended": ("tự sửa khi đối chiếu", "fixed by the auditor"),
    "officer_added": ("thêm cán bộ", "officer added"),
    "officer_roles": ("giao vai cho cán bộ", "officer's roles changed"),
    "officer_ended": ("cho thôi cán bộ", "officer ended"),
    "office_entered": ("vào văn phòng", "came into the office"),
    "office_link_asked": ("xin đường dẫn đăng nhập", "asked for a login link"),
    "office_link_made": ("tạo đường dẫn đăng nhập trên máy chủ", "login link made on the machine"),
    "office_proved": ("xác nhận lại người dùng", "showed again who they are"),
    "office_left_everywhere": ("đăng xuất mọi nơi", "logged out everywhere"),
    "factor_set": ("bật xác thực hai lớp", "second factor set up"),
    "factor_codes": ("tạo mã dự phòng mới", "new recovery codes"),
    "factor_shown": ("nhập đúng mã lớp thứ hai", "second factor shown"),
    "factor_wrong": ("nhập sai mã lớp thứ hai", "wrong code of a second factor"),
    "factor_off": ("tắt xác thực hai lớp", "second factor taken away"),
    "factor_reset": ("gỡ xác thực hai lớp của cán bộ", "an officer's second factor reset"),
    "factor_reset_asked": ("đề nghị gỡ xác thực hai lớp của cán bộ", "reset of a second factor asked for"),
    "factor_rule": ("đặt quy định xác thực hai lớp", "rule of the second factor set"),
    "draft": ("soạn kế hoạch từ văn bản", "plan drafted"),
    "draft_issued": ("ban hành từ bản nháp", "issued from a draft"),
    "draft_given": ("chuyển bản nháp cho cấp ủy khác", "draft given to another committee"),
    "draft_discarded": ("bỏ bản nháp", "draft discarded"),
    "issue": ("ban hành", "issued"),
    "amend": ("điều chỉnh", "amended"),
    "reshape": ("theo đơn vị mới", "moved to another tree"),
    "two_lines": ("hai hệ cùng hỏi", "asked on two lines"),
    "close": ("kết thúc", "closed"),
    "second_rule": ("đặt quy tắc hai cán bộ", "rule of two set"),
    "second_asked": ("đề nghị cán bộ thứ hai xác nhận", "second officer asked"),
    "second_decided": ("trả lời của cán bộ thứ hai", "second officer's answer"),
    "submit": ("gửi báo cáo", "report sent"),
    "report_for": ("báo cáo thay đơn vị", "reported for a unit"),
    "return": ("trả lại", "report returned"),
    "accept": ("tiếp nhận", "report accepted"),
    "extension": ("gia hạn", "extended"),
    "exemption": ("miễn", "exempted"),
    "hand_over": ("giao đơn vị khác", "handed over"),
    "ask_later": ("xin gia hạn", "asked for more time"),
    "ask_other_unit": ("đề nghị giao đơn vị khác", "proposed another unit"),
    "ask_granted": ("đồng ý đề nghị", "request granted"),
    "ask_refused": ("không đồng ý đề nghị", "request declined"),
    "ask_recalled": ("rút đề nghị", "request taken back"),
    "delegate": ("cử người thay", "stand-in named"),
    "delegate_ended": ("thôi cử người thay", "stand-in ended"),
    "promise": ("báo ngày dự kiến hoàn thành", "promised a day"),
    "acknowledge": ("đang làm", "acknowledged"),
    "invite": ("mời dự hội nghị", "invited"),
    "talk": ("trả lời về báo cáo viên", "answered about a talk"),
    "attend": ("ghi số đại biểu dự", "attendance"),
    "units": ("nạp đơn vị", "units imported"),
    "contact_request": ("đề nghị đổi cán bộ đầu mối", "asked for a contact to be changed"),
    "contact_agreed": ("xác nhận đổi cán bộ đầu mối", "agreed to a change of contact"),
    "contact_refused": ("từ chối đổi cán bộ đầu mối", "refused a change of contact"),
    "contact_changed": ("cấp trên đổi cán bộ đầu mối", "contact changed from above"),
    "correct_contact": ("sửa tên cán bộ đầu mối", "contact's name put right"),
    "replace_contact": ("thay cán bộ đầu mối", "contact replaced"),
    "calendar": ("đổi lịch", "calendar changed"),
    "ask_now": ("đề nghị báo cáo ngay", "asked to report now"),
    "no_channel": ("không có cách liên lạc", "no way to reach it"),
    "bounce": ("thư bị trả về", "mail came back"),
    "read_reply": ("đọc thư trả lời", "reply read"),
    "mend_address": ("địa chỉ dùng lại được", "address works again"),
    "zalo linked": ("liên kết Zalo", "Zalo linked"),
    "zalo ended": ("bỏ liên kết Zalo", "Zalo link ended"),
    "give_link": ("đưa đường dẫn mới", "new link given"),
    "revoke_links": ("thu hồi mọi đường dẫn", "all links revoked"),
    "revoke_link": ("thu hồi một đường dẫn", "one link revoked"),
    "person_erased": ("xóa dữ liệu của một người", "a person's data erased"),
    "restore": ("khôi phục dữ liệu", "ledger restored"),
    "move": ("chuyển sang cơ sở dữ liệu khác", "moved to another database"),
    "client_added": ("thêm ứng dụng", "client added"),
    "client_revoked": ("thu hồi khóa ứng dụng", "client revoked"),
    "hook_added": ("thêm địa chỉ nhận tin", "hook added"),
    "hook_ended": ("bỏ địa chỉ nhận tin", "hook ended"),
    "feed_made": ("tạo địa chỉ lịch", "diary's address made"),
    "feed_ended": ("bỏ địa chỉ lịch", "diary's address ended"),
    "rotate_key": ("đổi khóa ký đường dẫn", "key for links changed"),
    "rotate_log_key": ("đổi khóa ký đầu chuỗi nhật ký", "key of the log's heads changed"),
    "delivered": ("đã tới máy", "delivered"),
    "recover": ("gửi tiếp phần dang dở", "resumed what was half sent"),
    "credential": ("lưu mã truy cập", "access token kept"),
    "channel_stopped": ("kênh dừng", "channel stopped"),
    "channel_works": ("kênh chạy lại", "channel works again"),
    "resume_channel": ("cho kênh chạy lại", "channel resumed"),
    "limit_channel": ("đặt mức cho kênh", "channel limited"),
    "prefer_channels": ("xếp thứ tự kênh", "channels ordered"),
    "own_words": ("sửa lời thông báo", "own words saved"),
    "own_words_back": ("trở lại lời có sẵn", "back to the house's words"),
    "own_words_broken": ("lời riêng không dùng được", "own words could not be used"),
    "paper_template": ("dùng mẫu giấy tờ riêng", "own template of a paper kept"),
    "letter_papers": ("chọn giấy tờ gửi kèm thư", "papers that go with letters chosen"),
    "paper_template_back": ("trở lại mẫu giấy tờ có sẵn", "back to the house's form of a paper"),
    "send_again": ("gửi lại thông báo", "notice sent again"),
    "abort_notice": ("dừng thông báo chờ gửi", "notice aborted"),
}

DETAILS = {
    "of": ("với ai", "of whom"),
    "why": ("lý do", "why"),
    "reason": ("lý do", "why"),
    "to_unit": ("giao cho", "to"),
    "officer": ("cán bộ", "officer"),
    "way": ("cách vào", "way in"),
    "duty": ("việc", "duty"),
    "until": ("đến", "until"),
    "told": ("đã báo", "told"),
    "reply": ("thư trả lời", "reply"),
    "revision": ("lần điều chỉnh", "revision"),
    "fate": ("kết quả", "fate"),
    "conference": ("hội nghị", "conference"),
    "added": ("thêm", "added"),
    "changed": ("thay đổi", "changed"),
    "rows": ("số dòng", "rows"),
    "client": ("ứng dụng", "client"),
    "hook": ("địa chỉ nhận tin số", "hook"),
    "key": ("dấu nhận ra khóa", "mark of the key"),
    "contacts": ("cán bộ đầu mối", "contacts"),
    "contact": ("cán bộ đầu mối", "contact"),
    "papers": ("giấy tờ", "papers"),
    "obligations": ("nhiệm vụ", "obligations"),
    "name": ("tên", "name"),
    "was": ("trước đây", "formerly"),
    "since": ("từ", "since"),
    "day": ("ngày", "day"),
    "working": ("làm việc", "working"),
    "source": ("căn cứ", "source"),
    "channel": ("kênh", "channel"),
    "channels": ("kênh", "channels"),
    "occasion": ("dịp", "occasion"),
    "notice": ("thông báo", "notice"),
    "notices": ("thông báo", "notices"),
    "address": ("địa chỉ", "address"),
    "first": ("kế hoạch hỏi trước", "the plan that asks first"),
    "asked": ("đã nhắc", "asked"),
    "present": ("có mặt", "present"),
    "expected": ("triệu tập", "expected"),
    "arrived": ("đã tới", "arrived"),
    "again": ("gửi lại", "again"),
    "requeued": ("xếp gửi lại", "queued again"),
    "unknown": ("chưa rõ", "unknown"),
    "unit": ("đơn vị", "unit"),
    "fields": ("mục", "fields"),
    "request": ("đề nghị số", "request"),
    "topic": ("chuyên đề thứ", "topic"),
    "coming": ("tham gia", "coming"),
    "speaker": ("báo cáo viên", "speaker"),
    "file": ("tệp", "file"),
    "paper": ("giấy tờ", "paper"),
    "what": ("việc", "act"),
    "state": ("kết quả", "result"),
    "asked_by": ("người đề nghị", "asked by"),
    "on": ("có hiệu lực", "in force"),
    "draft": ("bản nháp số", "draft"),
    "lang": ("tiếng", "language"),
    "version": ("bản", "version"),
    "marks": ("dấu mới", "new marks"),
}
"""Others are shown by the name they have in the ledger."""
HIDDEN = ("marks",)
"""What only `dondoc audit verify` reads."""


def add_parser(parser: ArgumentParser) -> None:
    parser.add_argument(
        "plan", nargs="?", metavar=say("KẾ_HOẠCH", "PLAN"), help=say("mã kế hoạch", "one plan")
    )
    parser.add_argument(
        "--unit", metavar=say("ĐƠN_VỊ", "UNIT"), help=say("việc của đơn vị này", "what concerns this unit")
    )
    parser.add_argument(
        "--limit",
        type=target_args.whole(1, MOST_ROWS),
        default=50,
        metavar="N",
        help=say("số dòng tối đa", "at most"),
    )


def run(args: Namespace) -> int:
    from models.database import audit, clock
    from models.org import names_in_time
    from models.plans import plans
    from services import targets

    with desk_ledger.reading() as session:
        if args.plan:
            plans.find(session, args.plan)
        unit = targets.code(session, args.unit, clock.now(session)) if args.unit else None
        acts = audit.trail(session, plan=args.plan, unit=unit, limit=args.limit)
        rows = names_in_time.of_acts(session, acts)
    rows.reverse()
    head = (
        say("Lúc", "At"),
        say("Ai", "Who"),
        say("Việc", "Act"),
        say("Kế hoạch", "Plan"),
        say("Đơn vị", "Unit"),
        say("Chi tiết", "Detail"),
    )
    put(args, {"acts": rows}, table(head, map(_cells, rows)))
    return 0


def _cells(row: AuditEntry) -> tuple[object, ...]:
    vi, en = ACTS.get(row.act, (row.act, row.act))
    act = en if language() == "en" else vi
    return (
        moment(row.at),
        row.who,
        act,
        row.plan or "",
        row.named.get(row.unit or "", ""),
        "; ".join(_detail(row)),
    )


def _detail(row: AuditEntry) -> Iterator[str]:
    for name, value in row.detail.items():
        if name not in HIDDEN and value not in (None, "", 0, [], {}):
            vi, en = DETAILS.get(name, (name, name))
            yield f"{en if language() == 'en' else vi}: {_shown(row.named.get(str(value), value))}"


def _shown(value: object) -> object:
    """Instants are kept in UTC; people read a clock in Việt Nam, and reasons in their language."""
    if isinstance(value, list):
        return ", ".join(str(_shown(one)) for one in value)
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return said(value, language())
    if at.tzinfo is None:
        return day(at.date()) if len(value) == len("2026-12-15") else value
    return moment(at)
