"""Setting up how an office works, for tests of the pipeline."""

from sqlalchemy import delete

from app.kernel import settings
from app.kernel.settings import SettingValue


def choose(session, setting, value):
    """The office decides for itself."""
    session.execute(delete(SettingValue).where(SettingValue.code == setting.code))
    session.add(SettingValue(code=setting.code, value=setting.keep(value)))
    session.commit()
    settings.forget()


def work_by(session, profile):
    """The office works by a profile."""
    choose(session, settings.PRACTICE, profile)
