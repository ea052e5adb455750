"""Rows that may be there already: INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells for each."""

from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.db import Model, db


def upsert(model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """An insert in the words of the session's database, for `on_conflict_do_nothing` or `on_conflict_do_update`.

    It goes by the names of columns, past the attributes and the identity map of the ORM.
    """
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(Model.metadata.tables[model.__tablename__])
