"""The three services: where their bots are, how large a message may be, and how each wants it written and signed."""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.bots.models import Brand
from app.kernel.errors import Invalid
from app.kernel.origins import origin_of
from app.kernel.text import Message


@dataclass(frozen=True)
class Parcel:
    """What is sent beside the address: parameters that are added to it, and a body of JSON."""

    body: Mapping[str, Any]
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service as its own handbook describes it.

    `path` is what stands behind the origin in an address of its bots. `limit` is how many bytes of UTF-8 one text may
    have. `pack` gets text, signing secret (may be empty) and the instant.
    """

    title: Message
    origin: str
    path: re.Pattern[str]
    example: str
    limit: int
    signs: bool
    pack: Callable[[str, str, datetime], Parcel]


def _for_wecom(text: str, _secret: str, _now: datetime) -> Parcel:
    return Parcel({"msgtype": "text", "text": {"content": text}})


def _for_dingtalk(text: str, secret: str, now: datetime) -> Parcel:
    """Signed in the address: milliseconds and secret as the text, the secret as the key."""
    body = {"msgtype": "text", "text": {"content": text}}
    if not secret:
        return Parcel(body)
    stamp = str(int(now.timestamp() * 1000))
    return Parcel(body, {"timestamp": stamp, "sign": _sign(secret, f"{stamp}\n{secret}")})


def _for_feishu(text: str, secret: str, now: datetime) -> Parcel:
    """Signed in the body: seconds and secret as the key, nothing as the text."""
    body = {"msg_type": "text", "content": {"text": text}}
    if not secret:
        return Parcel(body)
    stamp = str(int(now.timestamp()))
    return Parcel({"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", ""), **body})


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), sha256)).decode()


SERVICES: dict[Brand, Service] = {
    Brand.WECOM: Service(
        title=Message("WeCom"),
        origin="https://qyapi.weixin.qq.com",
        path=re.compile(r"/cgi-bin/webhook/send\?key=[\w-]+"),
        example="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
        limit=2048,
        signs=False,
        pack=_for_wecom,
    ),
    Brand.DINGTALK: Service(
        title=Message("DingTalk"),
        origin="https://oapi.dingtalk.com",
        path=re.compile(r"/robot/send\?access_token=[\w-]+"),
        example="https://oapi.dingtalk.com/robot/send?access_token=…",
        limit=6000,
        signs=True,
        pack=_for_dingtalk,
    ),
    Brand.FEISHU: Service(
        title=Message("Feishu"),
        origin="https://open.feishu.cn",
        path=re.compile(r"/open-apis/bot/v2/hook/[\w-]+"),
        example="https://open.feishu.cn/open-apis/bot/v2/hook/…",
        limit=6000,
        signs=True,
        pack=_for_feishu,
    ),
}


def check_address(brand: Brand, address: str, named: frozenset[str]) -> None:
    """Raise Invalid unless it is an address of this service's bots, at its own host or at one the office has named."""
    service, origin = SERVICES[brand], origin_of(address)
    is_whole = address.startswith(origin) and service.path.fullmatch(address.removeprefix(origin)) is not None
    if not origin or not is_whole:
        raise Invalid.at(
            "address",
            Message("Paste the whole address that the group shows for its bot, like %(like)s", like=service.example),
        )
    if origin not in {service.origin, *named}:
        raise Invalid.at(
            "address",
            Message("This installation sends to %(host)s only. LUODI_BOT_HOSTS names others.", host=service.origin),
        )
