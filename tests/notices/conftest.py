"""The town on Monday with receivers outside: notices are delivered and sent at moments the tests choose."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from supervision.actions.notices import deliver
from supervision.actions.outward.sending import send_waiting
from supervision.models import Channel
from supervision.sending import Group
from tests.notices.receivers import MailReceiver, WebReceiver, mail_receiver, web_receiver
from tests.town import MONDAY, Town, at

# What only one of the two databases can show.
collect_ignore = [] if os.environ.get("TAIZHANG_DATABASE_URL") else ["test_events_seen_late.py"]

TEN = at(MONDAY, "10:00")
LATER = TEN + timedelta(minutes=2)  # what was told at ten and is not urgent goes out


@pytest.fixture
def receiver(settings) -> Iterator[Callable[..., WebReceiver]]:
    """Makes receivers that the settings allow to be spoken to."""
    with ExitStack() as stack:

        def make(behave=None) -> WebReceiver:
            made = stack.enter_context(web_receiver(behave))
            settings.NOTICE_HOSTS = [*settings.NOTICE_HOSTS, made.host]
            return made

        yield make


@pytest.fixture
def mails(settings) -> Iterator[MailReceiver]:
    """A mail server that the settings name."""
    with mail_receiver() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.DEFAULT_FROM_EMAIL = "台账 <ledger@lanchuan.example>"
        settings.PUBLIC_URL = "https://ledger.lanchuan.example"
        yield sink


def channel(url: str = "", **columns) -> Channel:
    """A channel that carries everything to each person."""
    usual = {"kind": "web", "name": "短信网关", "groups": list(Group), "address": url, "created_at": TEN}
    return Channel.objects.create(**{**usual, **columns})


def follower(url: str = "", **columns) -> Channel:
    """A system that follows the ledger, from before anything happened."""
    usual = {"name": "城市大脑", "serves": "events", "audience": "group", "groups": [], "follows_from": MONDAY}
    return channel(url, **{**usual, **columns})


def mail_channel(**columns) -> Channel:
    """Mail."""
    return channel(**{"kind": "mail", "name": "邮件", **columns})


def send(now: datetime = LATER, seconds: float = 10.0) -> int:
    """The sender's round at a moment."""
    return send_waiting(lambda: now, seconds=seconds)


def tell(now: datetime = TEN) -> int:
    """Notices are delivered at a moment."""
    return deliver(now)


def reach(town: Town, *names: str) -> None:
    """These people have an e-mail address."""
    for name in names:
        town.people[name].email = f"{name}@lanchuan.example"
        town.people[name].save(update_fields=["email"])
