"""From a paper to a plan in the office: what is read, what officers change, what comes out of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from models.conferences import kept_files
from models.contacts import import_units
from models.database.ledger import Ledger
from models.obligations import obligations
from models.plans import drafts
from models.views.draft_views import CardState, DraftState
from services import plan_files
from services.drafts import again, choosing, list_drafts, marked, papers_in, save, sheet, to_plan
from services.drafts.edits import (
    AddRequirement,
    AnswerHow,
    AnswerQuestion,
    BringBack,
    Choice,
    Clash,
    Confirm,
    Correct,
    Marked,
    Remove,
    ReplaceText,
)
from services.drafts.papers_in import read_papers
from services.drafts.start import start
from services.issuing import amend_plan, issue_plan
from tests.ledger.changes.draft_desk import NOW, TEXT, Desk, begin
from tests.ledger.database.test_query_plans import recorded, scans
from tests.ledger.world import House, province


def card_for(desk: Desk, words: str) -> str:
    return next(one.id for one in desk.sheet().cards if words in str(one.title))


def test_a_paper_is_read_against_the_units_of_the_ledger(desk: Desk) -> None:
    shown = desk.sheet()
    card = shown.card(card_for(desk, "tổng hợp"))
    assert card is not None
    assert card.who is not None
    assert [code for code, _ in card.who.first] == ["tinh-btg"]
    assert card.when is not None
    assert card.when.latest == date(2026, 6, 10)
    assert card.state is CardState.PROPOSED
    assert card.source is not None
    assert (card.source.file, card.source.phrase) == ("ke-hoach.txt", "chậm nhất ngày 10/6/2026")
    assert shown.progress.done == 0
    assert not shown.can_issue


def test_the_text_stands_on_the_sheet_letter_for_letter_with_its_facts(desk: Desk) -> None:
    (paper,) = desk.sheet().papers
    assert [block.text for block in paper.blocks] == [line for line in TEXT.split("\n") if line.strip()]
    marked_words = {span.text: span.kind for block in paper.blocks for span in block.spans if span.kind}
    assert marked_words["trước ngày 25/5/2026"] == "deadline"


def test_each_act_is_a_version_and_an_old_one_comes_back(desk: Desk) -> None:
    card = card_for(desk, "tổng hợp")
    desk.save(Confirm(card), on=1)
    desk.save(Correct(card, "when", "trong quý III"), on=2, by="Minh")
    changed = desk.sheet().card(card)
    assert changed is not None
    assert changed.when is not None
    assert changed.when.latest == date(2026, 9, 30)
    assert changed.state is CardState.CORRECTED
    with desk.ledger.begin() as session:
        (difference,) = list_drafts.difference(session, desk.number, 1, 3)
        assert (difference.card, difference.field, difference.by) == (card, "when", "Minh")
        assert save.restore(session, desk.number, 1, on=3, now=NOW, by="Lan").version == 4
        assert [one.version for one in list_drafts.versions(session, desk.number)] == [4, 3, 2, 1]
        assert drafts.version(session, desk.number, 4).text == drafts.version(session, desk.number, 1).text


def test_a_removed_card_comes_back_as_it_was_with_its_questions(desk: Desk) -> None:
    with desk.ledger.read() as session:
        before = drafts.version(session, desk.number, 1).text
    cards = [one.id for one in desk.sheet().cards if one.id.startswith("requirements")]
    desk.save(*(Remove(card) for card in cards), on=1)
    shown = desk.sheet()
    assert {one.state for one in shown.cards if one.id in cards} == {CardState.REMOVED}
    assert not [one for one in shown.questions if one.card in cards]
    desk.save(*(BringBack(card) for card in reversed(cards)), on=2)
    with desk.ledger.read() as session:
        again = drafts.version(session, desk.number, 3).text
    assert sorted(again.splitlines()) == sorted(before.splitlines())


def test_a_deadline_that_is_no_time_is_refused_in_one_line_and_nothing_is_saved(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.save(Confirm("plan"), Correct(card_for(desk, "tổng hợp"), "when", "khi nào xong"), on=1)
    assert str(refused.value).startswith("Hạn: không hiểu “khi nào xong” là khi nào")
    assert desk.sheet().version == 1


def test_a_typed_time_and_a_choice_are_told_before_they_are_saved(desk: Desk) -> None:
    with desk.ledger.read() as session:
        time = choosing.understood(session, desk.number, "chậm nhất ngày 25/4", now=NOW)
        who = Choice(level="grassroots", exclude=("h1-x1",))
        chosen = choosing.who_counts(session, who, draft_id=desk.number, now=NOW)
    assert time.told.vi == "chậm nhất hết ngày 25/4/2026 (năm suy từ ngày ban hành)"
    assert chosen.count == 3
    assert [code for code, _ in chosen.first] == ["h1-x2", "h2-x1", "h2-x2"]


def test_marked_words_are_read_by_the_same_grammar(desk: Desk) -> None:
    (paper,) = desk.sheet().papers
    block = next(one for one in paper.blocks if "tổng hợp" in one.text)
    words = Marked(0, block.number, 0, len(block.text))
    with desk.ledger.read() as session:
        read = marked.read_marked(session, desk.number, words, now=NOW)
    assert read["when"] == "chậm nhất ngày 10/6/2026"
    assert read["who"] == Choice(units=("tinh-btg",))
    (created,) = desk.save(AddRequirement(words, {"action": "Gửi bản tổng hợp"}), on=1).created
    card = desk.sheet().card(created)
    assert card is not None
    assert (card.state, card.title) == (CardState.ADDED, "Gửi bản tổng hợp")


def test_who_corrects_a_field_somebody_else_has_changed_is_shown_both(desk: Desk) -> None:
    card = card_for(desk, "tổng hợp")
    desk.save(Correct(card, "when", "chậm nhất ngày 15/6/2026"), on=1, by="Minh")
    merged = desk.save(Correct(card, "action", "Tổng hợp toàn tỉnh"), on=1)
    assert merged.merged
    with pytest.raises(Clash) as clash:
        desk.save(Correct(card, "when", "20/6/2026"), on=1)
    (found,) = clash.value.clashes
    assert (found.base, found.theirs, found.mine, found.by) == (
        "chậm nhất ngày 10/6/2026",
        "chậm nhất ngày 15/6/2026",
        "20/6/2026",
        "Minh",
    )
    desk.save(*clash.value.edits, on=clash.value.version)
    shown = desk.sheet().card(card)
    assert shown is not None
    assert shown.title == "Tổng hợp toàn tỉnh"
    assert shown.when is not None
    assert shown.when.latest == date(2026, 6, 20)


def test_an_edited_file_comes_back_and_a_broken_one_names_its_line(desk: Desk) -> None:
    card = card_for(desk, "tổng hợp")
    with desk.ledger.read() as session:
        _, text = to_plan.plan_text(session, desk.number)
    edited = text.replace("day: 2026-06-10", "day: 2026-06-12")
    desk.save(Correct(card, "action", "Tổng hợp"), on=1, by="Minh")
    desk.save(ReplaceText(edited), on=1)
    shown = desk.sheet().card(card)
    assert shown is not None
    assert shown.when is not None
    assert (shown.title, shown.when.latest) == ("Tổng hợp", date(2026, 6, 12))
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "kind: synthesise" in row)
    with pytest.raises(Refusal, match=f"kế hoạch:{line}: "):
        desk.save(ReplaceText(text.replace("kind: synthesise", "kind: hát")), on=3)


def test_the_downloaded_file_and_the_draft_give_the_same_obligations(desk: Desk, tmp_path: Path) -> None:
    desk.answer_all()
    shown = desk.sheet()
    assert shown.can_issue
    file = tmp_path / "plan.yaml"
    with desk.ledger.begin() as session:
        file.write_text(to_plan.plan_text(session, desk.number)[1], encoding="utf-8")
        plan, tree = to_plan.to_plan(session, desk.number, now=NOW)
        seen = to_plan.look(session, desk.number, now=NOW)
        by_file = plan_files.beforehand(session, read_plan(file), province())
        issued = issue_plan.issue(session, plan, tree, now=NOW, by="Lan", seen=seen)
        to_plan.mark_issued(session, desk.number, issued.plan_id, version=shown.version, now=NOW, by="Lan")
    assert {(one.id, one.duty.window) for one in by_file.obligations} == {
        (one.id, one.duty.window) for one in issued.cascade.obligations
    }
    assert issued.units > 0
    with desk.ledger.read() as session:
        assert obligations.rows(session, issued.plan_id, now=NOW)
        assert drafts.of_plan(session, issued.plan_id)[0].state is DraftState.ISSUED
        assert list_drafts.waiting(session, None, now=NOW) == 0
    with pytest.raises(Refusal, match="đã ban hành"):
        desk.save(Confirm("plan"), on=shown.version)


def test_a_draft_that_was_changed_meanwhile_is_not_issued(desk: Desk) -> None:
    desk.answer_all()
    seen = desk.sheet().version
    desk.save(Confirm("plan"), on=seen, by="Minh")
    with desk.ledger.begin() as session, pytest.raises(Refusal, match="vừa có người sửa"):
        to_plan.mark_issued(session, desk.number, 1, version=seen, now=NOW, by="Lan")


def test_a_draft_is_listed_for_the_committees_it_is_for(desk: Desk) -> None:
    with desk.ledger.begin() as session:
        begin(session, unit="h1")
    with desk.ledger.read() as session:
        listed = {
            code: [one.unit for one in list_drafts.open_drafts(session, [code], now=NOW)]
            for code in ("tinh", "h1", "h2", "")
        }
        assert list_drafts.waiting(session, ["h1"], now=NOW) == 1
    assert listed == {"tinh": ["h1", "tinh"], "h1": ["h1"], "h2": [], "": ["h1", "tinh"]}
    draft = desk.sheet().draft
    assert draft.open_questions == desk.sheet().progress.open_questions > 0


def test_without_units_the_paper_is_read_by_level(ledger: Ledger) -> None:
    with ledger.begin() as session:
        number = begin(session, unit="")
    shown = Desk(ledger, number).sheet()
    told = {str(one.who.trouble) for one in shown.cards if one.who is not None}
    assert told <= {"chưa có danh sách đơn vị", "chưa rõ ai làm"}
    assert shown.refusal is not None


def test_a_secret_draft_is_called_by_its_number(desk: Desk) -> None:
    title = desk.sheet().draft.title
    desk.save(Correct("plan", "secret", "true"), on=1)
    with desk.ledger.read() as session:
        (listed,) = list_drafts.open_drafts(session, None, now=NOW)
    number = desk.sheet().card("plan")
    assert number is not None
    shown = number.field("number")
    assert shown is not None
    assert listed.title == shown.typed != ""
    desk.save(Correct("plan", "secret", ""), on=2)
    assert desk.sheet().draft.title == title


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "chưa chọn tệp nào"),
        ([("a.txt", b"x")] * 11, "có quá 10 tệp"),
        ([("../../etc/kh.docx", b"PK\x03\x04 broken")], "kh.docx: "),
        ([("scan.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600)], "scan.doc: "),
        ([("to.txt", b" " * (20 * 1024 * 1024 + 1))], "to.txt: tệp lớn hơn 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_with_its_name(
    files: list[tuple[str, bytes]], told: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_papers(files)
    assert str(refused.value).startswith(told)
    assert "\n" not in str(refused.value)


def test_a_paper_is_kept_as_it_came_while_a_draft_names_it(desk: Desk) -> None:
    with desk.ledger.begin() as session:
        paper, body = papers_in.body(session, desk.number, 1)
        kept_files.forget(session, paper.digest)
        assert papers_in.body(session, desk.number, 1) == (paper, body)
    assert (paper.name, body) == ("ke-hoach.txt", TEXT.encode())


def test_a_question_is_answered_dropped_and_asked_again(desk: Desk) -> None:
    asked = next(one for one in desk.sheet().questions if one.matters and one.field == "who")
    desk.save(AnswerQuestion(asked.about, AnswerHow.DROP), on=1)
    dropped = desk.sheet().card(asked.card)
    assert dropped is not None
    assert dropped.state is CardState.REMOVED
    desk.save(BringBack(asked.card), on=2)
    desk.save(AnswerQuestion(asked.about, AnswerHow.OWN, Choice(units=("tinh-vp",))), on=3)
    answered = desk.sheet().card(asked.card)
    assert answered is not None
    assert answered.who is not None
    assert [code for code, _ in answered.who.first] == ["tinh-vp"]
    desk.save(Correct(asked.card, "who", Choice(units=("tinh-btg",))), on=4)
    corrected = desk.sheet().card(asked.card)
    assert corrected is not None
    assert corrected.who is not None
    assert [code for code, _ in corrected.who.first] == ["tinh-btg"]


def test_a_corrected_paper_tells_what_changed_and_the_draft_takes_over_what_is_chosen(desk: Desk) -> None:
    summed = card_for(desk, "tổng hợp")
    name = summed.partition(".")[2]
    desk.save(Correct(summed, "action", "Tổng hợp toàn tỉnh"), on=1)
    corrected = TEXT.replace("ngày 10/6/2026", "ngày 15/6/2026").replace(
        "3. Tổ giúp việc", "3. Ban Tuyên giáo gửi đề cương trước ngày 12/3/2026.\n\n4. Tổ giúp việc"
    )
    handed = read_papers([("ke-hoach-sua.txt", corrected.encode())])
    with desk.ledger.begin() as session:
        told = again.compare(session, desk.number, handed, now=NOW)
        assert {one.told.vi.partition(":")[0] for one in told if one.can_apply} == {f"{name} hạn", "mới"}
        keys = [one.key for one in told if one.can_apply]
        saved = again.apply(session, desk.number, handed, keys, on=2, now=NOW, by="Lan")
    shown = desk.sheet()
    card, (new,) = shown.card(summed), saved.created
    assert card is not None
    assert card.when is not None
    assert (card.title, card.when.latest) == ("Tổng hợp toàn tỉnh", date(2026, 6, 15))
    added = shown.card(new)
    assert added is not None
    assert added.when is not None
    assert added.when.latest == date(2026, 3, 11)
    assert "ngày 15/6/2026" in "".join(block.text for block in shown.papers[0].blocks)
    with desk.ledger.read() as session:
        assert [one.name for one in drafts.papers(session, desk.number)] == [
            "ke-hoach.txt",
            "ke-hoach-sua.txt",
        ]


def test_a_plan_is_amended_from_a_draft_that_begins_where_its_own_ended(desk: Desk) -> None:
    desk.answer_all()
    seen = desk.sheet().version
    handed = read_papers([("ke-hoach-sua.txt", TEXT.replace("10/6/2026", "15/6/2026").encode())])
    with desk.ledger.begin() as session:
        plan, tree = to_plan.to_plan(session, desk.number, now=NOW)
        issued = issue_plan.issue(session, plan, tree, now=NOW, by="Lan")
        to_plan.mark_issued(session, desk.number, issued.plan_id, version=seen, now=NOW, by="Lan")
        later = again.from_last(session, issued.plan_id, unit="tinh", now=NOW, by="Lan")
        assert later is not None
        keys = [one.key for one in again.compare(session, later, handed, now=NOW) if one.can_apply]
        again.apply(session, later, handed, keys, on=1, now=NOW, by="Lan")
        changed, tree = to_plan.to_plan(session, later, now=NOW)
        amended = amend_plan.preview(session, changed, tree, now=NOW)
    moved = {
        one.duty.requirement
        for one in amended.cascade.obligations
        if one.duty.window.latest == date(2026, 6, 15)
    }
    assert moved == {card_for(desk, "tổng hợp").partition(".")[2]}
    assert [one.after.unit for one in amended.amendment.moved_later] == ["tinh-btg"]


def test_the_page_of_a_draft_asks_few_questions_and_each_by_index(desk: Desk) -> None:
    house = House(desk.ledger, 0, "")
    with recorded(house) as statements, desk.ledger.begin() as session:
        sheet.sheet(session, desk.number, now=NOW)
        list_drafts.versions(session, desk.number)
    assert len(statements) <= 9
    with recorded(house) as listing, desk.ledger.begin() as session:
        list_drafts.open_drafts(session, ["h1"], now=NOW)
        list_drafts.open_drafts(session, None, now=NOW, before=1000)
        list_drafts.waiting(session, ["h1"], now=NOW)
        drafts.of_plan(session, 1)
    found = [scan for one in (*statements, *listing) for scan in scans(house, *one)]
    assert [scan for scan in found if "draft" in scan.partition(":")[0]] == []


def test_a_real_paper_gives_the_same_by_the_office_and_by_its_file(ledger: Ledger, tmp_path: Path) -> None:
    home = Path(__file__).parents[3]
    seeds = sorted((home.parent / "shared" / "seeds").glob("001_*.txt"))
    if not seeds:
        pytest.skip("the papers lie beside the project only where it is worked on")
    tree = read_units(home / "examples" / "dong-nai.csv")
    handed = read_papers([(seeds[0].name, seeds[0].read_bytes())])
    with ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        desk = Desk(ledger, start(session, handed, unit="dong-nai", now=NOW, by="Lan"))
    asked = [one for one in desk.sheet().questions if one.open and one.matters]
    given = {"issued": "01/3/2024"}
    answers = [
        AnswerQuestion(one.about, AnswerHow.OWN, given.get(one.about, ("dong-nai-btg",))) for one in asked
    ]
    desk.save(*answers, on=1)
    file = tmp_path / "plan.yaml"
    with ledger.begin() as session:
        file.write_text(to_plan.plan_text(session, desk.number)[1], encoding="utf-8")
        by_office = to_plan.look(session, desk.number, now=NOW)
        by_file = plan_files.beforehand(session, read_plan(file), tree)
    assert len(by_office.obligations) == 100
    assert [(one.id, one.duty.window) for one in by_office.obligations] == [
        (one.id, one.duty.window) for one in by_file.obligations
    ]
