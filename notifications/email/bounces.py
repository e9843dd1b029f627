"""Reads what a mail server sends back days later: which address it gave up, why, and which of our mails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from cascade.lang.vietnamese import composed
from notifications.email import bounce_words
from notifications.email.bounce_words import Blame
from notifications.email.incoming import Incoming, header, in_paragraphs, open_mail
from notifications.message import message_id_for

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:|/\\]{1,64}@[^\s<>()\[\]\"',;:|/\\@]{1,253}")
_DAEMON = re.compile(
    r"(?i)\b(mailer-daemon|mail-?daemon|postmaster|mail delivery|mail system|mailsystem|bounces?|mdaemon)\b"
)
_QMAIL = re.compile(r"(?m)^<([^<>\s]+@[^<>\s]+)>:[ \t]*$")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
"""Read, or called spam: either way it arrived."""
_ARRIVED = ("delivered", "relayed", "expanded")
_MOST = 20
"""Addresses that one report is taken to speak of; each mail of ours has one recipient."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail that did not arrive."""

    addresses: tuple[str, ...]
    """Of the one recipient, as we may have written it; a forwarded mail fails at another address."""
    reason: str
    shown: tuple[str, ...]
    """Message-IDs of the mail that came back, as far as the report shows it."""
    blame: Blame = Blame.ADDRESS

    def is_of(self, key: str) -> bool:
        """Whether the mail of this notice came back; its Message-ID may be at any domain."""
        mine = message_id_for(key)[1:].partition("@")[0]
        return any(one.strip("<>").partition("@")[0] == mine for one in self.shown)


def read(mail: bytes) -> list[Bounce]:
    """The mails that will not arrive; none where it is no report, or only of a delay."""
    return bounces_in(open_mail(mail))


def bounces_in(mail: Incoming) -> list[Bounce]:
    """The same of a mail that is open already."""
    shown = tuple(dict.fromkeys([*mail.copies, *mail.answered]))
    if str(mail.head.get_param("report-type", "")).lower() in _OTHER_REPORTS:
        return []
    if mail.is_report or not _speaks_for_a_server(mail):
        return list(_reported(mail.blocks, shown, mail.text))
    blocks = [one for one in in_paragraphs(mail.text) if "Final-Recipient" in one]
    if blocks:
        return list(_reported(blocks, shown, mail.text))
    found = _told(mail, shown)
    return [found] if found else []


def _reported(blocks: Sequence[Message], shown: tuple[str, ...], text: str) -> Iterator[Bounce]:
    """By RFC 3464. A list that one of its members cannot be reached through is no bad address."""
    arrived = {_original(one) for one in blocks if _action(one) in _ARRIVED} - {""}
    for block in blocks:
        status = bounce_words.status_in(header(block, "Status"))
        action = _action(block) or ("failed" if status.startswith("5") else "")
        original, last = _original(block), _address_in(block, "Final-Recipient")
        addresses = tuple(dict.fromkeys(filter(None, (original, _from_xtext(original), last))))
        if action != "failed" or not (addresses or shown) or (original and original in arrived):
            continue
        said = _after_type(header(block, "Diagnostic-Code"))
        vague = not status or status[2:] == "0.0"
        status = bounce_words.status_in(said) or status if vague else status
        blame = bounce_words.whom(status, said if said or not vague else text)
        yield Bounce(addresses, _short(f"{status} {said}"), shown, blame)


def _told(mail: Incoming, shown: tuple[str, ...]) -> Bounce | None:
    """By its words: qmail's, Exim's, an old Exchange's, a provider's own in Vietnamese or English."""
    text, subject = mail.text, bounce_words.plain(mail.subject)
    words, named = bounce_words.plain(text), _named(mail)
    status = bounce_words.status_in(text)
    given_back = bounce_words.SUBJECT.search(subject) or bounce_words.FAILED.search(words)
    if not given_back and not (status and (bounce_words.NO_SUCH.search(words) or named)):
        return None
    delayed = bounce_words.DELAYED.search(f"{subject} {words}")
    if delayed and not bounce_words.GIVEN_UP.search(words) and not status.startswith("5"):
        return None
    us = {address.lower() for address in _ADDRESS.findall(header(mail.head, "To"))}
    found = [address.rstrip(".") for address in named or _ADDRESS.findall(text)]
    addresses = tuple(dict.fromkeys(one for one in found if one.lower() not in us | {mail.writer}))[:_MOST]
    if not (addresses or shown):
        return None
    blame = bounce_words.whom(status, text)
    if not shown and blame is not Blame.ADDRESS:
        return None  # of some mail, somewhere: nothing follows
    return Bounce(addresses, _short(_why(text, addresses)), shown, blame)


def _named(mail: Incoming) -> list[str]:
    """The failed addresses where the form says which they are: Exim's and Gmail's header, qmail's lines."""
    failed = _ADDRESS.findall(header(mail.head, "X-Failed-Recipients"))
    return failed or _QMAIL.findall(mail.text)


def _speaks_for_a_server(mail: Incoming) -> bool:
    """Whether a machine says so: people, too, write of addresses that do not exist."""
    if "X-Failed-Recipients" in mail.head or _DAEMON.search(header(mail.head, "From")):
        return True
    nobody = header(mail.head, "Return-Path") == "<>" or is_automatic(mail)
    return nobody and bool(bounce_words.SUBJECT.search(bounce_words.plain(mail.subject)))


def is_automatic(mail: Incoming) -> bool:
    """No person pressed "send": a holiday reply, a receipt, a newsletter (RFC 3834 and its forerunners)."""
    if header(mail.head, "Auto-Submitted").lower() not in ("", "no") or mail.is_report:
        return True
    if header(mail.head, "Return-Path") == "<>" or mail.head.get_content_type() == "multipart/report":
        return True
    if header(mail.head, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if any(name in mail.head for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Failed-Recipients")):
        return True
    return bool(_DAEMON.search(header(mail.head, "From")) or _AWAY.search(bounce_words.plain(mail.subject)))


_AWAY = re.compile(
    r"^(re: )?\W*(auto(matic)?.?repl(y|ies)|out of office|vang mat|(thu )?(tra loi|phan hoi) tu dong)"
)


def _action(block: Message) -> str:
    return header(block, "Action").lower().partition(" ")[0]


def _original(block: Message) -> str:
    return _address_in(block, "Original-Recipient")


def _address_in(block: Message, name: str) -> str:
    """ "rfc822; <Xa1@example.vn>" → Xa1@example.vn"""
    found = _ADDRESS.search(_after_type(header(block, name)))
    return found[0] if found else ""


def _from_xtext(address: str) -> str:
    """An original recipient may be coded: "xa1+2Bvp@example.vn" (RFC 3461)."""
    return re.sub(r"\+([0-9A-F]{2})(?=[^@]*@)", lambda code: chr(int(code[1], 16)), address)


def _after_type(said: str) -> str:
    kind, mark, rest = said.partition(";")
    return rest.strip() if mark and " " not in kind.strip() else said


def _why(text: str, addresses: Sequence[str]) -> str:
    """The words around the address; all of them where it stands nowhere."""
    at = min((place for one in addresses if (place := text.find(one)) >= 0), default=0)
    return text[max(at - 40, 0) :] if at > 200 else text


def _short(said: str) -> str:
    return composed(" ".join(said.split())[:300])
