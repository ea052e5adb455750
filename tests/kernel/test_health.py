"""Alive and ready: for the one who operates it."""

from sqlalchemy import text

from app.factory import create_app
from tests.support.databases import disconnect, settings


def test_a_program_with_its_database_is_alive_and_ready(client):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}


def test_a_database_behind_the_program_is_not_ready(app, client, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "migrations pending"})
    assert client.get("/healthz").status_code == 200


def test_an_empty_database_is_not_ready(empty_database, data_dir):
    app = create_app(settings(empty_database, data_dir))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "migrations pending"})
    disconnect(app)


def test_without_a_database_the_program_is_alive_but_not_ready(data_dir):
    for url in (
        f"sqlite:///{data_dir}/no-such-folder/x.db",
        f"postgresql+psycopg://luodi@/none?host={data_dir}",
    ):
        app = create_app(settings(url, data_dir))
        client = app.test_client()
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()) == (503, {"status": "database unreachable"})
        assert str(data_dir) not in answer.text
        disconnect(app)


def test_who_asks_is_told_nothing_else(client):
    assert client.get("/healthz").data == b'{"status":"ok"}\n'
    assert "Server" not in client.get("/readyz").headers


def test_being_asked_starts_no_session(client):
    for path in ("/healthz", "/readyz"):
        assert "Set-Cookie" not in client.get(path).headers
