"""Where messages may go: never to addresses of the inside network, unless the host is named in the settings.

Whoever may enter an address could otherwise have the platform speak to machines that only it can reach. The name is
looked up once, all its addresses are judged, and the connection goes to one that was judged.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

HOST = re.compile(
    r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]{2,45}"
)  # a name, or a number as the brackets hold it
PORTS = {"https": 443, "http": 80}
LONGEST = 2000


class NotThere(Exception):
    """The address cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Place:
    """An address, taken apart."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def named(self) -> bool:
        """Whether the settings name it."""
        return bool({self.host, self.shown} & {word.lower() for word in settings.NOTICE_HOSTS})

    @property
    def shown(self) -> str:
        """Host and port, as the settings and the Host header have it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place_of(address: str) -> Place:
    """Takes an address apart; https only, or http to a host that the settings name."""
    if len(address) > LONGEST or not address.isascii() or any(sign <= " " or sign == "\x7f" for sign in address):
        raise NotThere("bad_address")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NotThere("bad_address") from None
    if parts.scheme not in PORTS or not HOST.fullmatch(host) or "@" in parts.netloc or parts.fragment:
        raise NotThere("bad_address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = Place(parts.scheme == "https", host, PORTS[parts.scheme] if port is None else port, path)
    if not place.port:
        raise NotThere("bad_address")
    if not place.secure and not place.named:
        raise NotThere("not_secure")
    return place


def look_up(place: Place) -> str:
    """A number to connect to; every number of the name must be one of the outside network."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotThere("no_such_host") from None
    numbers = [str(row[4][0]) for row in found]
    if not place.named and not all(outside(number) for number in numbers):
        raise NotThere("inside")
    return numbers[0]


def outside(number: str) -> bool:
    """Whether it is a number of the public network, whatever way it is written."""
    address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return outside(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


NAT64 = ipaddress.ip_network("64:ff9b::/96")
