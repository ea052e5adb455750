"""What a browser complains about while a test uses it."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

#: A refused form is an answer, not a fault; Chromium writes it to the console all the same.
ANSWERS = ("401", "403", "404", "409", "422", "429")
#: A question that a newer one has overtaken (hx-sync) is given up; htmx writes that to the console as an error.
OVERTAKEN = ("htmx:sendAbort", "htmx:afterRequest")


def complaints(context: BrowserContext) -> list[str]:
    """A list that fills with console errors (broken content policy among them), page errors and 5xx answers."""
    heard: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource") and any(
            f" {code} " in message.text for code in ANSWERS
        )
        if message.type == "error" and not refused and not message.text.startswith(OVERTAKEN):
            heard.append(f"console: {message.text} ({message.location['url']})")

    def on_response(response: Response) -> None:
        missing = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or missing:
            heard.append(f"{response.status}: {response.request.method} {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: heard.append(f"page: {error.error}"))
    context.on("response", on_response)
    return heard
