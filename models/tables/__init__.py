"""The ledger's tables."""

from models.tables.act_tables import (
    AttendanceRow,
    AuditRow,
    ExceptionRow,
    FigureRow,
    MeetingRow,
    ReportRow,
    RollupRow,
)
from models.tables.base import ALWAYS, FOR_EVER, Instant, Table
from models.tables.notice_tables import ChannelRow, CredentialRow, NoticeItemRow, NoticeRow
from models.tables.org_tables import AddressRow, ContactRow, OverrideRow, RevokedLinkRow, SettingRow, UnitRow
from models.tables.plan_tables import DutyRow, ObligationRow, PlanRow, RevisionRow, SnapshotRow

__all__ = [
    "ALWAYS",
    "FOR_EVER",
    "AddressRow",
    "AttendanceRow",
    "AuditRow",
    "ChannelRow",
    "ContactRow",
    "CredentialRow",
    "DutyRow",
    "ExceptionRow",
    "FigureRow",
    "Instant",
    "MeetingRow",
    "NoticeItemRow",
    "NoticeRow",
    "ObligationRow",
    "OverrideRow",
    "PlanRow",
    "ReportRow",
    "RevisionRow",
    "RevokedLinkRow",
    "RollupRow",
    "SettingRow",
    "SnapshotRow",
    "Table",
    "UnitRow",
]
