"""Which process may know which setting: the one that does not send has no key to send with."""

from __future__ import annotations

from collections.abc import Mapping

EVERYBODY = frozenset({"DONDOC_HOME", "DONDOC_LANG", "DONDOC_FAILPOINT"})
LEDGER = frozenset({"DONDOC_DATABASE_URL"})
LINKS = frozenset({"DONDOC_SECRET", "DONDOC_PORTAL_URL"})
"""Whoever signs or reads the links of units."""
ALARM = frozenset({"DONDOC_OPS_URL", "DONDOC_MEMORY_BOX"})
SENDING = ALARM | {
    "DONDOC_MAIL_URL",
    "DONDOC_ZALO_BOT_URL",
    "DONDOC_ZBS_URL",
    "DONDOC_ZBS_TEMPLATES",
    "DONDOC_TEMPLATES",
    "DONDOC_ZALO_APP_ID",
    "DONDOC_ZALO_APP_SECRET",
    "DONDOC_ZALO_PROOF",
    "DONDOC_ZALO_OAUTH_URL",
}
CALLED_BACK = frozenset(
    {"DONDOC_ZALO_BOT_SECRET", "DONDOC_ZALO_BOT_NAME", "DONDOC_ZALO_APP_ID", "DONDOC_ZALO_OA_SECRET"}
)
"""What Zalo's webhooks are checked against."""
BELONGINGS: Mapping[str, frozenset[str]] = {
    # It wakes ops when nobody else does, and never opens the ledger.
    "server": EVERYBODY | ALARM | {"DONDOC_BOARD_URL"},
    # Whoever reaches the API can have code run here: nothing to send with, nothing to sign with.
    "worker": EVERYBODY | LEDGER | {"DONDOC_PLANS", "DONDOC_MEMORY_BOX"},
    "dispatcher": EVERYBODY | LEDGER | LINKS | SENDING,
    "portal": EVERYBODY | LEDGER | LINKS | CALLED_BACK | {"DONDOC_TRUSTED_PROXIES"},
}
_OUR_KIND = ("DONDOC_", "PREFECT_")


def belonging(role: str, environment: Mapping[str, str]) -> dict[str, str]:
    """That environment without what the role has no business with; what is no setting of ours stays."""
    return {name: value for name, value in environment.items() if may_know(role, name)}


def may_know(role: str, name: str) -> bool:
    """Whether the process of that role is given the variable."""
    if name.startswith("PREFECT_SERVER_"):
        return role == "server"
    if name.startswith("PREFECT_"):
        return role in ("server", "worker")
    # Former keys, under whatever ending, go where the key goes.
    if name.startswith("DONDOC_SECRET"):
        return "DONDOC_SECRET" in BELONGINGS[role]
    return not name.startswith(_OUR_KIND) or name in BELONGINGS[role]
