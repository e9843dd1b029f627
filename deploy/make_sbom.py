"""The bill of materials of what an installation stands on, out of the lock (CycloneDX 1.6).

python deploy/make_sbom.py             writes dist/dondoc.cdx.json
python deploy/make_sbom.py FILE        elsewhere
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

HERE = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """One for each line of the lock, with the fingerprints of every file that pip may take for it."""
    return [_component(name, version, HASH.findall(rest)) for name, version, rest in PINNED.findall(lock)]


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    found["hashes"] = [{"alg": "SHA-256", "content": one} for one in hashes]
    if licence := _licence(name):
        found["licenses"] = [licence]
    return found


def _licence(name: str) -> dict[str, Any] | None:
    """As the package says it, where it is installed here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    if expression := told["License-Expression"]:
        return {"expression": expression}
    given = (told["License"] or "").strip().split("\n")[0]
    return {"license": {"name": given}} if given else None


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """The whole, the same for the same lock: no hour and no chance in it."""
    ours = f"pkg:pypi/{project['name']}@{project['version']}"
    parts = components(lock)
    root = {"type": "application", "bom-ref": ours, "name": project["name"], "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": {**root, "licenses": [{"license": {"id": project["license"]}}]}},
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [one["bom-ref"] for one in parts]}],
    }


def main(file: Path) -> None:
    lock = (HERE / "requirements.txt").read_text(encoding="utf-8")
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(bill(lock, project), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dist" / "dondoc.cdx.json")
