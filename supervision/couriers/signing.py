"""The signature of a message to a web address: who has the channel's key can tell that it is ours, and fresh.

The key is made of the platform's own and the channel's id, so no table and no backup of the database holds it.
"""

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

HEADER = "X-Taizhang-Signature"


def key_of(channel_id: UUID, number: int) -> str:
    """The channel's key; another number makes another key."""
    made = hmac.digest(settings.NOTICE_KEY.encode(), f"channel/{channel_id}/{number}".encode(), "sha256")
    return "tzn_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


def signature(key: str, at: int, body: bytes) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body", in hex>`."""
    return f"t={at},v1={hmac.new(key.encode(), b'%d.' % at + body, hashlib.sha256).hexdigest()}"
