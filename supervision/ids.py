"""Ids made at the edge, in order of time, so that new rows lie together on disk."""

from functools import lru_cache
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

UUID_OID = 2950  # PostgreSQL's number of the type
NAMESPACE = UUID("6a1f0c52-7f7a-5d0e-9f53-2f0a6c1b7d11")


def new_id() -> UUID:
    """A fresh UUID (version 7)."""
    return uuid7()


@lru_cache(4096)
def read_id(text: str) -> UUID:
    """The id of a text. Ids of units, posts and people come with every row, a subject's with all of its rows."""
    return UUID(text)


def read_ids_fast() -> None:
    """From now on the driver of PostgreSQL reads ids this way."""
    from psycopg2.extensions import new_type, register_type

    register_type(new_type((UUID_OID,), "UUID", lambda text, _cursor: None if text is None else read_id(text)))


def fixed_id(*parts: object) -> UUID:
    """The same parts always give the same id: singletons and rows named by their parents."""
    return uuid5(NAMESPACE, "/".join(str(part) for part in parts))
