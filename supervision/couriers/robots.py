"""Into the chats of WeCom, DingTalk and Feishu, through apprise where it is installed.

Only these services: apprise knows a hundred more, some of which would speak to any address of the inside network.
"""

import importlib.util
import logging
import sys
import threading
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from supervision.couriers.letter import ARRIVED, Letter, Outcome, Receiver

SERVICES = {"wecombot": "WeCom", "dingtalk": "DingTalk", "feishu": "Feishu", "lark": "Lark"}


def installed() -> bool:
    """Whether apprise is there; it is not read before it is needed."""
    return importlib.util.find_spec("apprise") is not None


def service_of(address: str) -> str:
    """The service an address belongs to; empty for any that is not ours to use."""
    return SERVICES.get(urlsplit(address).scheme.lower(), "")


def understood(address: str) -> bool:
    """Whether apprise can read the address."""
    return bool(service_of(address)) and robot(address, 1.0) is not None


def carry(receiver: Receiver, letter: Letter, seconds: float) -> Outcome:
    """One message; of a failure apprise only says that it was one."""
    if not installed():
        return Outcome(False, {"code": "no_apprise"}, ill=True)
    taker = robot(receiver.address, seconds) if service_of(receiver.address) else None
    if taker is None:
        return Outcome(False, {"code": "bad_address"}, ill=True)
    title = "" if letter.text.startswith(letter.subject) else letter.subject  # a chat says a sentence once
    heard.answer = None
    if taker.notify(body=letter.text, title=title) and not refused(heard.answer):
        return ARRIVED
    return Outcome(False, {"code": "robot"}, ill=True)


heard = threading.local()  # what the service answered last; each line sends in a thread of its own


class Listening:
    """`requests` as one of apprise's modules uses it; its answers are kept, as apprise looks at their status alone."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def post(self, *args: Any, **options: Any) -> Any:
        """The request as it is."""
        heard.answer = self.module.post(*args, **options)
        return heard.answer


def listen(taker: Any) -> Any:
    """The sender, with its answers kept from now on."""
    module = sys.modules[type(taker).__module__]
    found = getattr(module, "requests", None)
    if found is not None and not isinstance(found, Listening):
        module.requests = Listening(found)  # type: ignore[attr-defined]
    return taker


def refused(answer: Any) -> bool:
    """Whether the service said no in its answer: all of them answer 200 to a wrong key or to too many messages."""
    try:
        said = answer.json() if answer is not None else {}
    except ValueError:
        return False
    numbers = (said.get(name) for name in ("errcode", "code", "StatusCode")) if isinstance(said, dict) else ()
    return any(number not in (None, 0, "0") for number in numbers)


def robot(address: str, seconds: float) -> Any:
    """The service's own sender, told how long to wait: it would wait longer by itself."""
    from apprise import Apprise

    logging.getLogger("apprise").setLevel(logging.WARNING)  # below that it writes down addresses, and so keys
    timed = f"{address}{'&' if '?' in address else '?'}rto={seconds}&cto={seconds}"
    taker = Apprise.instantiate(timed, suppress_exceptions=True)
    return listen(taker) if taker else None
