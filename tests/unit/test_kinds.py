"""Every kind of notice has its name in both languages, and no product code spells one out by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.notices.kinds import AT_MOST_ONCE, Channel, NoticeState, Occasion, called
from cascade.notices.outcome_kinds import OutcomeKind, attempts
from cascade.reports.obligation_states import ObligationState, ReportState, Shown, shown
from notifications.wording.words import OCCASIONS

HOUSE = Path(__file__).parents[2]
ROOMS = (
    "cascade",
    "settings",
    "documents",
    "models",
    "notifications",
    "services",
    "tasks",
    "flows",
    "portal",
    "cli",
)
KINDS = (Occasion, NoticeState, Channel, ObligationState, ReportState, Shown)
VALUES = {str(member) for kind in KINDS for member in kind}
SOURCES = {("cascade", "notices", "kinds.py"), ("cascade", "reports", "obligation_states.py")}
SOURCES |= {("cascade", "notices", "outcome_kinds.py")}

OTHER_MEANINGS: dict[str, set[str]] = {
    # The digest of a file; fields of an answer about a talk; tables
    "models/conferences/kept_files.py": {"digest"},
    "models/obligations/reported/report_files.py": {"digest"},
    "models/conferences/talks.py": {"speaker"},
    "cli/people/contacts.py": {"confirm"},
    "cli/people/kept_meanings.py": {"attendance", "contact_request", "line_test"},
    # Fields of a contact, and acts in the log
    "cascade/org/contact_words.py": {"mail"},
    "models/contacts/contact_requests.py": {"mail"},
    "models/contacts/person_search.py": {"digest"},
    # What the letter of the week holds, among the facts of its notice; the command about it
    "models/views/contact_views.py": {"mail"},
    "services/answers/talk_answers.py": {"speaker"},
    "services/answers/asking/stand_ins.py": {"mail"},
    "services/answers/contact_answers.py": {"contact_request", "contact_changed", "mail"},
    "documents/plan_file/typed_lines.py": {"speaker"},
    "portal/talk/talk_page.py": {"speaker"},
    "portal/talk/talk_routes.py": {"speaker"},
    "documents/unit_file/contact_workbook.py": {"mail", "zalo"},
    "portal/office/units/units_routes.py": {"mail"},
    # Forms of the board and of the office, by name; words of a command; the digest of a file
    "models/org/officers/board_ids.py": {"exempt"},
    "portal/office/plans/duty_acts.py": {"exempt"},
    "cli/people/officer_list.py": {"mail"},
    "cli/people/rule_of_two.py": {"waiting"},
    "portal/office/units/list_routes.py": {"digest"},
    # The digest of a key and of a request; a field of what a program is told
    "models/org/clients/clients.py": {"digest"},
    "models/org/clients/client_requests.py": {"digest"},
    "portal/api/told_shapes.py": {"late"},
    # The scheme of an address
    "settings/channel_settings.py": {"zbs"},
    # What anchors a date: {kind}:{name}
    "cascade/result/derivation.py": {"invitation"},
    "cascade/dates/pending.py": {"invitation"},
    "cascade/plan/plan_links.py": {"invitation", "line_test"},
    "cascade/dates/timetable.py": {"invitation"},
    # English words, fields of a plan file, columns of a list of units
    "cascade/conferences/clashes.py": {"speaker"},
    "documents/papers/details/details_json.py": {"speaker"},
    "cascade/plan/action_kinds.py": {"line_test"},
    "documents/plan_file/policy_part.py": {"reminder"},
    "documents/unit_file/columns.py": {"mail", "zalo"},
    "cascade/notices/reasons.py": {"amended", "withdrawn", "zalo_ended"},
    # What became of a duty when units changed
    "cascade/changes/unit_changes.py": {"withdrawn"},
    # Names of tables, columns, functions, facts and JSON
    "documents/console/change_text.py": {"withdrawn"},
    "flows/forms/form_choices.py": {"digest"},
    "models/changes/amendments.py": {"withdrawn"},
    "models/conferences/invitations.py": {"line_test", "speaker"},
    "models/messages/citations.py": {"issued"},
    "cascade/reports/secrecy.py": {"speaker"},
    "models/contacts/zalo_link.py": {"linked"},
    "models/changes/conference_day.py": {"attendance"},
    "models/messages/noted_facts.py": {"line_test", "speaker"},
    "models/contacts/import_contacts.py": {"linked"},
    "models/tables/act_tables.py": {"attendance", "digest"},
    "models/tables/answer_tables.py": {"line_test", "contact_request"},
    "cascade/conferences/answer_kinds.py": {"line_test", "attendance"},
    "services/conferences/conference_answers.py": {"line_test"},
    "notifications/wording/facts.py": {"speaker"},
    "notifications/wording/samples.py": {"speaker"},
    # Families and variants of a rehearsal, what becomes of an act that two must agree on, facts of a page
    "cascade/rehearsal/rehearsal_days.py": {"late"},
    "cascade/rehearsal/variants.py": {"late"},
    "models/views/second_views.py": {"withdrawn"},
    "services/issuing/fingerprints.py": {"withdrawn"},
    "services/issuing/rehearsal_letters.py": {"speaker"},
    "portal/office/issuing/issue_routes.py": {"issued"},
    # Facts, names of functions and columns, how a unit behaves, a conference without a day
    "cascade/rehearsal/behaviour.py": {"late"},
    "models/conferences/sittings.py": {"open"},
    "models/obligations/obligations.py": {"late"},
    "models/obligations/reported/report_rows.py": {"late"},
    "models/changes/batches/report_batch.py": {"late"},
    "models/outbox/__init__.py": {"late", "waiting"},
    # Rungs, acts and commands that are called so
    "models/obligations/exceptions.py": {"exempt"},
    "flows/deployments.py": {"exempt"},
    "cli/demo/demo_board.py": {"exempt"},
    "cli/demo/script.py": {"exempt"},
    "cli/registry.py": {"exempt"},
    # Acts in the log, groups of a page, tokens, other people's protocols and packages
    "cli/demo/setup.py": {"mail", "zalo"},
    "cli/machine/doctor.py": {"apprise"},
    "cli/plans/status.py": {"waiting"},
    # Keys of a plan file and of the answer of `dondoc draft`
    "documents/plan_file/when_part.py": {"awaiting"},
    "documents/papers/shown/facts_json.py": {"issued", "planned"},
    "documents/papers/draft/first_reading.py": {"issued"},
    "documents/papers/draft/paper_facts.py": {"issued", "invitation"},
    "documents/papers/draft/plan_conferences.py": {"speaker"},
    "documents/papers/draft/plan_questions.py": {"issued"},
    "documents/papers/draft/plan_yaml.py": {"issued"},
    "documents/papers/draft/reading_changes.py": {"issued"},
    "cli/duties/log.py": {
        "unknown",
        "issued",
        "amended",
        "extended",
        "attendance",
        "speaker",
        "contact_request",
        "contact_changed",
    },
    "models/outbox/tokens.py": {"unknown"},
    "notifications/email/bounces.py": {"failed"},
    "notifications/outcome.py": {"accepted"},
    "notifications/transport/passthrough.py": {"zalo", "apprise"},
    "notifications/zalo/zbs.py": {"zbs"},
    "portal/unit/entries.py": {"sent"},
    "portal/unit/unit_routes.py": {"sent", "zalo", "late"},
    # States of a draft, fields of its cards
    "models/views/draft_views.py": {"issued", "open"},
    "services/drafts/card_fields.py": {"issued", "line_test"},
    "services/drafts/again.py": {"issued"},
    "services/drafts/card_values.py": {"issued"},
}
"""Words that happen to be spelled like a kind and mean something else there."""


def bare(path: Path) -> Iterator[tuple[int, str]]:
    """The literals of a file that are spelled like a kind."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in VALUES:
            yield node.lineno, node.value


