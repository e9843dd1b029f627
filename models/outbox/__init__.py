"""The outbox: every intention to tell somebody something is one row here, from the moment it arises."""

from cascade.notices.kinds import AT_MOST_ONCE
from models.database.audit import glance, stamp
from models.outbox.claim import LEASE, claim, in_hand, next_ready, release, waiting
from models.outbox.enqueue import enqueue
from models.outbox.merge import SILENCE, TOGETHER, held, late, merge_due
from models.outbox.ops_notices import notify_ops, unheard, unspoken
from models.outbox.pass_over import pass_over
from models.outbox.recheck import recheck
from models.outbox.recover import Recovered, recover
from models.outbox.search import (
    by_channel,
    by_ids,
    called,
    counts,
    last_number,
    newest,
    search,
    units_told,
)
from models.outbox.settle import MOST_ATTEMPTS, TEMPLATE, settle

__all__ = [
    "AT_MOST_ONCE",
    "LEASE",
    "MOST_ATTEMPTS",
    "SILENCE",
    "TEMPLATE",
    "TOGETHER",
    "Recovered",
    "by_channel",
    "by_ids",
    "called",
    "claim",
    "counts",
    "enqueue",
    "glance",
    "held",
    "in_hand",
    "last_number",
    "late",
    "merge_due",
    "newest",
    "next_ready",
    "notify_ops",
    "pass_over",
    "recheck",
    "recover",
    "release",
    "search",
    "settle",
    "stamp",
    "unheard",
    "units_told",
    "unspoken",
    "waiting",
]
