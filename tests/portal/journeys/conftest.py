"""One lived counter and one server for a module; its pages are looked at, nothing is decided there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.database.ledger import Ledger
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.office.web.desk import COOKIE
from tests.portal.conference.conftest import Hall
from tests.portal.journeys import lived_counter
from tests.portal.journeys.looking import PHONE, Reader
from tests.portal.office.office_screens import served
from tests.portal.office.places import PLACES
from tests.portal.office.plans.test_issue_a_draft import drafted


@dataclass(frozen=True)
class Lived:
    """What has been lived, and where it is served."""

    office: Hall
    address: str
    pages: Mapping[str, list[str]]
    """Where each page behind a link is looked at."""
    draft: int
    """Of a paper, with open questions."""
    ready: int
    """A draft in which nothing is open any more."""
    secret: str
    """Of an officer who may do everything everywhere, and came in so long ago that some acts ask again."""

    def number(self, duty: str, unit: str) -> int:
        return self.office.obligation(duty, unit).id

    def come_in(self, page: Page) -> None:
        """From here on the browser is the officer's."""
        kept = {"name": COOKIE, "value": self.secret, "domain": "127.0.0.1", "path": "/", "secure": True}
        page.context.add_cookies([kept])  # type: ignore[list-item]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder: Path = tmp_path_factory.mktemp("lived")
    ledger = Ledger(f"sqlite:///{folder}/ledger.db")
    lived_counter.live(ledger)
    with ledger.begin() as session:
        now = clock.now(session)
        grants = [OfficeGrant(role, EVERYWHERE) for role in OfficeRole]
        made = officers.add(session, "Trần Thị Lan", "lan@example.vn", grants, now=now, by="kiểm thử")
        secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
        clock.set_clock(session, now + timedelta(minutes=11))
    office = Hall(ledger, 1)
    draft = PLACES["draft_id"].find(office)
    assert isinstance(draft, int)
    pages = {path: of(office) for path, of in lived_counter.PAGES.items()}
    with served(ledger) as address:
        yield Lived(office, address, pages, draft, drafted(office), secret)
    ledger.dispose()


def reading(browser: Browser, locale: str, *, whole: bool = True, scripts: bool = True) -> Iterator[Reader]:
    """Somebody at a page; at the end no page has broken our policy and no script has failed."""
    said: list[str] = []
    with browser.new_context(
        locale=locale, viewport={"width": PHONE, "height": 800}, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.on("console", lambda one: said.append(one.text))
        page.on("pageerror", lambda error: said.append(f"Content Security Policy? {error}"))
        yield Reader(page, whole)
    assert not [one for one in said if "Content Security Policy" in one]


VIETNAMESE, ENGLISH = pytest.param(("vi-VN", True), id="vi"), pytest.param(("en-GB", False), id="en")
IN_ENGLISH = pytest.param(("en-GB", True), marks=pytest.mark.slow, id="en with axe")


@pytest.fixture(params=[VIETNAMESE, ENGLISH, IN_ENGLISH])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Reader]:
    """Of either language; in English only the widths are looked at where tests are to be quick."""
    locale, whole = request.param
    yield from reading(browser, locale, whole=whole)


@pytest.fixture(
    params=[pytest.param("vi-VN", id="vi"), pytest.param("en-GB", marks=pytest.mark.slow, id="en")]
)
def officer(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Reader]:
    """Looks at everything, in English only where tests may be slow."""
    yield from reading(browser, request.param)
