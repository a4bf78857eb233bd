"""物料清单 — everything of others' that runs here (CycloneDX 1.6): from the locks, licences from what is installed."""

import json
import re
import tomllib
from datetime import datetime
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from suiji.config.environment import PROJECT

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(name: str = "run") -> dict[str, tuple[str, list[str]]]:
    """Package → version and the hashes that are taken, of a lock."""
    text = (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8")
    found = list(_PIN.finditer(text))
    ends = [hit.start() for hit in found[1:]] + [len(text)]
    return {
        hit[1]: (hit[2], _HASH.findall(text[hit.end() : end])) for hit, end in zip(found, ends, strict=True)
    }


def _field(said: PackageMetadata, name: str) -> str:
    return str((said.get_all(name) or [""])[0])


def licence_of(package: str) -> str:
    """What the installed package says of its licence; empty where it is not installed or says nothing."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return ""
    if expression := _field(said, "License-Expression"):
        return expression
    classified = [
        c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    short = _field(said, "License").strip().splitlines()[:1]
    return " OR ".join(c for c in classified if c != "OSI Approved") or "".join(short)[:80]


def _python() -> list[dict[str, Any]]:
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{package}@{number}",
            "name": package,
            "version": number,
            "purl": f"pkg:pypi/{package}@{number}",
            "scope": "required",
            **({"licenses": [{"license": {"name": licence}}]} if (licence := licence_of(package)) else {}),
            "properties": [{"name": "suiji:sha256", "value": digest} for digest in hashes],
        }
        for package, (number, hashes) in sorted(pinned().items())
    ]


def _browser() -> list[dict[str, Any]]:
    lock = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{(name := place.rpartition('node_modules/')[2]).replace('@', '%40')}@{row['version']}",
            "name": name,
            "version": row["version"],
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{row['version']}",
            "scope": "excluded" if row.get("dev") else "required",
            **({"licenses": [{"license": {"name": row["license"]}}]} if row.get("license") else {}),
            "properties": [{"name": "suiji:integrity", "value": row["integrity"]}]
            if row.get("integrity")
            else [],
        }
        for place, row in sorted(lock["packages"].items())
        if place
    ]


def _own_version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def bill(*, at: datetime) -> dict[str, Any]:
    """The whole bill; the same locks give the same bill but for its time."""
    components = _python() + _browser()
    itself = {"type": "application", "bom-ref": "suiji", "name": "suiji", "version": _own_version()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True))}",
        "version": 1,
        "metadata": {"timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}", "component": itself},
        "components": components,
        "dependencies": [{"ref": "suiji", "dependsOn": sorted({one["bom-ref"] for one in components})}],
    }
