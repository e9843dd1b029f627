"""What the auditor finds amiss: a code with its facts, said in two languages, each with what to type.

The ledger keeps the codes as reasons (`cascade.notices.reasons.Why`): what they mean must never change.
"""

from __future__ import annotations

from enum import StrEnum

from cascade.lang.told import Told, joined


class AuditKind(StrEnum):
    """One thing that should never be; {} in its sentence stand for what was found."""

    NO_NEXT_STEP = "audit_no_next_step"
    LEASE_STALE = "audit_lease_stale"
    NOTICE_WAITS = "audit_notice_waits"
    RUNG_NOT_CALLED = "audit_rung_not_called"
    SUMS_DIFFER = "audit_sums_differ"
    ROLLUP_DIFFERS = "audit_rollup_differs"
    SCHEDULE_MISSING = "audit_schedule_missing"
    CHANNEL_STOPPED = "audit_channel_stopped"
    CHANNEL_SILENT = "audit_channel_silent"
    SWEEP_SILENT = "audit_sweep_silent"
    DISK_LOW = "audit_disk_low"
    DATABASE_CLOCK = "audit_database_clock"
    SERVER_CLOCK = "audit_server_clock"
    SCHEMA_BEHIND = "audit_schema_behind"
    SCHEMA_AHEAD = "audit_schema_ahead"
    CERTIFICATE_ENDS = "audit_certificate_ends"
    CERTIFICATE_REFUSED = "audit_certificate_refused"
    BACKUP_MISSING = "audit_backup_missing"
    BACKUP_OLD = "audit_backup_old"
    LOG_CHANGED = "audit_log_changed"
    LOG_WAITS = "audit_log_waits"
    NOT_LOOKED_AT = "audit_not_looked_at"

    @property
    def told(self) -> Told:
        """What was found and what to type, in one sentence."""
        return joined(" → ", (self.what, self.todo))

    @property
    def what(self) -> Told:
        """What was found."""
        return _WORDS[self][0]

    @property
    def todo(self) -> Told:
        """What to type, or to do; it may name the same facts."""
        return _WORDS[self][1]


