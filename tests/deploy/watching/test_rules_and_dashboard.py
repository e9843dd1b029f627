"""Alert rules and the dashboard name figures that exist, and promtool finds no fault with the rules."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from cli.watching.figure_names import OF_LEDGER, OF_PROCESS
from tests.conftest import CHECKOUT

RULES = CHECKOUT / "deploy" / "prometheus"
DASHBOARD = CHECKOUT / "deploy" / "grafana" / "dondoc.json"
NAME = re.compile(r"\bdondoc_\w+")
OF_PROCESSES = {"process_resident_memory_bytes", "up"}
"""What prometheus-client and Prometheus themselves say."""
BOTH = re.compile(r".*[À-ỹ].* / .*")


def known() -> set[str]:
    """Every name that a query may use: counters and histograms have several."""
    endings = {"dondoc_sends": ("_total",), "dondoc_pages": ("_total",)}
    parts = ("_bucket", "_sum", "_count")
    return set(OF_LEDGER) | {name + end for name in OF_PROCESS for end in endings.get(name, parts)}


def rules() -> list[dict[str, Any]]:
    told = yaml.safe_load((RULES / "dondoc.rules.yml").read_text(encoding="utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return found


def queries() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def test_every_figure_that_is_asked_for_exists_and_every_one_of_ours_is_shown() -> None:
    asked = {name for query in queries() for name in NAME.findall(query)}
    assert asked - known() == set()
    shown = {name for panel in panels() for one in panel["targets"] for name in NAME.findall(one["expr"])}
    unseen = {name for name in {*OF_LEDGER, *OF_PROCESS} if not any(one.startswith(name) for one in shown)}
    assert unseen == set()


def test_labels_that_queries_use_are_those_of_the_figures() -> None:
    labels = {label for one in (*OF_LEDGER.values(), *OF_PROCESS.values()) for label in one.labels}
    for query in queries():
        by = {part.strip() for group in re.findall(r"by \(([^)]*)\)", query) for part in group.split(",")}
        within = set(re.findall(r"[{,]\s*(\w+)\s*[=!]", query))
        assert (by | within) - labels - {"le", "job", "role"} == set(), query


def test_what_people_read_is_vietnamese_first_then_english() -> None:
    titles = [panel["title"] for panel in panels()]
    told = [rule["annotations"]["summary"] for rule in rules()]
    assert [one for one in (*titles, *told) if not BOTH.fullmatch(one)] == []
    assert len(set(titles)) == len(titles) > 15
    assert {rule["labels"]["severity"] for rule in rules()} == {"warning", "critical"}


def test_every_rule_has_its_test_and_its_line_in_the_handbook() -> None:
    names = [rule["alert"] for rule in rules()]
    tests = yaml.safe_load((RULES / "dondoc.tests.yml").read_text(encoding="utf-8"))["tests"]
    assert sorted(one["name"] for one in tests) == sorted(names)
    for page in ("quan-sat.md", "observability.en.md"):
        text = (CHECKOUT / "docs" / page).read_text(encoding="utf-8")
        assert [name for name in (*names, *OF_LEDGER, *OF_PROCESS) if f"`{name}`" not in text] == [], page


@pytest.mark.parametrize(
    "words",
    [
        ["check", "rules", "dondoc.rules.yml"],
        ["check", "config", "prometheus.example.yml"],
        ["test", "rules", "dondoc.tests.yml"],
    ],
    ids=lambda words: words[0] + words[1],
)
def test_promtool_finds_no_fault(words: list[str]) -> None:
    if (promtool := shutil.which("promtool")) is None:
        pytest.skip("no promtool on this machine (Debian: apt install prometheus)")
    told = subprocess.run([promtool, *words], cwd=RULES, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
