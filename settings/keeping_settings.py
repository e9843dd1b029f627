"""Backups, the journal of what was sent, and how long things are kept."""

from __future__ import annotations

from cascade.lang.told import Told
from settings.setting import DATABASE, DISPATCHER, MAYBE_PATH, WORKER, Setting, whole

_DAYS = whole("ngày", "days")

BACKUPS = Setting(
    "DONDOC_BACKUPS",
    MAYBE_PATH,
    Told(
        "Thư mục để các bản sao lưu, nên ở một ổ đĩa khác; để trống: DONDOC_HOME/backups.",
        "The folder for backups, better on another disk; unset: DONDOC_HOME/backups.",
    ),
    example="/mnt/sao-luu/dondoc",
    roles=WORKER,
)
BACKUP_KEY_FILE = Setting(
    "DONDOC_BACKUP_KEY_FILE",
    MAYBE_PATH,
    Told(
        "Tệp chứa khóa mã hóa bản sao lưu, ít nhất 32 ký tự ngẫu nhiên; giữ thêm một bản ngoài máy này:"
        " mất khóa là mất mọi bản sao lưu. Để trống: không mã hóa.",
        "A file with the key that backups are sealed with, at least 32 random characters; keep a copy"
        " elsewhere: without it no backup opens. Unset: they are not sealed.",
    ),
    example="/etc/dondoc/backup.key",
    roles=WORKER,
)
BACKUP_DAYS = Setting(
    "DONDOC_BACKUP_DAYS",
    _DAYS,
    Told("Giữ bản sao lưu cuối của chừng này ngày gần nhất.", "So many daily backups are kept."),
    default="7",
    roles=WORKER,
)
BACKUP_WEEKS = Setting(
    "DONDOC_BACKUP_WEEKS",
    whole("tuần", "weeks"),
    Told("Giữ bản sao lưu cuối của chừng này tuần gần nhất.", "So many weekly backups are kept."),
    default="4",
    roles=WORKER,
)
BACKUP_MONTHS = Setting(
    "DONDOC_BACKUP_MONTHS",
    whole("tháng", "months"),
    Told("Giữ bản sao lưu cuối của chừng này tháng gần nhất.", "So many monthly backups are kept."),
    default="12",
    roles=WORKER,
)
SCRATCH_URL = Setting(
    "DONDOC_SCRATCH_URL",
    DATABASE,
    Told(
        "Cơ sở dữ liệu PostgreSQL trống để thử khôi phục, khi tài khoản của dondoc"
        " không được tạo cơ sở dữ liệu.",
        "An empty PostgreSQL database to try backups in, where the role of dondoc may not make one itself.",
    ),
    example="postgresql://dondoc:mat-khau@127.0.0.1:5432/dondoc_thu",
    roles=WORKER,
    secret=True,
)
SENT_DAYS = Setting(
    "DONDOC_SENT_DAYS",
    _DAYS,
    Told(
        "Giữ nhật ký gửi (chỉ Message-ID và giờ) chừng này ngày, để khôi phục không gửi lại.",
        "So long the journal of what left (Message-IDs and instants) is kept, for a restore to ask.",
    ),
    default="400",
    roles=DISPATCHER | WORKER,
)
RUNS_DAYS = Setting(
    "DONDOC_RUNS_DAYS",
    _DAYS,
    Told(
        "Lượt chạy và bảng cũ của Prefect bị dọn sau chừng này ngày; dữ liệu của dondoc không bị động tới.",
        "Prefect's old runs and artifacts are cleared away after so many days; nothing of the ledger is.",
    ),
    default="90",
    roles=WORKER,
)
KEEPING = (
    *(BACKUPS, BACKUP_KEY_FILE, BACKUP_DAYS, BACKUP_WEEKS, BACKUP_MONTHS),
    *(SCRATCH_URL, SENT_DAYS, RUNS_DAYS),
)