def product() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            inside = path.relative_to(HOUSE).parts
            if "migrations" not in inside and "fakes" not in inside and inside not in SOURCES:
                yield path


def test_no_product_code_spells_a_kind_out() -> None:
    strangers = [
        f"{path.relative_to(HOUSE)}:{line}: {value}"
        for path in product()
        for line, value in bare(path)
        if value not in OTHER_MEANINGS.get(str(path.relative_to(HOUSE)), set())
    ]
    assert strangers == []


def test_no_excuse_outlives_the_word_it_was_for() -> None:
    found = {str(path.relative_to(HOUSE)): {value for _, value in bare(path)} for path in product()}
    assert {name: left for name, words in OTHER_MEANINGS.items() if (left := words - found[name])} == {}


@pytest.mark.parametrize("kind", [ObligationState, Shown])
def test_every_state_has_a_name_in_both_languages(kind: type[ObligationState | Shown]) -> None:
    for member in kind:
        assert member.told.vi != str(member)
        assert member.told.en


def test_how_a_duty_looks_follows_from_its_state_and_its_dates() -> None:
    assert [one for one in ObligationState if not (one.undone or one.received)] == ["exempt", "withdrawn"]
    assert [shown(one, late=True) for one in (ObligationState.OPEN, ObligationState.ACCEPTED)] == [
        Shown.LATE,
        Shown.DONE_LATE,
    ]
    assert all(shown(one, late=False).value == one for one in ObligationState)
    assert len({one.colour for one in Shown}) == len(Shown) - 1, "what is taken off has one colour"


@pytest.mark.parametrize("kind", [Occasion, NoticeState, Channel])
def test_every_kind_is_called_something_in_both_languages(kind: type[Occasion]) -> None:
    for member in kind:
        assert member.told.vi != str(member)
        assert called(kind, str(member)) == member.told.vi
        assert called(kind, str(member), "en") == member.told.en
    assert called(kind, "of a newer version").startswith("of a newer version (")


def test_every_occasion_has_its_templates_and_every_template_its_occasion() -> None:
    assert set(OCCASIONS) == set(Occasion)


def test_what_follows_from_a_kind() -> None:
    assert {one for one in Channel if one.at_most_once} == AT_MOST_ONCE
    assert [one for one in Occasion if one.at_any_hour] == [
        "contact_confirm",
        "contact_changed",
        "linked",
        "not_linked",
        "zalo_linked",
        "zalo_ended",
        "office_login",
        "office_factor",
        "form_not_taken",
        "reply_seen",
        "ops",
    ]
    assert [one for one in NoticeState if one.open] == ["queued", "sending", "retry"]


def test_attempts_are_counted_in_words_of_either_language() -> None:
    done: dict[str, int] = {OutcomeKind.LATER: 18, OutcomeKind.ACCEPTED: 2, NoticeState.SUPERSEDED: 1}
    assert attempts(done) == "đã gửi 2, sẽ gửi lại 18, không còn cần 1"
    assert attempts(done, "en") == "sent 2, to be sent again 18, no longer needed 1"
    assert attempts({}) == ""
