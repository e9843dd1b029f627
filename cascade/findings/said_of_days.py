"""What is said of days: rest days, Tết, dates that are missing, tentative or impossible."""

from __future__ import annotations

from cascade.findings.phrase import E, N, Phrase, W

DAYS: dict[str, Phrase] = {
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
        "the period holds the break from {first} to {last}; working days before it: {days}",
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
        "working days from the issue on {issued} to the due day {day}: only {days}",
        "lùi hạn hoặc báo trước cho đơn vị",
        "move the date or warn the units beforehand",
    ),
}
