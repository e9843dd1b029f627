"""Pages of the board in Prefect: written when what they show has changed, and no link leads to a lost one."""

from __future__ import annotations

from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterId

from tasks.board import artifacts, plan_run
from tasks.board.artifacts import ArtifactSheet, Shelf
from tests.flows.conftest import Office

pytestmark = pytest.mark.usefixtures("prefect_server")


class Board:
    """Two pages of one plan, of which the first leads to the second."""

    def __init__(self, office: Office, run: UUID) -> None:
        self._office, self._run = office, run
        self.main, self.inner = f"{office.code}-trang", f"{office.code}-trang--trong"

    @property
    def shelf(self) -> Shelf:
        with self._office.ledger.read() as session:
            return artifacts.shelf(session, self._office.code, self._run)

    async def keep(self, told: str) -> list[str]:
        """Which of the two were written."""
        on = self.shelf
        main = ArtifactSheet(self.main, "markdown", f"[trong]({on.link(self.inner)})", "Trang")
        sheets = [main, ArtifactSheet(self.inner, "markdown", told, "Trong", inside=True)]
        async with get_client() as client:
            return await artifacts.keep(client, self._office.ledger, self._office.code, on, sheets)

    async def text(self, key: str) -> object:
        """What the server has under the page's own address."""
        chosen = ArtifactFilter(id=ArtifactFilterId(any_=[UUID(self.shelf.known[key][0])]))
        async with get_client() as client:
            [found] = await client.read_artifacts(artifact_filter=chosen)
        return found.data


@pytest.fixture
async def board(office: Office) -> Board:
    """Both pages made."""
    made = Board(office, (await plan_run.project(office.ledger, office.picture)).run)
    assert await made.keep("một") == [made.main, made.inner]
    return made


async def test_that_a_page_has_an_address_of_its_own_by_now_is_no_change_of_those_that_lead_to_it(
    board: Board,
) -> None:
    assert board.shelf.link(board.inner).endswith(board.shelf.known[board.inner][0])
    assert await board.keep("một") == []
    assert await board.keep("hai") == [board.inner]
    assert await board.text(board.inner) == "hai"
    assert await board.text(board.main) == f"[trong](/v2/artifacts/key/{board.inner})"


async def test_a_page_deleted_by_hand_comes_back_and_the_others_lead_to_it(board: Board) -> None:
    gone = board.shelf.known[board.inner][0]
    async with get_client() as client:
        await client.delete_artifact(UUID(gone))
    assert await board.keep("hai") == [board.inner]
    here = board.shelf.known[board.inner][0]
    assert here != gone
    assert board.main in await board.keep("hai")
    assert await board.text(board.main) == f"[trong](/v2/artifacts/artifact/{here})"
    assert await board.keep("hai") == []
