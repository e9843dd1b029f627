"""What the counter keeps beside reports: files, drafts, questions asked, clients, the chained log."""

from __future__ import annotations

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
    pass


def _drop_report_files() -> None:
    pass


# -- workbooks and replies by mail


def _add_replies() -> None:
    pass


def _drop_replies() -> None:
    pass


# -- extensions asked for, stand-ins, duties handed over


def _add_asks() -> None:
    pass


def _drop_asks() -> None:
    pass


# -- sums of the superior's desk


def _add_desk() -> None:
    pass


def _drop_desk() -> None:
    pass


# -- clients of the API, webhooks, calendar feeds


def _add_clients() -> None:
    pass


def _drop_clients() -> None:
    pass


# -- the chain of the log, people erased


def _add_chain() -> None:
    pass


def _drop_chain() -> None:
    pass


# -- an office's own templates of papers


def _add_templates() -> None:
    pass


def _drop_templates() -> None:
    pass
