"""The table of contents of the `dondoc` command: every name, its module, and what it does in a few words."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One name a person can type."""

    name: str
    module: str
    vi: str
    en: str


COMMANDS = (
    Command(
        "draft",
        "cli.plans.draft",
        "đọc một văn bản đã ký: ai phải làm gì, hạn nào, ở dòng nào; không lưu gì",
        "read a signed paper: who owes what by when, and in which line; nothing is stored",
    ),
    Command(
        "check",
        "cli.plans.check",
        "tính nhiệm vụ của từng đơn vị và nêu điều cần xem lại; không lưu gì",
        "obligations and findings of a plan; nothing is stored",
    ),
    Command(
        "rehearse",
        "cli.plans.rehearse",
        "chạy thử toàn bộ quá trình: mọi thông báo sẽ gửi; không gửi gì",
        "every notice of a plan's life; nothing is sent",
    ),
    Command(
        "issue",
        "cli.plans.issue",
        "ban hành kế hoạch: giao việc, báo cho đơn vị",
        "issue a plan: hand out its duties",
    ),
    Command(
        "amend",
        "cli.plans.amend",
        "xem hoặc áp dụng sửa đổi một kế hoạch đã ban hành",
        "show or apply the changes to an issued plan",
    ),
    Command(
        "status", "cli.plans.status", "tiến độ các kế hoạch, một kế hoạch", "how plans, or one plan, stand"
    ),
    Command(
        "extend", "cli.duties.extend", "gia hạn một nhiệm vụ của một đơn vị", "grant a unit a later date"
    ),
    Command(
        "promise",
        "cli.duties.promise",
        "ghi ngày một đơn vị quá hạn dự kiến hoàn thành; thời hạn giữ nguyên",
        "note when a late unit expects to be done; the deadline stays",
    ),
    Command("exempt", "cli.duties.exempt", "miễn một nhiệm vụ cho một đơn vị", "exempt a unit from a duty"),
    Command(
        "handover",
        "cli.duties.handover",
        "giao nhiệm vụ của đơn vị này cho đơn vị khác",
        "hand a duty to another unit",
    ),
    Command(
        "asks",
        "cli.duties.ask_list",
        "đề nghị của đơn vị: xin gia hạn, giao đơn vị khác; đồng ý hoặc không",
        "requests of units: more time, another unit; grant or decline",
    ),
    Command("close", "cli.plans.close", "kết thúc một kế hoạch", "close a plan"),
    Command(
        "report",
        "cli.duties.report",
        "đọc, gửi, tiếp nhận, trả lại báo cáo",
        "read, submit, return or accept a report",
    ),
    Command(
        "conference",
        "cli.plans.conference",
        "hội nghị: đề xuất ngày, ấn định, hoãn, hủy, ghi số đại biểu dự",
        "conferences: propose a day, fix, postpone, cancel, attendance",
    ),
    Command("units", "cli.people.unit_lists", "nạp danh sách đơn vị", "import a list of units"),
    Command(
        "calendar", "cli.people.rest_days", "ngày nghỉ, ngày làm bù", "rest days and days worked instead"
    ),
    Command(
        "log",
        "cli.duties.log",
        "nhật ký: ai đã làm gì, lúc nào",
        "who did what, and when",
    ),
    Command(
        "audit",
        "cli.watching.log_check",
        "nhật ký được niêm phong: xem có ai sửa, xóa, chèn dòng nào không; đầu chuỗi đã ký",
        "the sealed log: whether a row was changed, taken away or put in; its signed head",
    ),
    Command(
        "notices",
        "cli.sending.notices",
        "đã gửi gì, cho ai, kết quả ra sao",
        "what was sent to whom, and how it went",
    ),
    Command(
        "channels",
        "cli.sending.channel_list",
        "các kênh gửi: tình trạng, cho gửi lại, tốc độ, hạn mức",
        "the ways out: state, resume, rate, quota",
    ),
    Command(
        "contacts",
        "cli.people.contacts",
        "cán bộ đầu mối không liên lạc được; thư bị trả về; địa chỉ dùng lại được; thu hồi đường dẫn",
        "whom we cannot reach; mail that came back; addresses that work again; ending links",
    ),
    Command(
        "officers",
        "cli.people.officer_list",
        "cán bộ của văn phòng: thêm, giao vai, cho thôi, đường dẫn đăng nhập, gỡ lớp thứ hai",
        "officers of the office: add, roles, end, a link to log in, a lost second factor",
    ),
    Command(
        "clients",
        "cli.people.client_keys",
        "ứng dụng dùng API: thêm, xem, thu hồi khóa",
        "programs that use the API: add, list, revoke",
    ),
    Command(
        "person",
        "cli.people.person",
        "dữ liệu đang giữ về một người: ghi ra, xóa",
        "what is kept of one person: written out, erased",
    ),
    Command(
        "keys",
        "cli.people.keys",
        "khóa ký đường dẫn, khóa ký đầu chuỗi nhật ký: xem, đổi khóa",
        "the keys that sign links and the log's heads: show, rotate",
    ),
    Command(
        "rule-of-two",
        "cli.people.rule_of_two",
        "quy tắc hai cán bộ khi ban hành, điều chỉnh, kết thúc: xem, đặt, bỏ",
        "two officers to issue, amend and close: show, put in force, end",
    ),
    Command(
        "second-factor",
        "cli.people.second_factor_rule",
        "xác thực hai lớp khi vào văn phòng: bắt buộc với ai, ai đang bật",
        "the second factor of officers: of whom it is asked, who has one",
    ),
    Command("notice", "cli.sending.notice", "xem trước lời một thông báo", "preview the words of a notice"),
    Command(
        "export", "cli.plans.export", "xuất báo cáo docx, bảng xlsx", "write a docx report or an xlsx table"
    ),
    Command(
        "figures",
        "cli.plans.figures_of_plan",
        "tổng hợp một kế hoạch và các kế hoạch thực hiện theo: câu báo cáo, bảng theo cấp, hình vẽ",
        "what came of a plan and of those that follow it: the sentence, the table by level, pictures",
    ),
    Command(
        "weekly",
        "cli.sending.letter_of_week",
        "bản tin tuần của một văn phòng: xem, bật, tắt, lưu thành một trang PDF",
        "an office's letter of the week: show it, switch it on and off, save it as a page",
    ),
    Command(
        "enclosures",
        "cli.sending.enclosing",
        "giấy tờ gửi kèm thư của một cơ quan ban hành: xem, chọn",
        "which papers go with the letters of a committee: show, choose",
    ),
    Command(
        "archive",
        "cli.plans.archive",
        "lưu trữ một kế hoạch thành một tệp đọc được lâu dài; mở lại để xem",
        "archive a plan in one file that lasts; open it again to look",
    ),
    Command(
        "up",
        "cli.machine.up",
        "chạy máy chủ Prefect, các luồng, bộ gửi và cổng báo cáo trên một máy",
        "run server, flows, dispatcher and portal on one machine",
    ),
    Command(
        "demo",
        "cli.demo",
        "xem một kế hoạch đi hết một tỉnh và trở về",
        "watch a plan go down a province and back",
    ),
    Command(
        "backup",
        "cli.machine.backup",
        "sao lưu mọi thứ thành một tệp và khôi phục thử tệp ấy",
        "back everything up into one file, and try that file",
    ),
    Command(
        "restore",
        "cli.machine.restore",
        "đặt lại một bản sao lưu: quét bù, không gửi lại những gì đã hoặc có thể đã gửi",
        "put a backup back: catch up, and repeat nothing that left or may have left",
    ),
    Command(
        "move",
        "cli.machine.move",
        "chuyển dữ liệu đang chạy sang cơ sở dữ liệu khác (SQLite, PostgreSQL), so từng dòng",
        "carry the running ledger to another database (SQLite, PostgreSQL), row by row",
    ),
    Command("dispatch", "cli.sending.dispatch", "gửi những thông báo đang chờ", "send the notices that wait"),
    Command(
        "deploy",
        "cli.machine.deploy",
        "đăng ký các luồng với máy chủ Prefect",
        "register the flows with a Prefect server",
    ),
    Command(
        "doctor",
        "cli.machine.doctor",
        "kiểm tra máy có đủ điều kiện chạy không",
        "see whether this machine has what it takes",
    ),
    Command(
        "upgrade",
        "cli.machine.upgrade",
        "nâng cấp bảng của cơ sở dữ liệu; --check: xem trước, không đổi gì",
        "bring the ledger's tables up to this version; --check: look, and change nothing",
    ),
    Command(
        "fake-mail",
        "cli.machine.fake_mail",
        "hộp thư thử: nhận mọi thư, có trang để đọc",
        "a mail server to try things on",
    ),
    Command("fake-zalo", "cli.machine.fake_zalo", "máy chủ Zalo giả để thử", "a fake Zalo to try things on"),
)
