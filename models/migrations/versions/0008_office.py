"""The office has its people: officers, how they come in, drafts of plans, second officers.

Its lists of obligations are read by indexes, and units by name: without marks, and in Vietnamese order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

from cascade.lang.nearest import bare
from cascade.lang.vietnamese import sort_text
from models.tables.base import Instant, Number

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _officers()
    _ways_in()
    _drafts()
    _second_officers()
    _long_lists()


def _officers() -> None:
    op.create_table(
        "officer",
        _id(),
        *_text("name", "mail"),
        _text_or_none("unit"),
        *_text("lang"),
        _at("at"),
        *_text("by"),
        _at("ended_at", nullable=True),
        sa.UniqueConstraint("mail", name=op.f("uq_officer_mail")),
    )
    op.create_table(
        "officer_role",
        _to("officer_role", "officer"),
        *_text("role", "subtree"),
        sa.PrimaryKeyConstraint("officer_id", "role", "subtree", name=op.f("pk_officer_role")),
    )


def _ways_in() -> None:
    op.create_table(
        "login_link",
        _id(),
        _to("login_link", "officer"),
        _text_or_none("browser"),
        *_text("onward"),
        *(_at("at"), _at("until"), _at("used_at", nullable=True)),
    )
    op.create_index(op.f("ix_login_link_officer_id_at"), "login_link", ["officer_id", "at"])
    op.create_table(
        "office_session",
        *_text("digest"),
        _to("office_session", "officer"),
        *(_at("at"), _at("seen_at"), _at("proved_at"), _at("ended_at", nullable=True)),
        *_text("address", "way"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_office_session")),
    )
    op.create_index(
        op.f("ix_office_session_officer_id_ended_at"), "office_session", ["officer_id", "ended_at"]
    )


def _drafts() -> None:
    op.create_table(
        "draft",
        _id(),
        *_text("title", "unit", "state"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        *(_at("at"), *_text("by"), _at("changed_at")),
        sa.Column("plan_id", Number, nullable=True),
    )
    for columns in (["state", "id"], ["plan_id"]):
        op.create_index(op.f("ix_draft_" + "_".join(columns)), "draft", columns)
    op.create_table(
        "draft_paper",
        _to("draft_paper", "draft"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_text("name"),
        sa.Column(
            "file",
            sa.Text(),
            sa.ForeignKey("kept_file.digest", name=op.f("fk_draft_paper_file")),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("draft_id", "position", name=op.f("pk_draft_paper")),
    )
    op.create_index(op.f("ix_draft_paper_file"), "draft_paper", ["file"])
    op.create_table(
        "draft_version",
        _to("draft_version", "draft"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("text"),
        sa.Column("state", sa.JSON(), nullable=False),
        *_text("act"),
        _at("at"),
        *_text("by"),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("pk_draft_version")),
    )


def _second_officers() -> None:
    op.create_table(
        "second_officer",
        _id(),
        *_text("act", "unit"),
        sa.Column("draft_id", Number, nullable=True),
        sa.Column("plan_id", Number, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        *_text("state"),
        _to("second_officer", "officer"),
        _at("at"),
        sa.Column("decided_by", Number, nullable=True),
        _at("decided_at", nullable=True),
    )
    op.create_index(op.f("ix_second_officer_state_id"), "second_officer", ["state", "id"])


def _long_lists() -> None:
    op.create_index(
        op.f("ix_obligation_plan_id_state_due_at_id"), "obligation", ["plan_id", "state", "due_at", "id"]
    )
    extended = sa.text("extended_until IS NOT NULL")
    op.create_index(
        op.f("ix_obligation_plan_id_extended_until"),
        "obligation",
        ["plan_id", "extended_until"],
        sqlite_where=extended,
        postgresql_where=extended,
    )
    bytewise = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
    for column in (sa.Column("plain", sa.Text()), sa.Column("sorting", bytewise)):
        column.nullable, column.server_default = False, sa.DefaultClause("")
        op.add_column("unit", column)
    _name_the_units()
    op.create_index(op.f("ix_unit_sorting_code"), "unit", ["sorting", "code"])
    op.create_index(op.f("ix_notice_plan_id_id"), "notice", ["plan_id", "id"])


def _name_the_units() -> None:
    """Units that are there already; a unit list of the version before leaves new ones last in search."""
    unit = sa.table("unit", *(sa.column(name) for name in ("id", "name", "plain", "sorting")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(unit.c.id, unit.c.name)).all()
    names = [{"number": id, "bare": bare(name), "key": sort_text(name)} for id, name in rows]
    if names:
        one = sa.update(unit).where(unit.c.id == sa.bindparam("number"))
        connection.execute(one.values(plain=sa.bindparam("bare"), sorting=sa.bindparam("key")), names)


def _id() -> sa.Column[Any]:
    return sa.Column("id", Number, primary_key=True)


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _text_or_none(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=True)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant(), nullable=nullable)


def _to(table: str, other: str) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{other}_id"))
    return sa.Column(f"{other}_id", Number, key, nullable=False)


def downgrade() -> None:
    op.drop_index("ix_notice_plan_id_id", "notice")
    op.drop_index("ix_unit_sorting_code", "unit")
    for column in ("sorting", "plain"):
        op.drop_column("unit", column)
    for index in ("plan_id_extended_until", "plan_id_state_due_at_id"):
        op.drop_index(f"ix_obligation_{index}", "obligation")
    for table in (
        "second_officer",
        "draft_version",
        "draft_paper",
        "draft",
        "office_session",
        "login_link",
        "officer_role",
        "officer",
    ):
        op.drop_table(table)
