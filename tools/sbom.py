"""`make sbom`: everything that runs in an installation, from the lock files, as one CycloneDX document."""

import json
import subprocess
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools.environment import in_venv
from tools.places import ROOT
from tools.stop import Stop, exit_with_sentence

SBOM = ROOT / "var" / "sbom.cdx.json"
_PYTHON = ["requirements", "requirements.txt", "--pyproject", "pyproject.toml", "--output-reproducible", "--sv", "1.6"]
_FRONT_END = ["sbom", "--package-lock-only", "--omit=dev", "--sbom-format", "cyclonedx"]


def main() -> None:
    """Write the document and say where it is; a document that breaks the standard is not written."""
    document = _made_by("cyclonedx-py", _PYTHON)
    for component in _made_by("npm", _FRONT_END)["components"]:
        document["components"].append({key: component[key] for key in _KEPT if key in component})
    flaw = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document))
    if flaw:
        raise Stop(f"The SBOM breaks its standard: {flaw!r}", "SBOM 不符合标准。")
    SBOM.parent.mkdir(exist_ok=True)
    SBOM.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{SBOM.name}: {len(document['components'])} components")


#: npm's own notes are left out: they tell paths of this machine.
_KEPT = ("bom-ref", "type", "name", "version", "purl", "licenses", "hashes", "description")


def _made_by(tool: str, words: list[str]) -> dict[str, Any]:
    done = subprocess.run([str(in_venv(tool)), *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"{tool} makes no SBOM:\n{done.stderr}", f"{tool} 无法生成 SBOM。")
    made: dict[str, Any] = json.loads(done.stdout)
    return made


if __name__ == "__main__":
    exit_with_sentence(main)
