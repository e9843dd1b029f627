"""Which process may know which setting: the one that does not send has no key to send with."""

from __future__ import annotations

from collections.abc import Mapping

from settings.catalogue import LINK_KEY, SETTINGS
from settings.setting import IN_FILE

ROLES = ("server", "worker", "dispatcher", "portal")
BELONGINGS: Mapping[str, frozenset[str]] = {
    role: frozenset(name for name, one in SETTINGS.items() if role in one.roles) for role in ROLES
}
_OUR_KIND = ("DONDOC_", "PREFECT_")


def belonging(role: str, environment: Mapping[str, str]) -> dict[str, str]:
    """That environment without what the role has no business with; what is no setting of ours stays."""
    return {name: value for name, value in environment.items() if may_know(role, name)}


def may_know(role: str, name: str) -> bool:
    """Whether the process of that role is given the variable, or the file that its secret stands in."""
    if (value := SETTINGS.get(name.removesuffix(IN_FILE))) is not None and value.secret:
        name = value.name
    # Prefect has many more than we name.
    if name.startswith(("PREFECT_SERVER_", "PREFECT_MESSAGING_", "PREFECT_REDIS_")):
        return role == "server"
    if name.startswith("PREFECT_"):
        return role in ("server", "worker") or name in BELONGINGS[role]
    # Former keys, under whatever ending, go where the key goes.
    if name.startswith(LINK_KEY.name):
        return role in LINK_KEY.roles
    return not name.startswith(_OUR_KIND) or name in BELONGINGS[role]
