"""Where the server will listen: HOST and PORT as a person set them, and whether the place is free."""

import errno
import os
import socket

from tools.stop import Stop


def chosen_address() -> tuple[str, int]:
    """HOST and PORT as the server will read them."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(
            f"PORT must be a number from 1 to 65535, not {port!r}: make run PORT=8000",
            f"PORT 须为 1～65535 之间的数字，而不是 {port!r}：make run PORT=8000",
        )
    return host, int(port)


def check_free(host: str, port: int) -> None:
    """The server could listen there now; otherwise say why not."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Stop(
            f"HOST {host!r} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for the whole network.",
            f"HOST {host!r} 不是本机地址：请使用 127.0.0.1，或用 0.0.0.0 供局域网访问。",
        ) from error
    except PermissionError as error:
        raise Stop(
            f"This account may not open port {port}: choose one above 1023, for example make run PORT=8000",
            f"当前账户无权使用端口 {port}：请选择大于 1023 的端口，例如 make run PORT=8000",
        ) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Stop(
                f"Luodi cannot listen on {host}:{port} ({error.strerror}): choose another HOST or PORT.",
                f"无法监听 {host}:{port}（{error.strerror}）：请更换 HOST 或 PORT。",
            ) from error
        other = f"make run PORT={port + 1 if port < 65535 else 8000}"
        raise Stop(
            f"Port {port} is already in use: stop the program that uses it, or choose another: {other}",
            f"端口 {port} 已被占用：请关闭占用它的程序，或换一个端口：{other}",
        ) from error
