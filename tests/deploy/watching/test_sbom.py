"""The bill of materials names everything that is locked, with its fingerprints and licences."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("sbom") / "moi" / "dondoc.cdx.json"
    for _ in range(2):  # written over what is there
        subprocess.run([sys.executable, "deploy/make_sbom.py", str(file)], cwd=CHECKOUT, check=True)
    return file.read_text(encoding="utf-8")


def test_every_locked_package_is_in_it_with_its_fingerprints(made: str) -> None:
    bill = json.loads(made)
    lock = (CHECKOUT / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+==[^\s;]+)", lock, re.MULTILINE))
    assert {f"{one['name']}=={one['version']}" for one in bill["components"]} == locked
    assert len(locked) > 80
    hashes = [one["content"] for part in bill["components"] for one in part["hashes"]]
    assert len(hashes) == lock.count("--hash=sha256:")
    assert all(part["hashes"] for part in bill["components"])


def test_it_is_what_the_format_asks_for(made: str) -> None:
    bill = json.loads(made)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(set(refs)) == len(refs)
    assert bill["dependencies"][0]["dependsOn"] == refs
    assert bill["metadata"]["component"]["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    licensed = [one for one in bill["components"] if one.get("licenses")]
    assert len(licensed) > len(refs) * 0.6


def test_the_same_lock_gives_the_same_bill(made: str, tmp_path: Path) -> None:
    again = tmp_path / "lai.json"
    subprocess.run([sys.executable, "deploy/make_sbom.py", str(again)], cwd=CHECKOUT, check=True)
    assert again.read_text(encoding="utf-8") == made
