"""The turns of the counter: how often one link and one address may open a page or send a form."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.web.turn_bucket import KeptTurns, Pace, SharedTurns
from portal.web.wrong_guesses import neighbourhood


def _pages_of_a_link(kept: KeptTurns | None = None) -> Pace:
    return Pace(120, kept=kept)


def _acts_of_a_link(kept: KeptTurns | None = None) -> Pace:
    return Pace(30, kept=kept)


def _calls_of_an_address(kept: KeptTurns | None = None) -> Pace:
    """All units of a district may stand behind one address; Zalo's calls are not counted here."""
    return Pace(1200, kept=kept)


def _acts_of_an_address(kept: KeptTurns | None = None) -> Pace:
    return Pace(300, kept=kept)


def _requests_of_a_program(kept: KeptTurns | None = None) -> Pace:
    """A program reads a province's list or hands in for all of it within some minutes."""
    return Pace(600, kept=kept)


def _logins_of_an_address(kept: KeptTurns | None = None) -> Pace:
    """A whole office sits behind one address; a stranger learns nothing by asking."""
    return Pace(20, 3600, kept=kept)


def _logins_of_a_mailbox(kept: KeptTurns | None = None) -> Pace:
    return Pace(5, 3600, kept=kept)


_ALL = (
    *(_pages_of_a_link, _acts_of_a_link, _calls_of_an_address, _acts_of_an_address),
    *(_requests_of_a_program, _logins_of_an_address, _logins_of_a_mailbox),
)
"""In the order of the fields of `Paces`."""


@dataclass(frozen=True, slots=True)
class Paces:
    """Turns, in this process, or `shared`. What must hold on all machines is counted in the ledger."""

    pages: Pace = field(default_factory=_pages_of_a_link)
    acts: Pace = field(default_factory=_acts_of_a_link)
    calls: Pace = field(default_factory=_calls_of_an_address)
    posts: Pace = field(default_factory=_acts_of_an_address)
    programs: Pace = field(default_factory=_requests_of_a_program)
    logins: Pace = field(default_factory=_logins_of_an_address)
    mailboxes: Pace = field(default_factory=_logins_of_a_mailbox)

    @classmethod
    def shared(cls) -> Paces:
        """Of all processes that are forked from this one."""
        return cls(*(make(SharedTurns(10_000)) for make in _ALL))

    def may_call(self, address: str) -> bool:
        """Whether this address may ask for anything at all."""
        return self.calls.take(neighbourhood(address))

    def may_post(self, address: str) -> bool:
        """Whether this address may send a form, with a good link or a bad one."""
        return self.posts.take(neighbourhood(address))

    def may_open(self, link: str) -> bool:
        """Whether a page may be opened with this link once more."""
        return self.pages.take(link)

    def may_act(self, link: str) -> bool:
        """Whether a form may be sent with this link once more."""
        return self.acts.take(link)

    def may_ask(self, client: int) -> bool:
        """Whether a client of the API may ask once more."""
        return self.programs.take(str(client))

    def may_ask_in(self, address: str, mail: str) -> bool:
        """Whether a login link may be asked for once more, from this address and for this mailbox."""
        return self.logins.take(neighbourhood(address)) and self.mailboxes.take(mail)
