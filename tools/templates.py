"""`python -m tools.templates`: compiles the templates that were changed since the last time."""

from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from app.factory import create_app
from app.kernel.compiled import FOLDER, CompiledTemplates
from config import Config


def main() -> None:
    """Lay the code of every template down where `app.kernel.compiled` reads it."""
    with TemporaryDirectory() as data_dir:
        environment = create_app(Config("sqlite://", Path(data_dir), secret_key=token_hex())).jinja_env
    FOLDER.mkdir(exist_ok=True)
    environment.bytecode_cache = CompiledTemplates(writes=True)
    for name in environment.list_templates():
        environment.get_template(name)


if __name__ == "__main__":
    main()
