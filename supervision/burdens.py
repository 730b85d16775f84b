"""What makes a site heavier than another when ground is given out: the registry of weights beside the plain count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

SITES, AREA = "sites", "area"  # known without a registry: every site weighs one; every square metre weighs one


@dataclass(frozen=True)
class Burden:
    """`of(ids)` answers for the sites that carry something how much, beside the one that every site weighs."""

    name: str
    label: str | Promise
    of: Callable[[Sequence[UUID]], dict[UUID, int]]


BURDENS: dict[str, Burden] = {}


def register_burden(burden: Burden) -> None:
    """Called once from `AppConfig.ready`."""
    BURDENS[burden.name] = burden
