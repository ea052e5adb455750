"""Asking other machines: nothing inside, nothing unasked, no redirects, nothing endless."""

import ipaddress
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import RequestException, Timeout

from app.kernel import outbound
from app.kernel.origins import origin_of
from app.kernel.outbound import Outbound, Refused, as_mapping, is_public, is_usable, resolve


@contextmanager
def server(answer):
    """A server on loopback that gives each caller the same bytes (or does with the connection what a function does)."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65536))
                with suppress(OSError):
                    answer(connection) if callable(answer) else connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def told(body, *headers):
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ask(address, path="/", judge=is_usable):
    with Outbound(frozenset({origin_of(address)}), judge) as session:
        return session.get(address + path)


def test_an_answer_is_read(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", "/dev/null")
    with server(told(b'{"a": 1}', "Set-Cookie: x=y")) as (address, heard):
        assert as_mapping(ask(address, "/keys?x=1")) == {"a": 1}
    assert heard[0].startswith(b"GET /keys?x=1 HTTP/1.1")
    assert f"Host: {address.removeprefix('http://')}".encode() in heard[0]


@pytest.mark.parametrize("body", [b"[1]", b"no", b"", b"\xff\xfe"])
def test_what_is_no_object_is_refused(body):
    with server(told(body)) as (address, _), pytest.raises(Refused):
        as_mapping(ask(address))


def test_another_origin_is_not_asked():
    with server(told(b"{}")) as (address, heard):
        with Outbound(frozenset({origin_of(address)}), is_usable) as session:
            for other in (
                address.replace("127.0.0.1", "localhost"),
                "http://127.0.0.1:1",
                address.replace("http:", "https:"),
                address.replace("127.0.0.1", "a:b@127.0.0.1"),
                "file:///etc/passwd",
            ):
                with pytest.raises(RequestException):
                    session.get(other)
        assert heard == []


def test_a_redirect_is_not_followed():
    with server(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as (
        address,
        heard,
    ):
        with pytest.raises(Refused):
            ask(address)
        assert len(heard) == 1


def test_a_flood_is_cut_off(monkeypatch):
    def flood(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x" * 65536)

    with server(flood) as (address, _), pytest.raises(Refused):
        ask(address)


def test_a_bomb_is_measured_unpacked():
    import gzip

    bomb = gzip.compress(b"x" * 50_000_000)
    with server(told(bomb, "Content-Encoding: gzip")) as (address, _), pytest.raises(Refused):
        ask(address)


def test_a_trickle_ends(monkeypatch):
    monkeypatch.setattr(outbound, "ANSWER_SECONDS", 0.5)

    def trickle(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(30):
            connection.sendall(b"x")
            time.sleep(0.1)

    began = time.monotonic()
    with server(trickle) as (address, _), pytest.raises(Timeout):
        ask(address)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("address", "public", "usable"),
    [
        ("8.8.8.8", True, True),
        ("2001:4860:4860::8888", True, True),
        ("127.0.0.1", False, True),
        ("10.0.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("::ffff:10.0.0.1", False, True),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("::", False, False),
        ("fd00::1", False, True),
    ],
)
def test_addresses_are_judged(address, public, usable):
    found = ipaddress.ip_address(address)
    assert (is_public(found), is_usable(found)) == (public, usable)


def test_nothing_inside_is_asked_unless_it_may_be():
    with server(told(b"{}")) as (address, heard):
        with pytest.raises(Refused):
            ask(address, judge=is_public)
        assert heard == []


def test_one_forbidden_address_of_a_name_is_enough(monkeypatch):
    def lookup(*_args, **_options):
        return [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(Refused):
        resolve("rebinding.example", 443, is_public)


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch):
    """A name server that answers differently the second time leads nowhere else."""
    real, names = socket.getaddrinfo, []

    def lookup(host, port, *args, **options):
        names.append(host)
        return real("127.0.0.1" if host == "provider.example" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with server(told(b"{}")) as (address, heard):
        ask(address.replace("127.0.0.1", "provider.example"))
    assert names.count("provider.example") == 1
    assert b"Host: provider.example:" in heard[0]


def test_a_name_without_an_address_is_no_connection():
    with pytest.raises(NoConnection):
        resolve("x" * 300, 443, is_public)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://a.cn/b?c", "https://a.cn"),
        ("https://a.cn:443/", "https://a.cn"),
        ("http://a.cn:8080", "http://a.cn:8080"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("https://u:p@a.cn/", ""),
        ("ftp://a.cn/", ""),
        ("https://", ""),
        ("https://a.cn:99999/", ""),
        ("https://[", ""),
    ],
)
def test_origins(address, origin):
    assert origin_of(address) == origin
