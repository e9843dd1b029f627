"""compose.yaml and the manifests: as their own schemas want them, and told what their processes may know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from cli.serving.roles import BELONGS_AS, ROLES
from settings.belongings import may_know
from settings.watch_settings import METRICS
from tests.deploy.test_settings import DEPLOY, HOUSE, stated

MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OURS = "/dondoc/.venv/bin/"


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def house() -> dict[str, dict[str, Any]]:
    """The services that are ours."""
    return {name: one for name, one in compose()["services"].items() if one["image"] == "dondoc"}


def manifests() -> Iterator[dict[str, Any]]:
    for file in MANIFESTS:
        yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """By name, what each pod is."""
    for one in manifests():
        if "template" in one.get("spec", {}):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def role_of(command: list[str]) -> str:
    """As whom the settings know that process; `dondoc deploy` is what a worker is."""
    return BELONGS_AS.get(command[0], command[0].replace("deploy", "worker"))


def test_compose_is_as_the_compose_specification_wants_it() -> None:
    # compose-spec.json is the specification's own (Apache-2.0).
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft7Validator(schema | {"$schema": ""}).iter_errors(compose())) == []


@pytest.mark.parametrize("version", ["1.29", "1.34"])
def test_every_manifest_is_as_kubernetes_wants_it(version: str) -> None:
    for one in manifests():
        kubernetes_validate.validate(one, version, strict=True)


def test_compose_starts_roles_that_exist_with_what_they_may_know() -> None:
    assert len(house()) == 9
    for name, one in house().items():
        role = role_of(one["command"])
        assert one["command"][0] in {*ROLES, "deploy"}
        assert one["env_file"] == f"{role}.env"
        assert set(one["environment"]) <= set(stated())
        assert all(may_know(role, variable) for variable in one["environment"]), name
    ports = [port for one in house().values() for port in one.get("ports", [])]
    assert ports == []


def test_compose_names_nothing_that_it_does_not_have() -> None:
    read = compose()
    services = read["services"]
    for one in services.values():
        named = {volume.split(":")[0] for volume in one["volumes"]}
        assert {name for name in named if not name.startswith("./")} <= set(read["volumes"])
        assert set(one.get("depends_on", {})) <= set(services)
    assert (DEPLOY / house()["api"]["build"]["context"]).resolve() == HOUSE
    assert (HOUSE / house()["api"]["build"]["dockerfile"]).is_file()
    # One database each, under the name that the address of each says.
    told_to = [value for one in house().values() for value in one["environment"].values()]
    addresses = {value.rpartition("/")[2] for value in told_to if value.startswith("postgresql")}
    made = (DEPLOY / "postgres" / "prefect.sql").read_text(encoding="utf-8")
    assert addresses == {"prefect", services["database"]["environment"]["POSTGRES_DB"]}
    assert "CREATE DATABASE prefect" in made
    assert "pg_trgm" in made


def test_the_proxy_of_compose_changes_what_stands_in_the_proxys_file() -> None:
    changed = re.findall(
        r"s/(server [\d.:]+)/server \w+:\d+/", " ".join(compose()["services"]["proxy"]["command"])
    )
    told = (DEPLOY / "nginx" / "dondoc.conf").read_text(encoding="utf-8")
    assert len(changed) == 2
    assert all(told.count(old) == 1 for old in changed)
    assert not re.findall(r"proxy_pass http://127", told)


def test_nothing_starts_before_what_it_needs() -> None:
    needs = {name: set(one.get("depends_on", {})) for name, one in compose()["services"].items()}
    assert needs["api"] >= {"migrate", "redis"}
    assert needs["services"] >= {"migrate"}
    assert all(needs[name] == {"deploy"} for name in needs if name.startswith("worker"))
    assert needs["deploy"] == {"api"}


def test_a_pod_starts_a_role_that_exists_with_what_it_may_know() -> None:
    maps = {one["metadata"]["name"]: one["data"] for one in manifests() if one["kind"] == "ConfigMap"}
    roles = set()
    for name, pod in pods():
        (container,) = pod["containers"]
        roles.add(container["args"][0])
        role = role_of(container["args"])
        (config,) = [source["configMapRef"]["name"] for source in container["envFrom"]]
        told = {one["name"] for one in container["env"]} | set(maps[config])
        assert all(may_know(role, variable) and variable in stated() for variable in told), name
    assert roles == {*ROLES, "deploy"} - {"alive"}


def test_whoever_has_figures_shows_them_inside_and_nowhere_else() -> None:
    shown = {name: one for name, one in house().items() if METRICS.name in one["environment"]}
    assert {role_of(one["command"]) for one in shown.values()} == {"dispatcher", "portal"}
    assert {one["environment"][METRICS.name] for one in shown.values()} == {"0.0.0.0:9464"}
    doors = {
        container["args"][0]: {
            door["containerPort"] for door in container["ports"] if door["name"] == "metrics"
        }
        for _, pod in pods()
        for container in pod["containers"]
        if METRICS.name in {one["name"] for one in container["env"]}
    }
    assert doors == {"portal": {9464}, "dispatcher": {9465}}
    services = [one for one in manifests() if one["kind"] == "Service"]
    assert not [one for one in services for door in one["spec"]["ports"] if door["port"] in (9464, 9465)]


def test_secrets_stand_in_no_manifest() -> None:
    named: Mapping[str, Any] = {one["kind"]: one for one in manifests()}
    assert "Secret" not in named
    for name, pod in pods():
        for one in pod["containers"][0]["env"]:
            secret = any(
                word in one["name"] for word in ("AUTH", "SECRET", "PASSWORD", "DATABASE", "DOCKET", "MAIL")
            )
            assert ("secretKeyRef" in one.get("valueFrom", {})) >= secret, (name, one["name"])


def test_every_pod_is_held_as_tightly_as_ours_can_be_and_several_are_never_all_gone() -> None:
    budgets = {
        one["spec"]["selector"]["matchLabels"]["app"]
        for one in manifests()
        if one["kind"] == "PodDisruptionBudget"
    }
    several = {one["metadata"]["name"] for one in manifests() if one.get("spec", {}).get("replicas", 1) > 1}
    assert budgets == several
    for _, pod in pods():
        held = pod["containers"][0]["securityContext"]
        assert (held["allowPrivilegeEscalation"], held["readOnlyRootFilesystem"]) == (False, True)
        assert held["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]
