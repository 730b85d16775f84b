"""Typed reading of environment variables: a wrong value stops the start with one sentence."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "TAIZHANG_"
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


# How a mail server is spoken to: scheme -> (usual port, STARTTLS, TLS from the first byte)
MAIL_WAYS = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}


class WrongSettingError(SystemExit):
    """The sentence is the exit message, so that whoever started the program reads it instead of a traceback."""


class Env:
    """Reads `TAIZHANG_<NAME>`; an empty value counts as absent."""

    def __init__(self, values: Mapping[str, str] | None = None, prefix: str = PREFIX) -> None:
        self.values = os.environ if values is None else values
        self.prefix = prefix

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(self.prefix + name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        word = self.text(name).lower()
        if not word:
            return default
        if word in YES:
            return True
        if word in NO:
            return False
        raise self.wrong(name, word, "1 or 0")

    def whole(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        word = self.text(name)
        if not word:
            return default
        wanted = f"a whole number of at least {least}" if most is None else f"a whole number from {least} to {most}"
        try:
            number = int(word)
        except ValueError:
            raise self.wrong(name, word, wanted) from None
        if number < least or (most is not None and number > most):
            raise self.wrong(name, word, wanted)
        return number

    def words(self, name: str, default: str = "") -> list[str]:
        """A list written with commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Addresses and ranges such as 10.0.0.0/8, with commas."""
        try:
            return [ip_network(word) for word in self.words(name)]
        except ValueError:
            raise self.wrong(name, self.text(name), "addresses or ranges such as 10.0.0.0/8, with commas") from None

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        word = self.text(name, default)
        if word not in choices:
            raise self.wrong(name, word, "one of " + ", ".join(choices))
        return word

    def folder(self, name: str, default: Path) -> Path:
        word = self.text(name)
        path = Path(word).expanduser() if word else default
        if path.exists() and not path.is_dir():
            raise self.wrong(name, str(path), "the path of a folder")
        return path.resolve()

    def address(self, name: str, schemes: tuple[str, ...]) -> str:
        """An address such as redis://host:6379/0, checked by scheme; empty when absent."""
        word = self.text(name)
        if word and urlsplit(word).scheme not in schemes:
            raise self.wrong(
                name, without_password(word), "an address that starts with " + " or ".join(f"{s}://" for s in schemes)
            )
        return word

    def wrong(self, name: str, word: str, wanted: str) -> WrongSettingError:
        return WrongSettingError(f"{self.prefix}{name} must be {wanted}; it is {word!r}.")


def without_password(address: str) -> str:
    """The address as it may be printed."""
    password = urlsplit(address).password
    return address.replace(f":{password}@", ":***@") if password else address


def postgres(address: str) -> dict[str, Any]:
    """Django's database settings for postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(address)
    extra = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise WrongSettingError(f"{PREFIX}DATABASE_URL must name a port as a number.") from None
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise WrongSettingError(
            f"{PREFIX}DATABASE_URL must name a database: postgresql://user:password@host:5432/name."
        )
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", "") or parts.hostname or "",
        "PORT": extra.pop("port", "") or str(port or ""),
        # Rows are found by index however they lie: the ledger is in memory or on a disk without a head.
        "OPTIONS": {"connect_timeout": 5, "options": "-c random_page_cost=1.1", **extra},
    }


def smtp(address: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, user, password, STARTTLS and TLS of smtp+tls://user:password@host:587; without an address no host."""
    parts = urlsplit(address)
    usual, starttls, tls = MAIL_WAYS[parts.scheme or "smtp"]
    try:
        port = parts.port or usual
    except ValueError:
        raise WrongSettingError(f"{PREFIX}SMTP_URL must name a port as a number.") from None
    if address and not parts.hostname:
        raise WrongSettingError(f"{PREFIX}SMTP_URL must name a host: smtp+tls://user:password@host:587.")
    return parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""), starttls, tls
