"""Builds what is not committed, and only when its sources changed: front end, catalogues, readings, Python's code."""

from collections.abc import Iterable
from pathlib import Path

from tools.environment import RUN_LOCKS, Failed, call, in_venv, install_stop, say
from tools.places import DETAILS, PYTHON, ROOT, Stamp, digest
from tools.stop import Stop

NPM_INPUTS = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
ASSET_INPUTS = [*NPM_INPUTS, ROOT / "build.mjs", ROOT / "assets", ROOT / "templates"]
DIST = ROOT / "app" / "static" / "dist"
CATALOGUES = ROOT / "app" / "translations"
READINGS = ROOT / "app" / "kernel" / "readings.marisa"
TEMPLATES = ROOT / "app" / "kernel" / "compiled"
PROGRAM = [ROOT / "config.py", ROOT / "wsgi.py"]


def assets() -> None:
    """`app/static/dist`; the Python files count as sources, since the build keeps the classes they name."""
    _npm_packages()
    sources = [*ASSET_INPUTS, *(ROOT / "app").rglob("*.py")]
    stamp = Stamp("assets", digest(sources), DIST)
    if stamp.is_current():
        return
    stamp.clear()
    say("Building the front end", "构建前端资源")
    try:
        call([str(in_venv("node")), "build.mjs"])
    except Failed as failed:
        raise Stop(
            f"The front end does not build:\n{failed}\nMend what it names and try again.",
            "前端资源构建失败：请按上述提示修正后重试。",
        ) from failed
    stamp.set()


def _npm_packages() -> None:
    modules = ROOT / "node_modules"
    stamp = Stamp("npm", digest(NPM_INPUTS), modules)
    if stamp.is_current():
        return
    stamp.clear()
    say("Installing front-end packages", "安装前端软件包")
    try:
        call([str(in_venv("npm")), "ci", "--ignore-scripts", "--fetch-retries=1"])
    except Failed as failed:
        raise install_stop(str(failed)) from failed
    stamp.set()


def translations() -> None:
    """`messages.mo` beside every `messages.po`."""
    sources = sorted(CATALOGUES.rglob("*.po"))
    made = [source.with_suffix(".mo") for source in sources]
    _make("translations", sources, made, "tools.translations", "compile", failed=("The translations", "翻译文件"))


def readings() -> None:
    """`app/kernel/readings.marisa`, out of the dictionaries of the locked pypinyin."""
    sources = [ROOT / "tools" / "readings.py", *RUN_LOCKS]
    _make("readings", sources, [READINGS], "tools.readings", failed=("The readings of Chinese", "汉字读音表"))


def bytecode() -> None:
    """The program and its templates as code: a server may not be allowed to write it, or be told not to."""
    sources = [*(ROOT / "app").rglob("*.py"), *PROGRAM]
    made = [ROOT / "app" / "__pycache__"]
    command = ["compileall", "-q", "app", *(file.name for file in PROGRAM)]
    _make("program", sources, made, *command, failed=("The program", "程序"))
    built_by = [TEMPLATES.with_suffix(".py"), TEMPLATES.with_name("display.py"), ROOT / "tools" / "templates.py"]
    sources = [ROOT / "templates", *built_by, *RUN_LOCKS]
    _make("templates", sources, [TEMPLATES], "tools.templates", failed=("The templates", "页面模板"))


def _make(name: str, sources: Iterable[Path], made: Iterable[Path], *module: str, failed: tuple[str, str]) -> None:
    """Run a module of Python, unless what it made of these sources in this folder is still there."""
    stamp = Stamp(name, digest(sources, str(ROOT)), *made)
    if stamp.is_current():
        return
    stamp.clear()
    try:
        call([str(PYTHON), "-m", *module])
    except Failed as failure:
        raise Stop(
            f"{failed[0]} cannot be made: mend what {DETAILS} names, then try again.",
            f"{failed[1]}生成失败：请修正 {DETAILS} 中指出的问题后重试。",
        ) from failure
    stamp.set()
