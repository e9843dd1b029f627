"""An address that a program names to be told at: https, and never one inside our own house."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told

LONGEST = 500
_TODO = Told(
    "ghi https://… ở một máy trên mạng công khai", "give https://… on a machine of the public network"
)
_OURS = ("localhost", "local", "internal", "intranet", "lan", "home", "arpa")
NO_ADDRESS = Wrong(Told("không phải một địa chỉ web", "this is no address of the web"), _TODO)
NOT_SAFE = Wrong(Told("địa chỉ phải bắt đầu bằng https://", "it must begin with https://"), _TODO)
INSIDE = Wrong(Told("máy này ở trong mạng nội bộ", "that machine is of an inner network"), _TODO)


def read(typed: str, *, private: bool = False) -> str:
    """The address as it is called. `private`: plain http and machines of the inner network are allowed.

    Refusal: no address, one with a password in it, or one that is not for everybody. A name is looked up only
    when it is called, each time anew.
    """
    try:
        parts = urlsplit(typed)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise NO_ADDRESS from None
    named = host and not parts.username and not parts.password and not parts.fragment
    if not named or len(typed) > LONGEST or not typed.isascii() or typed.split() != [typed]:
        raise NO_ADDRESS
    if not private and parts.scheme == "http":
        raise NOT_SAFE
    if parts.scheme not in ("http", "https"):
        raise NO_ADDRESS
    if not private and _inside(host):
        raise INSIDE
    return typed


def public(address: str) -> bool:
    """Whether an IP address is of the public network, also one that stands inside another."""
    found = ip_address(address)
    inner = (found.ipv4_mapped or found.sixtofour) if isinstance(found, IPv6Address) else None
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def _inside(host: str) -> bool:
    """An IP address of ours, or a name that only an inner network has."""
    try:
        return not public(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return "." not in host.rstrip(".") or last in _OURS
