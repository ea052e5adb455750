"""The roof: builds the application out of the rooms."""

from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.utils import import_string

from app import faults, navigation
from app.accounts.views import login_manager
from app.kernel import clock, display, installation, log, passwords, rates, security
from app.kernel.db import db, prepare_engine
from app.kernel.uploads import SpoolingRequest
from app.kernel.web import RecordNumber
from app.kernel.words import choose_locale
from config import Config

BLUEPRINTS = (
    "app.kernel.health:bp",
    "app.audit.views:bp",
    "app.accounts.views:bp",
    "app.vocabularies.views:bp",
    "app.calendar.views:bp",
    "app.jobs.views:bp",
    "app.notifications.views:bp",
    "app.attachments.views:bp",
    "app.bots.views:bp",
    "app.policies.views:bp",
    "app.parks.views:bp",
    "app.enterprises.views:bp",
    "app.enterprises.views:contacts",
    "app.projects.views:bp",
    "app.meetings.views:bp",
    "app.meetings.views:follow_ups",
    "app.activities.views:bp",
    "app.reservations.views:bp",
    "app.briefs.views:bp",
    "app.home.views:bp",
    "app.agenda.views:bp",
    "app.reports.views:bp",
    "app.search.views:bp",
    "app.admin.views:bp",
    "app.settings.views:bp",
)
COMMANDS = (
    "app.kernel.migrate:cli",
    "app.kernel.deploy:cli",
    "app.audit.cli:cli",
    "app.accounts.cli:cli",
    "app.calendar.cli:cli",
    "app.projects.cli:cli",
    "app.jobs.cli:cli",
    "app.attachments.cli:cli",
    "app.briefs.cli:cli",
    "app.sample.cli:cli",
)
KERNEL_WITH_MODELS = ("kernel.once", "kernel.drafts", "kernel.settings", "kernel.rates", "kernel.saved_views")
ROOMS_WITH_MODELS = (
    "audit",
    "jobs",
    "accounts",
    "notifications",
    "vocabularies",
    "calendar",
    "attachments",
    "policies",
    "parks",
    "enterprises",
    "projects",
    "meetings",
    "reservations",
    "activities",
    "agenda",
)
MAX_FORM_BYTES = 2_000_000


def import_models() -> None:
    """Make every table known to the metadata (for migrations)."""
    for module in (
        *KERNEL_WITH_MODELS,
        *(f"{room}.models" for room in ROOMS_WITH_MODELS),
    ):
        import_module(f"app.{module}")


def create_app(config: Config) -> Flask:
    """The application for these settings. Opens no connection yet."""
    app = Flask("app", template_folder="../templates")
    app.request_class = SpoolingRequest
    app.testing = config.is_testing
    app.url_map.converters["int"] = RecordNumber
    app.config.update(_settings(config))
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies, 0)  # type: ignore[method-assign]
    clock.freeze(config.now)
    passwords.use_by_default(config.password_policy)
    db.init_app(app)
    _without_async(app)
    with app.app_context():
        prepare_engine(db.engine)
        installation.settle(db.engine, config.secret_key, config.data_dir)
    app.extensions["luodi_rates"] = rates.counter_for(config.redis_url)
    Babel(app, locale_selector=choose_locale)
    login_manager.init_app(app)
    for part in (log, security, display, faults):
        part.init_app(app)
    app.context_processor(navigation.words)
    for name in BLUEPRINTS:
        app.register_blueprint(import_string(name))
    CSRFProtect(app)  # it reads the form, so it comes after what decides how large the sender's may be
    if config.oidc:  # what it brings is loaded here, so that workers share it, and only by who signs in that way
        import_module("app.accounts.service.sso")
    for name in COMMANDS:
        app.cli.add_command(import_string(name))
    return app


def _settings(config: Config) -> dict[str, Any]:
    """What Flask and its extensions want to know."""
    return {
        "SECRET_KEY": config.secret_key,
        "DATA_DIR": str(config.data_dir),
        "JOBS_URL": config.jobs_url,
        "SMTP": config.smtp,
        "ADDRESS": config.address,
        "BOTS": config.bots,
        "SQLALCHEMY_ENGINES": {"default": _engine_options(config)},
        "MAX_CONTENT_LENGTH": MAX_FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
        "ENVIRONMENT": config.environment,
        "PROXIES": config.proxies,
        "OIDC": config.oidc,
        "TRUSTED_HOSTS": list(config.hosts) or None,
        "SESSION_COOKIE_NAME": "__Host-luodi_session" if config.behind_tls else "luodi_session",
        "SESSION_COOKIE_SECURE": config.behind_tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,  # no form says a sentence of WTForms; its catalogue would be read in every request
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": str(clock.PARK_ZONE),
    }


def _without_async(app: Flask) -> None:
    """Drop the glue's teardown of async sessions, which we have none of: it costs each request an event loop."""
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]


def _engine_options(config: Config) -> dict[str, object]:
    options: dict[str, object] = {"url": config.database_url, "pool_pre_ping": True}
    if config.database_url.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": 5, "prepare_threshold": None}
    return options
