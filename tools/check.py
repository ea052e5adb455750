"""Every check that reads the sources; all of them run, so that one look shows all faults."""

import re
import subprocess
import sys
import time

from tools.environment import in_venv
from tools.places import PYTHON, ROOT
from tools.stop import Stop, exit_with_sentence

CHECKS: dict[str, list[str]] = {
    "format": [str(in_venv("ruff")), "format", "--check", "--quiet", "."],
    "lint": [str(in_venv("ruff")), "check", "--quiet", "."],
    "types": [str(in_venv("mypy")), "--no-error-summary"],
    "floors": [str(in_venv("lint-imports")), "--no-logo"],
    "templates": [str(in_venv("djlint")), "templates", "--lint", "--quiet"],
    "translations": [str(PYTHON), "-m", "tools.translations", "check"],
    "locks": [str(PYTHON), "-m", "tools.check", "locks"],
}


def main() -> None:
    """Run all checks and name at the end those that found something."""
    if sys.argv[1:] == ["locks"]:
        check_locks()
        return
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        raise Stop(f"make check found faults in: {', '.join(failed)}.", "检查未通过，请修正上述问题。")


def passes(name: str, command: list[str]) -> bool:
    """Run one check; print its output only when it fails."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name:<14}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return not done.returncode


def check_locks() -> None:
    """Each pin of requirements*.in is what its lock holds, and no lock tells where a package came from."""
    faults = []
    for source in sorted(ROOT.glob("requirements*.in")):
        lock = source.with_suffix(".txt").read_text(encoding="utf-8").lower()
        pins = re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", source.read_text(encoding="utf-8").lower(), re.MULTILINE)
        faults += [
            f"{source.name}: {name}=={pin} is not in the lock" for name, pin in pins if f"{name}=={pin} " not in lock
        ]
        faults += [f"{source.name}: its lock names a location"] * ("://" in lock or " @ " in lock)
    if faults:
        raise Stop("\n".join([*faults, "Run make lock."]), "锁定文件与 requirements*.in 不一致，请运行 make lock。")


if __name__ == "__main__":
    exit_with_sentence(main)
