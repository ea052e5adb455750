"""Settings of the program: read from the environment, refused in a sentence, secret made at the first start."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from config import Config, ConfigError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name in ("LUODI_DATABASE_URL", "LUODI_ENV", "LUODI_NOW", "LUODI_TLS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LUODI_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_without_any_setting_it_is_production_on_sqlite(folder):
    config = Config.from_env()
    assert (config.environment, config.is_testing, config.behind_tls, config.now) == ("production", False, False, None)
    assert config.database_url == f"sqlite:///{folder / 'luodi.db'}"


def test_the_secret_is_made_at_the_first_start_and_only_its_owner_reads_it(folder):
    first = Config.from_env().secret_key
    assert len(first) >= 40
    assert Config.from_env().secret_key == first
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_workers_that_start_at_once_share_one_secret(folder):
    with ThreadPoolExecutor(8) as threads:
        secrets = {config.secret_key for config in threads.map(lambda _: Config.from_env(), range(32))}
    assert secrets == {(folder / "secret.key").read_text()}
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_two_installations_have_two_secrets(tmp_path, monkeypatch):
    first = Config.from_env().secret_key
    monkeypatch.setenv("LUODI_DATA_DIR", str(tmp_path / "other"))
    assert Config.from_env().secret_key != first


def test_another_database_is_one_setting(monkeypatch):
    monkeypatch.setenv("LUODI_DATABASE_URL", "postgresql+psycopg://luodi@db/luodi")
    assert Config.from_env().database_url == "postgresql+psycopg://luodi@db/luodi"


def test_an_unknown_environment_is_refused_with_the_known_ones(monkeypatch):
    monkeypatch.setenv("LUODI_ENV", "prod")
    with pytest.raises(ConfigError, match="production, development, testing"):
        Config.from_env()


@pytest.mark.parametrize("environment", ["production", "development"])
def test_the_clock_is_moved_in_tests_only(monkeypatch, environment):
    monkeypatch.setenv("LUODI_NOW", "2022-07-15T10:00:00+08:00")
    monkeypatch.setenv("LUODI_ENV", environment)
    assert Config.from_env().now is None
    monkeypatch.setenv("LUODI_ENV", "testing")
    assert Config.from_env().now == datetime(2022, 7, 15, 2, tzinfo=UTC)


def test_a_moved_clock_needs_a_zone(monkeypatch):
    monkeypatch.setenv("LUODI_ENV", "testing")
    monkeypatch.setenv("LUODI_NOW", "2022-07-15T10:00:00")
    with pytest.raises(ConfigError, match="zone"):
        Config.from_env()
