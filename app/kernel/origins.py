"""The origin of an address: with whom one speaks, whatever is asked there."""

from urllib.parse import urlsplit


def origin_of(address: str) -> str:
    """`https://host[:port]` of an address, the usual port left out; empty when it is none for us."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
