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
from models.tables.answer_tables import (
    AskRow,
    ContactRequestRow,
    InvitationReplyRow,
    InvitedRow,
    KeptFileRow,
    LineTestRow,
    PromiseRow,
    SpeakerReplyRow,
)
from models.tables.base import ALWAYS, FOR_EVER, Instant, Table
from models.tables.chain_tables import AuditLinkRow
from models.tables.client_tables import (
    ClientRequestRow,
    ClientRow,
    FeedRow,
    HookDeliveryRow,
    HookEventRow,
    HookRow,
)
from models.tables.desk_tables import TakenSumRow
from models.tables.notice_tables import ChannelRow, CredentialRow, NoticeItemRow, NoticeRow
from models.tables.office_tables import (
    DraftPaperRow,
    DraftRow,
    DraftVersionRow,
    LoginLinkRow,
    OfficerRoleRow,
    OfficerRow,
    OfficeSessionRow,
    OwnWordsRow,
    SecondRow,
)
from models.tables.org_tables import AddressRow, ContactRow, OverrideRow, RevokedLinkRow, SettingRow, UnitRow
from models.tables.plan_tables import DutyRow, ObligationRow, PlanRow, RevisionRow, SnapshotRow
from models.tables.reply_tables import MailReplyRow

__all__ = [
    "ALWAYS",
    "FOR_EVER",
    "AddressRow",
    "AskRow",
    "AttendanceRow",
    "AuditLinkRow",
    "AuditRow",
    "ChannelRow",
    "ClientRequestRow",
    "ClientRow",
    "ContactRequestRow",
    "ContactRow",
    "CredentialRow",
    "DraftPaperRow",
    "DraftRow",
    "DraftVersionRow",
    "DutyRow",
    "ExceptionRow",
    "FeedRow",
    "FigureRow",
    "HookDeliveryRow",
    "HookEventRow",
    "HookRow",
    "Instant",
    "InvitationReplyRow",
    "InvitedRow",
    "KeptFileRow",
    "LineTestRow",
    "LoginLinkRow",
    "MailReplyRow",
    "MeetingRow",
    "NoticeItemRow",
    "NoticeRow",
    "ObligationRow",
    "OfficeSessionRow",
    "OfficerRoleRow",
    "OfficerRow",
    "OverrideRow",
    "OwnWordsRow",
    "PlanRow",
    "PromiseRow",
    "ReportRow",
    "RevisionRow",
    "RevokedLinkRow",
    "RollupRow",
    "SecondRow",
    "SettingRow",
    "SnapshotRow",
    "SpeakerReplyRow",
    "Table",
    "TakenSumRow",
    "UnitRow",
]
