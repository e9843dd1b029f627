"""What the counter keeps beside reports: files, drafts, questions asked, clients, the chained log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.tables.base import Instant, Number

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_report_files()
    _add_replies()
    _add_asks()
    _add_desk()
    _add_clients()
    _add_chain()
    _add_templates()


def downgrade() -> None:
    _drop_templates()
    _drop_chain()
    _drop_clients()
    _drop_desk()
    _drop_asks()
    _drop_replies()
    _drop_report_files()


# -- files of reports, drafts, receipts


def _add_report_files() -> None:
    for name, kind in _OF_A_REPORT:
        op.add_column("report", sa.Column(name, kind, nullable=True))
    op.create_table(
        "report_file",
        sa.Column("id", Number, primary_key=True),
        _obligation("report_file"),
        sa.Column(
            "report_id",
            Number,
            sa.ForeignKey("report.id", name=op.f("fk_report_file_report_id")),
            nullable=True,
        ),
        sa.Column("contact_id", Number, nullable=True),
        sa.Column(
            "digest",
            sa.Text(),
            sa.ForeignKey("kept_file.digest", name=op.f("fk_report_file_digest")),
            nullable=False,
        ),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "kind")),
        sa.Column("size", Number, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )
    for column in ("report_id", "obligation_id", "digest"):
        op.create_index(op.f(f"ix_report_file_{column}"), "report_file", [column])
    op.create_table(
        "report_draft",
        _obligation("report_draft"),
        sa.Column("contact_id", Number, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("obligation_id", "contact_id", name=op.f("pk_report_draft")),
    )
    op.create_index(op.f("ix_report_draft_at"), "report_draft", ["at"])


_OF_A_REPORT = (("door", sa.Text()), ("confirmed", sa.JSON()), ("code", sa.Text()))


def _obligation(table: str) -> sa.Column[Any]:
    key = sa.ForeignKey("obligation.id", name=op.f(f"fk_{table}_obligation_id"))
    return sa.Column("obligation_id", Number, key, nullable=False)


def _drop_report_files() -> None:
    op.drop_table("report_draft")
    op.drop_table("report_file")
    for name, _ in reversed(_OF_A_REPORT):
        op.drop_column("report", name)


# -- workbooks and replies by mail


def _add_replies() -> None:
    op.create_table(
        "mail_reply",
        sa.Column("id", Number, primary_key=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("writer", "unit")),
        *(sa.Column(name, Number, nullable=True) for name in ("contact_id", "plan_id", "obligation_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "subject", "words")),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.UniqueConstraint("mark", name=op.f("uq_mail_reply_mark")),
    )
    waits = sa.text("seen_at IS NULL")
    op.create_index(
        op.f("ix_mail_reply_kind_id"),
        "mail_reply",
        ["kind", "id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index(op.f("ix_mail_reply_writer_at"), "mail_reply", ["writer", "at"])
    op.create_index(op.f("ix_mail_reply_unit_id"), "mail_reply", ["unit", "id"])


def _drop_replies() -> None:
    op.drop_table("mail_reply")


# -- extensions asked for, stand-ins, duties handed over


def _add_asks() -> None:
    op.create_table(
        "ask",
        sa.Column("id", Number, nullable=False),
        sa.Column("obligation_id", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("to_unit", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("why", "decider", "state")),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "answer")),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_ask_obligation_id_obligation")
        ),
    )
    op.create_index(op.f("ix_ask_obligation_id_id"), "ask", ["obligation_id", "id"])
    op.create_index(op.f("ix_ask_state_decider"), "ask", ["state", "decider"])


def _drop_asks() -> None:
    op.drop_table("ask")


# -- sums of the superior's desk


def _add_desk() -> None:
    key = sa.ForeignKey("obligation.id", name=op.f("fk_taken_sum_obligation_id"))
    op.create_table(
        "taken_sum",
        sa.Column("obligation_id", Number, key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        *(sa.Column(name, Number, nullable=False) for name in ("given", "below")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("expected", "received")),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("obligation_id", "number", "figure", name=op.f("pk_taken_sum")),
    )


def _drop_desk() -> None:
    op.drop_table("taken_sum")


# -- clients of the API, webhooks, calendar feeds


def _add_clients() -> None:
    op.create_table(
        "client",
        sa.Column("id", Number, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.UniqueConstraint("digest", name=op.f("uq_client_digest")),
    )
    op.create_index(op.f("ix_client_unit"), "client", ["unit"])
    op.create_table(
        "client_request",
        sa.Column(
            "client_id",
            Number,
            sa.ForeignKey("client.id", name=op.f("fk_client_request_client_id")),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "key", name=op.f("pk_client_request")),
    )
    op.create_index(op.f("ix_client_request_at"), "client_request", ["at"])
    op.create_table(
        "feed",
        sa.Column("id", Number, primary_key=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("plan_id", Number, nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("client_id", Number, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
    )
    op.create_index(op.f("ix_feed_unit"), "feed", ["unit"])
    op.create_index(op.f("ix_feed_plan_id"), "feed", ["plan_id"])
    _add_hooks()


def _add_hooks() -> None:
    op.create_table(
        "hook",
        sa.Column("id", Number, primary_key=True),
        sa.Column(
            "client_id", Number, sa.ForeignKey("client.id", name=op.f("fk_hook_client_id")), nullable=False
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", Instant(), nullable=True),
    )
    op.create_index(op.f("ix_hook_client_id"), "hook", ["client_id"])
    op.create_table(
        "hook_event",
        sa.Column("id", Number, primary_key=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("plan_id", Number, nullable=True),
        sa.Column("obligation_id", Number, nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
    )
    op.create_table(
        "hook_delivery",
        sa.Column("id", Number, primary_key=True),
        sa.Column(
            "hook_id", Number, sa.ForeignKey("hook.id", name=op.f("fk_hook_delivery_hook_id")), nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    op.create_index(
        op.f("ix_hook_delivery_hook_id_subject_id"), "hook_delivery", ["hook_id", "subject", "id"]
    )
    for column in ("ready_at", "lease_until"):
        waits = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_hook_delivery_{column}"),
            "hook_delivery",
            [column],
            sqlite_where=waits,
            postgresql_where=waits,
        )


def _drop_clients() -> None:
    for table in ("hook_delivery", "hook_event", "hook", "feed", "client_request", "client"):
        op.drop_table(table)


# -- the chain of the log, people erased


_KEPT = """
CREATE FUNCTION dondoc_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed text := coalesce(current_setting('dondoc.log', true), '');
BEGIN
    IF allowed = 'carry' OR (allowed = 'erase' AND TG_OP = 'UPDATE') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log of acts is only added to: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '42501';
END $$
"""
"""Whole ledgers are carried by `carry`; a person is erased by `erase`, which an act accounts for."""


def _add_chain() -> None:
    op.create_table(
        "audit_link",
        sa.Column("number", Number, primary_key=True, autoincrement=False),
        sa.Column("audit_id", Number, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("settled", Number, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("mark", "salt")),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.UniqueConstraint("audit_id", name=op.f("uq_audit_link_audit_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_KEPT)
        for table in ("audit", "audit_link"):
            op.execute(
                f"CREATE TRIGGER dondoc_kept BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION dondoc_kept()"
            )
            op.execute(
                f"CREATE TRIGGER dondoc_kept_whole BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION dondoc_kept()"
            )


def _drop_chain() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION dondoc_kept() CASCADE")
    op.drop_table("audit_link")


# -- an office's own templates of papers


def _add_templates() -> None:
    op.create_table(
        "paper_template",
        sa.Column("id", Number, primary_key=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
    )
    counts = sa.text("ended_at IS NULL")
    op.create_index(
        op.f("ix_paper_template_unit_sort"),
        "paper_template",
        ["unit", "sort"],
        sqlite_where=counts,
        postgresql_where=counts,
    )


def _drop_templates() -> None:
    op.drop_table("paper_template")
