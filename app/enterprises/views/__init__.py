"""Enterprise and contact pages: read the request, call one service, answer with one template."""

from app.enterprises.views import facts, personal, pickers
from app.enterprises.views.enterprises import bp
from app.enterprises.views.people import bp as contacts

__all__ = ["bp", "contacts", "facts", "personal", "pickers"]
