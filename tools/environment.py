"""Makes .venv: Python packages, node and npm, all from hashed locks, without a compiler and without sudo."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.places import DETAILS, LOG, PYTHON, ROOT, VENV, Stamp, digest
from tools.stop import Stop

BOOTSTRAP = ROOT / "requirements-bootstrap.txt"
RUN_LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-build.txt"]
DEV_LOCK = ROOT / "requirements-dev.txt"
_COMPILED = "compiled, without columns"  # how packages are installed: they are again where it was done otherwise

NO_NETWORK = (
    "dns error",
    "name resolution",
    "name or service not known",
    "failed to establish a new connection",
    "network is unreachable",
    "error sending request",
    "connection refused",
    "connecttimeout",
    "timed out",
    "proxyerror",
    "enotfound",
    "econnrefused",
    "etimedout",
    "eai_again",
    "enetunreach",
)
NO_TRUST = (
    "self-signed certificate",
    "self_signed_cert",
    "unknownissuer",
    "certificate verify failed",
    "unable_to_verify",
)
NO_WHEEL = ("no wheel", "usable wheel", "no matching distribution", "could not find a version", "no solution")


class Failed(Exception):
    """A command of the set-up ended badly; carries all that it printed."""


def prepare(*, dev: bool) -> None:
    """Bring .venv to the locks; what `make test` added stays in place for `make run`."""
    _make_venv()
    with_dev = Stamp("packages-dev", digest([*RUN_LOCKS, DEV_LOCK], _COMPILED))
    run_only = Stamp("packages", digest(RUN_LOCKS, _COMPILED))
    if with_dev.is_current() or (not dev and run_only.is_current()):
        return
    with_dev.clear()
    run_only.clear()
    locks = [*RUN_LOCKS, DEV_LOCK] if dev else RUN_LOCKS
    say("Installing Python packages and node", "安装 Python 软件包和 node")
    uv = [str(VENV / "bin" / "uv"), "--system-certs", "pip", "sync", "--python", str(PYTHON)]
    try:
        call([*uv, "--require-hashes", "--only-binary", ":all:", "--compile-bytecode", *map(str, locks)])
    except Failed as failed:
        raise install_stop(str(failed)) from failed
    (with_dev if dev else run_only).set()


def _make_venv() -> None:
    """A new .venv with the locked installer in it, unless this folder has one that works."""
    stamp = Stamp("venv", digest([BOOTSTRAP], str(VENV)), PYTHON)
    if stamp.is_current() and _works():
        return
    say("Making .venv", "创建 .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    try:
        call([sys.executable, "-m", "venv", str(VENV)])
    except Failed as failed:
        raise Stop(
            "This Python cannot make a virtual environment: install its venv module "
            "(on Debian and Ubuntu: apt install python3-venv), then try again.",
            "此 Python 缺少 venv 模块：请先安装（Debian / Ubuntu：apt install python3-venv）后重试。",
        ) from failed
    try:
        pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes"]
        call([*pip, "--only-binary", ":all:", "--requirement", str(BOOTSTRAP)])
    except Failed as failed:
        raise install_stop(str(failed)) from failed
    stamp.set()


def _works() -> bool:
    """False after the machine's Python was replaced under .venv."""
    return not subprocess.run([PYTHON, "-I", "-c", "import pip"], capture_output=True, check=False).returncode


def call(command: list[str]) -> None:
    """Run one step of the set-up in the project folder, silently: what it prints goes to the log."""
    done = subprocess.run(command, cwd=ROOT, env=_surroundings(), capture_output=True, text=True, check=False)
    printed = done.stdout + done.stderr
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{printed}\n")
    if done.returncode:
        raise Failed(printed)


def _surroundings() -> dict[str, str]:
    """The caller's environment, .venv first on PATH; caches in .venv where the home folder takes none.

    node trusts whom this machine trusts, as uv does: an office's proxy may sign with a certificate of its own.
    What is compiled here knows its lines, not its columns: every server has it all in memory (decision 10).
    """
    surroundings = {
        "NODE_USE_SYSTEM_CA": "1",
        "PYTHONNODEBUGRANGES": "1",
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    home = os.environ.get("HOME", "")
    if not home or not os.access(home, os.W_OK):
        surroundings |= {
            "HOME": str(VENV),
            "UV_CACHE_DIR": str(VENV / "cache" / "uv"),
            "npm_config_cache": str(VENV / "cache" / "npm"),
        }
    return surroundings


def install_stop(output: str) -> Stop:
    """Read what pip, uv or npm complained about and say it in one sentence."""
    text = output.lower()
    if any(sign in text for sign in NO_NETWORK):
        return Stop(
            "The package registry cannot be reached: connect to the network, or set the proxy or the mirror "
            f"that your office uses, then try again (details: {DETAILS}).",
            f"无法连接软件包源：请检查网络，或设置单位使用的代理或镜像后重试（详情见 {DETAILS}）。",
        )
    if any(sign in text for sign in NO_TRUST):
        return Stop(
            "The package registry answers with a certificate that this machine does not trust: add your office's root "
            f"certificate to the system's (SSL_CERT_FILE names another file), then try again (details: {DETAILS}).",
            "软件包源的证书不受本机信任：请把单位的根证书加入系统证书"
            f"（或用 SSL_CERT_FILE 指明证书文件）后重试（详情见 {DETAILS}）。",
        )
    if any(sign in text for sign in NO_WHEEL):
        return Stop(
            "A package has no ready-made build for this machine and Python: use CPython 3.11 to 3.13 "
            f"on 64-bit Linux or macOS (make run PYTHON=python3.11; details: {DETAILS}).",
            "有软件包没有适用于本机和此 Python 版本的预编译包：请在 64 位 Linux 或 macOS 上使用 "
            f"CPython 3.11～3.13（make run PYTHON=python3.11；详情见 {DETAILS}）。",
        )
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "")
    return Stop(
        f"Installing failed ({last[:200]}): mend that and try again (details: {DETAILS}).",
        f"安装失败：请按上述原因处理后重试（详情见 {DETAILS}）。",
    )


def say(english: str, chinese: str) -> None:
    """Tell the person who waits which step takes its time."""
    print(f"· {english} … {chinese}", flush=True)


def in_venv(name: str) -> Path:
    """A program that the locks brought."""
    return VENV / "bin" / name
