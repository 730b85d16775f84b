"""Fills the ledger with many open tickets whose chains are valid: real filings, copied with ids of their own.

A row is a line: on PostgreSQL as COPY writes it, on SQLite a JSON list.
"""

import io
import json
import random
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from operator import itemgetter
from uuid import UUID

from django.db import connection, models, transaction

from rectification.models import Photo, SearchText, Sight, Ticket
from supervision.canonical import chained
from supervision.ids import new_id
from supervision.models import Duty, Event, StreamHead, Tenure

CHUNK = 10_000
LOADERS = 2
# The copies refer to what their originals referred to; long texts are pressed the quick way, where the server can.
FAST = """
SET LOCAL session_replication_role = replica;
SELECT set_config(name, 'lz4', true) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""
PARENTS_FIRST = (StreamHead, Event, Duty, Ticket, Tenure, Sight, Photo, SearchText)

# What people wrote, for the search: two characters each, few of them common and most of them rare.
CHANCE = random.Random(2)
SAYINGS = [chr(0x4E00 + 17 * n) + chr(0x4E00 + 23 * n + 5) for n in range(800)]
WEIGHTS = [1 / (n + 1) for n in range(len(SAYINGS))]

Writer = Callable[[list[str]], str]


class Template:
    """One real entry as lines; each copy gets fresh ids, a number of its own, and the hashes that follow from them."""

    def __init__(self, ticket: Ticket) -> None:
        events = list(Event.objects.filter(stream_id=ticket.id).order_by("seq"))
        ids = {model: ids_of(model, ticket) for model in PARENTS_FIRST}
        own = list(dict.fromkeys(pk for found in ids.values() for pk in found))
        names = [*map(str, own), *(pk.hex for pk in own), ticket.number, ticket.number.lower()]
        names += [event.hash for event in events]
        self.previous = events[0].previous
        self.count = len(own)
        self.texts = [writer(event.text, names) for event in events]
        self.lines = {
            model: writer("".join(line_of(model, pk) for pk in found), names) for model, found in ids.items() if found
        }

    def copy(self, number: str, buffers: dict[type[models.Model], io.StringIO]) -> None:
        """Writes the rows of one more ticket."""
        ids = [new_id() for _ in range(self.count)]
        values = [*map(str, ids), *(pk.hex for pk in ids), number, f"{number.lower()} {said()}"]
        previous = self.previous
        for text in self.texts:  # which names no hash: each stands in the row, and in that of the next event
            previous = chained(previous, text(values))
            values.append(previous)
        for model, write in self.lines.items():
            buffers[model].write(write(values))


def said() -> str:
    """Four words of somebody's description."""
    return "".join(CHANCE.choices(SAYINGS, WEIGHTS, k=4))


def writer(pattern: str, names: Sequence[str]) -> Writer:
    """A function that writes the pattern with other values in the place of the names."""
    place = {name: index for index, name in enumerate(names)}
    pieces = re.split(f"({'|'.join(map(re.escape, names))})", pattern)
    picks = [place[name] for name in pieces[1::2]]
    pieces[0::2] = [piece.replace("%", "%%") for piece in pieces[0::2]]
    pieces[1::2] = ["%s" for _ in picks]
    text, pick = "".join(pieces), itemgetter(*picks, 0)  # one more, so that it is a tuple even for one
    return lambda values: text % pick(values)[:-1]


def ids_of(model: type[models.Model], ticket: Ticket) -> list[UUID]:
    """The rows of a table that belong to the ticket."""
    key = {
        StreamHead: {"pk": ticket.id},
        Event: {"stream_id": ticket.id},
        Duty: {"subject_id": ticket.id},
        Ticket: {"pk": ticket.id},
        Tenure: {"duty__subject_id": ticket.id},
    }.get(model, {"ticket_id": ticket.id})
    return list(model._base_manager.filter(**key).order_by("pk").values_list("pk", flat=True))


def columns(model: type[models.Model]) -> str:
    """The columns that are written; what the database makes of them is its own."""
    return ", ".join(str(field.column) for field in model._meta.concrete_fields)


def line_of(model: type[models.Model], pk: UUID) -> str:
    """A row as a line."""
    rows = f"SELECT {columns(model)} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = "
    if connection.vendor == "postgresql":
        out = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({rows} '{pk}') TO STDOUT", out)
        return out.getvalue()
    # past Django's connection, which reads moments and booleans as such
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as raw:
        return json.dumps(raw.execute(f"{rows} ?", [pk.hex]).fetchone(), ensure_ascii=False) + "\n"


def load_chunk(buffers: dict[type[models.Model], io.StringIO]) -> None:
    """A chunk in a transaction and on a connection of its own, so that the next one is written meanwhile."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(FAST)
            for model, lines in buffers.items():
                load(model, lines)
    finally:
        connection.close()


def load(model: type[models.Model], lines: io.StringIO) -> None:
    """The lines as rows."""
    lines.seek(0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {model._meta.db_table} ({columns(model)}) FROM STDIN", lines)
        else:
            marks = ", ".join("?" for _ in model._meta.concrete_fields)
            connection.connection.executemany(
                f"INSERT INTO {model._meta.db_table} ({columns(model)}) VALUES ({marks})",
                (json.loads(line) for line in lines),
            )


def fill(groups: Sequence[tuple[list[Template], int]], series: str = "LC9999") -> None:
    """So many copies of each group, a group's templates in turn, shuffled so that a group's rows lie far apart."""
    order = [index for index, (_, count) in enumerate(groups) for _ in range(count)]
    random.Random(1).shuffle(order)
    used = [0] * len(groups)
    on_postgres = connection.vendor == "postgresql"
    loaders = LOADERS if on_postgres else 1
    loading: deque[Future[None]] = deque()
    with ThreadPoolExecutor(loaders) as pool:
        for start in range(0, len(order), CHUNK):
            buffers: dict[type[models.Model], io.StringIO] = {model: io.StringIO() for model in PARENTS_FIRST}
            for number, index in enumerate(order[start : start + CHUNK], start):
                templates = groups[index][0]
                templates[used[index] % len(templates)].copy(f"{series}-{number:07d}", buffers)
                used[index] += 1
            loading.append(pool.submit(load_chunk, buffers))
            if len(loading) > loaders:
                loading.popleft().result()
        for chunk in loading:
            chunk.result()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if on_postgres else "ANALYZE")
