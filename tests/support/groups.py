"""The three services of group bots on loopback: they know one bot each, check what it asks for, and keep what arrives.

Written after the services' own handbooks, with nothing of the program in it: what signs and what checks are two things.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, abort, jsonify, request

from config import Bots
from tools.browser import served

KEY, SECRET = "0f3c-2b1a", "SECabc123"
_HOUR = 3600


@dataclass
class Groups:
    """What arrived, in its order. With `busy` they have had enough, with `down` they fail, `slow` are seconds."""

    origin: str = ""
    texts: list[str] = field(default_factory=list)
    busy: bool = False
    down: bool = False
    slow: float = 0

    def address(self, brand: str, key: str = KEY) -> str:
        """Where a bot of a service is."""
        paths = {
            "wecom": "/cgi-bin/webhook/send?key=",
            "dingtalk": "/robot/send?access_token=",
            "feishu": "/open-apis/bot/v2/hook/",
        }
        return f"{self.origin}{paths[brand]}{key}"

    def keep(self, kind: str, part: str, name: str) -> None:
        """Take a text out of what was sent."""
        told = request.get_json()
        assert told[kind] == "text"
        self.texts.append(told[part][name])


def _mac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _is_now(seconds: float) -> bool:
    return abs(time.time() - seconds) < _HOUR


def _wecom(groups: Groups) -> dict[str, Any]:
    if request.args["key"] != KEY:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    if groups.busy:
        return {"errcode": 45009, "errmsg": "api freq out of limit"}
    groups.keep("msgtype", "text", "content")
    return {"errcode": 0, "errmsg": "ok"}


def _dingtalk(groups: Groups) -> dict[str, Any]:
    if request.args["access_token"] != KEY:
        return {"errcode": 300005, "errmsg": "token is not exist"}
    stamp = request.args.get("timestamp", "0")
    if not _is_now(int(stamp) / 1000) or request.args.get("sign") != _mac(SECRET, f"{stamp}\n{SECRET}"):
        return {"errcode": 310000, "errmsg": "sign not match"}
    if groups.busy:
        return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
    groups.keep("msgtype", "text", "content")
    return {"errcode": 0, "errmsg": "ok"}


def _feishu(groups: Groups, key: str) -> dict[str, Any]:
    if key != KEY:
        return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
    told = request.get_json()
    stamp = told.get("timestamp", "0")
    if not _is_now(int(stamp)) or told.get("sign") != _mac(f"{stamp}\n{SECRET}", ""):
        return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
    if groups.busy:
        return {"code": 11232, "msg": "frequency limited"}
    groups.keep("msg_type", "content", "text")
    return {"code": 0, "msg": "success", "data": {}}


def _build(groups: Groups) -> Flask:
    app = Flask("groups")

    @app.before_request
    def before() -> None:
        time.sleep(groups.slow)
        if groups.down:
            abort(502)

    app.post("/cgi-bin/webhook/send", endpoint="wecom")(lambda: jsonify(_wecom(groups)))
    app.post("/robot/send", endpoint="dingtalk")(lambda: jsonify(_dingtalk(groups)))
    app.post("/open-apis/bot/v2/hook/<key>", endpoint="feishu")(lambda key: jsonify(_feishu(groups, key)))
    return app


@contextmanager
def services() -> Iterator[Groups]:
    """The services, while the block runs."""
    groups = Groups()
    with served(_build(groups)) as origin:
        groups.origin = origin
        yield groups


@contextmanager
def groups_of(app: Flask) -> Iterator[Groups]:
    """The services at a host that the installation has named."""
    with services() as groups:
        app.config["BOTS"] = Bots(frozenset({groups.origin}))
        app.config["ADDRESS"] = "https://crm.example.cn"
        yield groups