_DOCTOR = Told("dondoc doctor", "dondoc doctor")
_MEND = Told("dondoc doctor --fix", "dondoc doctor --fix")
_WORDS: dict[AuditKind, tuple[Told, Told]] = {
    AuditKind.NO_NEXT_STEP: (
        Told(
            "{0} nhiệm vụ còn nợ mà không còn mức nhắc nào được hẹn ({1})",
            "{0} open duties have no reminder to come ({1})",
        ),
        _MEND,
    ),
    AuditKind.LEASE_STALE: (
        Told("{0} lượt vẫn ghi tên tiến trình đã chết ({1})", "{0} leases of the dead ({1})"),
        _MEND,
    ),
    AuditKind.NOTICE_WAITS: (
        Told(
            "thông báo kênh {0} chờ từ {1} mà không ai gửi: bộ gửi có chạy không?",
            "notices of channel {0} have waited since {1} and nobody sends: does the dispatcher run?",
        ),
        _DOCTOR,
    ),
    AuditKind.RUNG_NOT_CALLED: (
        Told(
            "{0} nhiệm vụ đến giờ nhắc từ {1} mà chưa chạy ({2}): worker có chạy không?",
            "{0} duties have been due for a reminder since {1} and were not called ({2}): does a worker run?",
        ),
        _DOCTOR,
    ),
    AuditKind.SUMS_DIFFER: (
        Told(
            "{0}: cộng các nhiệm vụ được {1} đơn vị phải làm, cả kế hoạch có {2}",
            "{0}: its duties add up to {1}, the plan has {2}",
        ),
        Told("dondoc status {0}; báo nơi viết phần mềm", "dondoc status {0}; tell the developers"),
    ),
    AuditKind.ROLLUP_DIFFERS: (
        Told("{0}: số tổng hợp lưu lại khác dữ liệu", "{0}: the sums kept differ from the ledger"),
        _MEND,
    ),
    AuditKind.SCHEDULE_MISSING: (
        Told(
            "máy chủ Prefect thiếu {0} lịch chạy ({1})",
            "{0} schedules are missing on the Prefect server ({1})",
        ),
        Told("dondoc deploy", "dondoc deploy"),
    ),
    AuditKind.CHANNEL_STOPPED: (
        Told("kênh {0} đang dừng: {1}", "channel {0} is stopped: {1}"),
        Told("dondoc channels resume {0}", "dondoc channels resume {0}"),
    ),
    AuditKind.CHANNEL_SILENT: (
        Told(
            "không tiến trình nào gửi được kênh {0} mà có thông báo đang chờ",
            "no process can send by channel {0}, and notices wait for it",
        ),
        Told("dondoc channels; đặt biến của kênh", "dondoc channels; set the channel's variable"),
    ),
    AuditKind.SWEEP_SILENT: (
        Told("từ {0} không có lượt quét nào xong", "no sweep has ended since {0}"),
        _DOCTOR,
    ),
    AuditKind.DISK_LOW: (
        Told("đĩa của {0} còn {1} GB", "the disk of {0} has {1} GB left"),
        Told("df -h {0}; dọn đĩa hoặc mở rộng đĩa", "df -h {0}; clear or enlarge the disk"),
    ),
    AuditKind.DATABASE_CLOCK: (
        Told(
            "đồng hồ máy này lệch {0} giây so với cơ sở dữ liệu",
            "this machine's clock is {0} seconds off the database's",
        ),
        Told("timedatectl; bật NTP trên cả hai máy", "timedatectl; switch NTP on on both machines"),
    ),
    AuditKind.SERVER_CLOCK: (
        Told(
            "đồng hồ máy này lệch {0} giây so với máy chủ Prefect",
            "this machine's clock is {0} seconds off the Prefect server's",
        ),
        Told("timedatectl; bật NTP trên cả hai máy", "timedatectl; switch NTP on on both machines"),
    ),
    AuditKind.SCHEMA_BEHIND: (
        Told(
            "cơ sở dữ liệu ở phiên bản {0}, bản dondoc này cần {1}",
            "the ledger is at revision {0}, this version of dondoc needs {1}",
        ),
        Told("dondoc upgrade", "dondoc upgrade"),
    ),
    AuditKind.SCHEMA_AHEAD: (
        Told(
            "cơ sở dữ liệu ở phiên bản {0}, mới hơn {1} của bản dondoc đang chạy",
            "the ledger is at revision {0}, newer than {1} of the version that runs",
        ),
        Told("dondoc upgrade --check", "dondoc upgrade --check"),
    ),
    AuditKind.CERTIFICATE_ENDS: (
        Told("chứng thư của {0} còn {1} ngày", "the certificate of {0} has {1} days left"),
        Told("gia hạn chứng thư, nginx -s reload", "renew the certificate, nginx -s reload"),
    ),
    AuditKind.CERTIFICATE_REFUSED: (
        Told("chứng thư của {0} không dùng được: {1}", "the certificate of {0} is refused: {1}"),
        Told("đặt chứng thư khác, nginx -s reload", "put another certificate, nginx -s reload"),
    ),
    AuditKind.BACKUP_MISSING: (
        Told("chưa có bản sao lưu nào", "no backup"),
        Told("dondoc backup", "dondoc backup"),
    ),
    AuditKind.BACKUP_OLD: (
        Told("bản sao lưu mới nhất từ {0}", "the newest backup is of {0}"),
        Told("dondoc backup", "dondoc backup"),
    ),
    AuditKind.LOG_CHANGED: (
        Told(
            "nhật ký không còn như khi niêm phong: {0} chỗ, chỗ đầu ở mắt xích {1}",
            "the log is not as it was sealed: {0} places, the first at link {1}",
        ),
        Told("dondoc audit verify", "dondoc audit verify"),
    ),
    AuditKind.LOG_WAITS: (
        Told(
            "{0} dòng nhật ký chưa được niêm phong từ {1}: lượt quét có chạy không?",
            "{0} rows of the log have not been sealed since {1}: do sweeps run?",
        ),
        Told("dondoc audit verify", "dondoc audit verify"),
    ),
    AuditKind.NOT_LOOKED_AT: (
        Told("không xem được mục “{0}”: {1}", "“{0}” could not be looked at: {1}"),
        Told("xem nhật ký của lượt đối chiếu", "see the log of the check"),
    ),
}
