"""Builds what is not committed, and only when its sources changed: front end, catalogues, readings, Python's code."""

from tools.environment import RUN_LOCKS, Failed, call, in_venv, install_stop, say
from tools.places import DETAILS, PYTHON, ROOT, Stamp, digest
from tools.stop import Stop

NPM_INPUTS = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
ASSET_INPUTS = [*NPM_INPUTS, ROOT / "build.mjs", ROOT / "assets", ROOT / "templates"]
DIST = ROOT / "app" / "static" / "dist"
CATALOGUES = ROOT / "app" / "translations"
READINGS = ROOT / "app" / "kernel" / "readings.marisa"
TEMPLATES = ROOT / "app" / "kernel" / "compiled"
PROGRAM = ("app", "config.py", "wsgi.py")


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
    stamp = Stamp("translations", digest(sources), *(source.with_suffix(".mo") for source in sources))
    if stamp.is_current():
        return
    try:
        call([str(PYTHON), "-m", "tools.translations", "compile"])
    except Failed as failed:
        raise Stop(
            f"The translations do not compile: mend the line that {DETAILS} names, then try again.",
            f"翻译文件编译失败：请修正 {DETAILS} 中指出的行后重试。",
        ) from failed
    stamp.set()


def readings() -> None:
    """`app/kernel/readings.marisa`, out of the dictionaries of the locked pypinyin."""
    stamp = Stamp("readings", digest([ROOT / "tools" / "readings.py", *RUN_LOCKS]), READINGS)
    if stamp.is_current():
        return
    try:
        call([str(PYTHON), "-m", "tools.readings"])
    except Failed as failed:
        raise Stop(
            f"The readings of Chinese cannot be laid out: mend what {DETAILS} names, then try again.",
            f"汉字读音表生成失败：请修正 {DETAILS} 中指出的问题后重试。",
        ) from failed
    stamp.set()


def bytecode() -> None:
    """The program and its templates as code: the server may not be allowed to write it, or be told not to."""
    sources = [ROOT / "templates", ROOT / "tools" / "templates.py", ROOT / "app" / "kernel" / "display.py", *RUN_LOCKS]
    stamp = Stamp("templates", digest(sources, str(ROOT)), TEMPLATES)
    try:
        call([str(PYTHON), "-m", "compileall", "-q", *PROGRAM])
        if not stamp.is_current():
            call([str(PYTHON), "-m", "tools.templates"])
    except Failed as failed:
        raise Stop(
            f"The program does not compile: mend the line that {DETAILS} names, then try again.",
            f"程序编译失败：请修正 {DETAILS} 中指出的行后重试。",
        ) from failed
    stamp.set()
