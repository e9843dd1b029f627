"""The sentence and the advice for each code of finding, in Vietnamese and in English."""

from __future__ import annotations

from typing import NamedTuple

from cascade.duty import Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Phrase(NamedTuple):
    """What is said of one code; {names} are filled with the finding's facts."""

    severity: Severity
    vi: str
    en: str
    todo_vi: str
    todo_en: str


PHRASES: dict[str, Phrase] = {
    # Dates
    "rest_day": Phrase(
        W,
        "hạn {day_long} là ngày nghỉ{holiday}",
        "the due day {day_long} is a day off{holiday}",
        "nhắc việc nhắm tới {workday_long}; nếu cần, ghi thẳng ngày đó",
        "reminders aim at {workday_long}; state that day if it is meant",
    ),
    "period_ends_on_rest_day": Phrase(
        N,
        "ngày cuối của thời hạn, {day_long}, là ngày nghỉ{holiday}",
        "the last day of the period, {day_long}, is a day off{holiday}",
        "ngày làm việc cuối cùng là {workday_long}",
        "the last working day is {workday_long}",
    ),
    "after_long_break": Phrase(
        W,
        "hạn rơi vào ngày làm việc đầu tiên sau đợt nghỉ {first} đến {last}",
        "the due day is the first working day after the break from {first} to {last}",
        "thực tế phải xong chậm nhất {practical_long}; cân nhắc lùi hạn",
        "in practice it must be done by {practical_long}; consider a later date",
    ),
    "break_inside": Phrase(
        N,
        "trong thời hạn có đợt nghỉ {first} đến {last}; trước đợt nghỉ còn {days} ngày làm việc",
        "the period holds the break from {first} to {last}; {days} working days before it",
        "xếp việc xong trước {first}",
        "plan to finish before {first}",
    ),
    "weekday_mismatch": Phrase(
        E,
        "{day} là {day_weekday}, văn bản ghi {stated_weekday}",
        "{day} is a {day_weekday}, the paper says {stated_weekday}",
        "hỏi lại người soạn: sửa ngày hoặc sửa thứ",
        "ask the drafter: correct the day or the weekday",
    ),
    "month_end_meant": Phrase(
        W,
        "“trước ngày {day}” theo chữ là đến hết {latest}; có thể ý là hết tháng",
        "“before {day}” means up to {latest}; the month's end may be meant",
        "nếu ý là hết tháng, ghi “chậm nhất ngày {day}”",
        "if the month's end is meant, write “no later than {day}”",
    ),
    "missing_date": Phrase(
        W,
        "văn bản không nêu hạn và chính sách không suy ra được",
        "no date is given and policy cannot derive one",
        "bổ sung hạn, nếu không sẽ không có lời nhắc nào",
        "add a date, or nobody will be reminded",
    ),
    "recurrence_without_period": Phrase(
        W,
        "“định kỳ” nhưng không nêu chu kỳ hoặc ngày bắt đầu",
        "recurring, but no period or no first day is given",
        "nêu chu kỳ (tháng, quý, năm) và ngày ban hành",
        "give the period (month, quarter, year) and the issue date",
    ),
    "date_from_policy": Phrase(
        N,
        "văn bản không nêu hạn; tạm lấy {day} ({why})",
        "no date is given; {day} is proposed ({why})",
        "xác nhận hoặc sửa hạn",
        "confirm or correct the date",
    ),
    "tentative_date": Phrase(
        N,
        "thời gian còn dự kiến{awaiting}",
        "the time is tentative{awaiting}",
        "chốt ngày khi có văn bản; các mốc liên quan tự tính lại",
        "fix it when the document comes; what hangs on it is worked out again",
    ),
    "year_inferred": Phrase(
        N,
        "văn bản không ghi năm; hiểu là {day}",
        "no year is given; read as {day}",
        "kiểm tra lại năm",
        "check the year",
    ),
    "window_empty": Phrase(
        E,
        "không còn ngày nào: sớm nhất {earliest}, muộn nhất {latest}",
        "no day is left: earliest {earliest}, latest {latest}",
        "sửa một trong hai mốc",
        "correct one of the two",
    ),
    "due_before_issue": Phrase(
        E,
        "hạn {day} trước ngày ban hành {issued}",
        "due {day}, before the plan is issued on {issued}",
        "sửa hạn hoặc ngày ban hành",
        "correct the due day or the issue date",
    ),
    "derived_before_issue": Phrase(
        W,
        "hạn suy ra {day} trước ngày ban hành {issued}: cấp này không còn thời gian",
        "the derived date {day} is before the issue on {issued}: this level has no time",
        "lùi hạn của cấp trên hoặc ghi hạn riêng cho cấp này",
        "move the date above or state one for this level",
    ),
    "short_notice": Phrase(
        W,
        "từ ngày ban hành {issued} đến hạn {day} chỉ có {days} ngày làm việc",
        "only {days} working days from the issue on {issued} to the due day {day}",
        "lùi hạn hoặc báo trước cho đơn vị",
        "move the date or warn the units beforehand",
    ),
    # Order
    "report_before_work": Phrase(
        W,
        "báo cáo hạn {day}, trước khi kết thúc việc được báo cáo ({others}, {end})",
        "the report is due {day}, before the work it reports ends ({others}, {end})",
        "lùi hạn báo cáo, hoặc lấy {day} làm hạn của việc đó",
        "move the report, or make {day} the end of that work",
    ),
    "report_same_day": Phrase(
        W,
        "báo cáo hạn {day}, cùng ngày kết thúc việc được báo cáo ({others})",
        "the report is due {day}, the day the work it reports ends ({others})",
        "để ít nhất vài ngày làm việc sau khi kết thúc",
        "leave some working days after the end",
    ),
    "report_next_day": Phrase(
        W,
        "báo cáo hạn {day}, chỉ một ngày sau khi kết thúc việc được báo cáo ({others}, {end})",
        "the report is due {day}, one day after the work it reports ends ({others}, {end})",
        "để ít nhất vài ngày làm việc sau khi kết thúc",
        "leave some working days after the end",
    ),
    "no_time_to_synthesise": Phrase(
        W,
        "từ hạn cấp dưới báo cáo ({others}, {end}) đến hạn tổng hợp {day} chỉ có {days} ngày làm việc",
        "only {days} working days from the reports below ({others}, {end}) to the synthesis on {day}",
        "cần ít nhất {least} ngày làm việc: lùi hạn tổng hợp hoặc đưa hạn cấp dưới lên sớm",
        "leave at least {least}: move the synthesis later or the reports earlier",
    ),
    "order_conflict": Phrase(
        W,
        "hạn {day} trước hạn {end} của việc phải làm trước ({others})",
        "due {day}, before what must come first is due ({others}, {end})",
        "đổi thứ tự hoặc sửa hạn",
        "change the order or a date",
    ),
    "programme_after_presentation": Phrase(
        W,
        "hạn {day}, mà hội nghị {conference} trình bày việc này ({earliest} đến {latest}) có thể họp trước",
        "due {day}, but conference {conference} ({earliest} to {latest}) presents it and may sit before",
        "ban hành trước hội nghị: lấy hạn trước {earliest}, hoặc ghi hội nghị sau việc này",
        "make it due before {earliest}, or hold the conference after it",
    ),
    # People
    "selector_empty": Phrase(
        E,
        "không có đơn vị nào khớp với “{field}”",
        "“{field}” matches no unit",
        "sửa điều kiện chọn đơn vị hoặc danh sách đơn vị",
        "correct the selector or the unit list",
    ),
    "no_contact": Phrase(
        W,
        "{count} đơn vị chưa có đầu mối nhận tin: {units}",
        "{count} units have nobody to write to: {units}",
        "bổ sung đầu mối trong danh sách đơn vị",
        "add contacts to the unit list",
    ),
    "no_recipient": Phrase(
        W,
        "phải báo cáo nhưng không nêu báo cáo ai",
        "a report without a recipient",
        "bổ sung nơi nhận",
        "add the recipient",
    ),
    "unit_ends_before_due": Phrase(
        W,
        "đơn vị {units} kết thúc hoạt động {end}, trước hạn {day}",
        "{units} ends on {end}, before the due day {day}",
        "chỉ định đơn vị kế thừa",
        "name its successor",
    ),
    "asked_twice": Phrase(
        W,
        "{count} đơn vị ({units}) nhận cùng một việc hai lần: {others}",
        "{count} units ({units}) are asked the same thing twice: {others}",
        "loại đơn vị khỏi yêu cầu chung (exclude) hoặc ghi instead_of ở yêu cầu riêng",
        "exclude them from the general requirement, or set instead_of on the special one",
    ),
    # Papers
    "guidance_older": Phrase(
        W,
        "{number} ({day}) ban hành trước văn bản mà nó hướng dẫn ({others})",
        "{number} ({day}) is older than what it guides ({others})",
        "kiểm tra lại số và ngày; không tự sửa",
        "check numbers and dates; correct nothing silently",
    ),
    "issued_before_guidance": Phrase(
        E,
        "kế hoạch ban hành {issued}, trước văn bản được căn cứ {number} ({day})",
        "issued on {issued}, before {number} ({day}) on which it rests",
        "sửa ngày ban hành hoặc ngày của văn bản",
        "correct the issue date or the document's date",
    ),
    "secret_attachment": Phrase(
        E,
        "nội dung mật “{name}” có tệp đính kèm",
        "secret “{name}” has an attachment",
        "bỏ tệp đính kèm; tài liệu mật gửi theo chế độ mật",
        "remove it; secret documents go their own way",
    ),
    "secret_topic": Phrase(
        N,
        "“{name}” là nội dung mật",
        "“{name}” is secret",
        "thông báo chỉ nêu mã và ngày, không nêu nội dung",
        "notices carry its code and date only",
    ),
    "secret_topic_without_code": Phrase(
        W,
        "một nội dung mật chưa có mã để gọi bên ngoài",
        "a secret topic has no code to be called by",
        "đặt mã, ví dụ “Chuyên đề 3”",
        "give it a code such as “Chuyên đề 3”",
    ),
    "secret_not_marked": Phrase(
        W,
        "“{name}” nhắc đến {number} là văn bản mật nhưng chưa đánh dấu mật",
        "“{name}” names {number}, which is secret, but is not marked",
        "thêm secret: true",
        "add secret: true",
    ),
    # Conferences
    "agenda_too_long": Phrase(
        W,
        "chương trình {minutes} phút, hội nghị {conference} chỉ có {room} phút",
        "the agenda takes {minutes} minutes, conference {conference} has {room}",
        "bớt nội dung hoặc thêm buổi",
        "shorten the agenda or add a session",
    ),
    "backdrop_date": Phrase(
        W,
        "ma-két ghi {day}, hội nghị {conference} ngày {start}",
        "the backdrop says {day}, conference {conference} is on {start}",
        "sửa dòng ngày trên ma-két",
        "correct the backdrop",
    ),
    "backdrop_date_blank": Phrase(
        N,
        "ma-két của hội nghị {conference} còn để trống ngày",
        "the backdrop of conference {conference} has no day yet",
        "điền ngày khi thư mời chốt",
        "fill it in when the invitation fixes the day",
    ),
    "line_test_on_rest_day": Phrase(
        N,
        "thử đường truyền rơi vào {day_long}, ngày nghỉ",
        "the line test falls on {day_long}, a day off",
        "báo trước người trực kỹ thuật, hoặc thử vào {workday_long}",
        "warn the engineers, or test on {workday_long}",
    ),
    "no_room_for_conference": Phrase(
        W,
        "việc phải xong trước hội nghị {conference} ({others}) hạn {end}, không sớm hơn ngày cuối {latest}",
        "what must precede conference {conference} ({others}) is due {end}, not before its last day {latest}",
        "đưa hạn đó lên sớm hoặc lùi hội nghị",
        "make it due earlier or the conference later",
    ),
    "invitation_too_late": Phrase(
        W,
        "từ ngày ban hành {issued} đến hội nghị {conference} ({start}) không đủ {least} ngày làm việc để mời",
        "fewer than {least} working days from the issue on {issued} to conference {conference} ({start})",
        "gửi thư mời ngay khi ban hành hoặc lùi hội nghị",
        "invite at once or move the conference",
    ),
    "meeting_clash": Phrase(
        W,
        "hội nghị {conference} trùng giờ với “{other}”: {why}",
        "conference {conference} clashes with “{other}”: {why}",
        "đổi ngày hoặc đổi người, hội trường",
        "change the day, the people or the hall",
    ),
    # Parents
    "parent_contradiction": Phrase(
        E,
        "hạn {day} muộn hơn hạn {parent_day} của cấp trên ({parent})",
        "due {day}, later than {parent_day} in the plan above ({parent})",
        "đưa hạn lên trước {parent_day}",
        "make it due before {parent_day}",
    ),
    "parent_conference_differs": Phrase(
        E,
        "hội nghị {conference} ngày {start} nằm ngoài thời gian của cấp trên ({parent}, {first} đến {last})",
        "conference {conference} on {start} is outside the time set above ({parent}, {first} to {last})",
        "sửa ngày theo kế hoạch cấp trên",
        "follow the plan above",
    ),
    "older_than_parent": Phrase(
        W,
        "ban hành {issued}, trước kế hoạch cấp trên {parent} ({day})",
        "issued on {issued}, before the plan above {parent} ({day})",
        "kiểm tra ngày ban hành",
        "check the issue date",
    ),
}
