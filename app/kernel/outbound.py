"""Asking other machines: only hosts that somebody named, only the address that was checked, briefly and in small bites.

A name is resolved once, its address is judged and then connected to, so that no second answer of the name server
leads elsewhere. No redirects, no proxies or credentials of the surroundings, no cookies; an answer has limits of
size and time.
"""

import io
import ipaddress
import logging
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import RequestException, Timeout

from app.kernel.origins import origin_of

LARGEST_ANSWER = 1_000_000
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0

logging.getLogger("urllib3").setLevel(logging.INFO)  # below that it writes whole addresses, and some hold a key

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Judge = Callable[[Address], bool]


class Refused(RequestException):
    """The question was not asked, or its answer not read: it would have broken a rule of this module."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet: nothing of this machine, of the office or of the link."""
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast


def is_usable(address: Address) -> bool:
    """Whether an administrator may name it: also of the office, but nothing that is no single machine."""
    inner = _inner(address)
    return not (inner.is_multicast or inner.is_unspecified or inner.is_link_local)


def _inner(address: Address) -> Address:
    """The older address that a newer one may stand for."""
    older: Address | None = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return older or address


def resolve(host: str, port: int, judge: Judge) -> str:
    """The address to connect to. Refused when any address of the name is not allowed, since one cannot know which."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoConnection(f"no address for {host}") from error
    addresses = [str(line[4][0]).split("%", 1)[0] for line in found]
    if not addresses or not all(judge(ipaddress.ip_address(address)) for address in addresses):
        raise Refused(f"the address of {host} is not allowed")
    return addresses[0]


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was judged, and asks its certificate for the name."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(max_retries=0)
        self._judge = judge

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host_params, pool_kwargs = super().build_connection_pool_key_attributes(request, verify, cert)
        host, is_tls = str(host_params["host"]), host_params["scheme"] == "https"
        port = host_params.get("port") or (443 if is_tls else 80)
        request.headers["Host"] = urlsplit(str(request.url)).netloc.rpartition("@")[2]
        pinned = {**host_params, "host": resolve(host, port, self._judge)}
        return pinned, {**pool_kwargs, **({"server_hostname": host, "assert_hostname": host} if is_tls else {})}


class _NoCookies(RequestsCookieJar):
    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """Keep none."""


class OutboundRules:
    """The rules of this module for a session of requests, such as Authlib's client is; stands before it as a base."""

    origins: frozenset[str]
    trust_env: bool
    verify: bool | str
    cookies: RequestsCookieJar
    mount: Any

    def keep_to(self, origins: frozenset[str], judge: Judge, ca_file: str = "") -> None:
        """Ask only these origins (`https://host[:port]`), at addresses that the judge allows."""
        self.origins = origins
        self.trust_env = False
        self.verify = ca_file or True
        self.cookies = _NoCookies()
        self.mount("https://", PinnedAdapter(judge))
        self.mount("http://", PinnedAdapter(judge))

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """Send one question and read its answer whole, within the limits."""
        if origin_of(str(request.url)) not in self.origins:
            raise Refused("this address is not one that was named")
        deadline = time.monotonic() + ANSWER_SECONDS
        kwargs |= {"allow_redirects": False, "stream": True, "timeout": (CONNECT_SECONDS, ANSWER_SECONDS)}
        answer: Response = super().send(request, **kwargs)  # type: ignore[misc]
        with closing(answer.raw) as raw:
            answer.raw = io.BytesIO(_read(raw, deadline))
        if answer.is_redirect:
            raise Refused("the answer leads elsewhere")
        return answer


class Outbound(OutboundRules, Session):
    """A plain session under the rules of this module."""

    def __init__(self, origins: frozenset[str], judge: Judge = is_public, ca_file: str = "") -> None:
        super().__init__()
        self.keep_to(origins, judge, ca_file)


def as_mapping(answer: Response) -> Mapping[str, Any]:
    """The answer as a JSON object; Refused when it is none or tells of a failure."""
    try:
        found = answer.json() if answer.ok else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused("the answer is not what was asked for")
    return found


def _read(raw: Any, deadline: float) -> bytes:
    """The body as it comes; a trickle ends at the deadline, a flood at the limit."""
    read = bytearray()
    while not raw.closed and (piece := raw.read1(65_536, decode_content=True)):
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise Refused("the answer is too large")
        if time.monotonic() > deadline:
            raise Timeout("the answer takes too long")
    return bytes(read)
