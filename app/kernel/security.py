"""What every answer carries so that a browser cannot be turned against its user."""

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Add the headers to every answer; nothing but built assets may be kept by a cache."""

    @app.after_request
    def protect(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.endpoint != "static" or answer.status_code >= 400:
            answer.headers["Cache-Control"] = "no-store"
        elif "/dist/" in request.path:
            answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        if request.is_secure or app.config["SESSION_COOKIE_SECURE"]:
            answer.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        return answer
