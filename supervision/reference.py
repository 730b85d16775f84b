"""The description of the API as a page for people: what each door takes and gives, read from its OpenAPI text."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

JSON, DEEP = "application/json", 3
METHODS = ("get", "post", "put", "patch", "delete")
# Tags as chapters, in the order somebody meets them; what is in none of them stands in the last.
CHAPTERS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("access", _p("api chapter", "Tokens, and who one is"), ("token", "tokens", "me")),
    ("entries", _p("api chapter", "Entries"), ("tickets", "uploads")),
    ("owed", _p("api chapter", "What is owed, what happens"), ("duties", "events")),
    ("ground", _p("api chapter", "Places, units, kinds of problem"), ("sites", "units", "categories")),
    ("days", _p("api chapter", "Working days"), ("calendar",)),
    ("more", _p("api chapter", "More"), ()),
)
KINDS: dict[tuple[str, str], Promise] = {
    ("string", "uuid"): _p("api value", "id"),
    ("string", "date"): _p("api value", "day, 2026-03-02"),
    ("string", "date-time"): _p("api value", "moment, 2026-03-02T01:30:00Z"),
    ("string", "decimal"): _p("api value", "number"),
    ("string", "binary"): _p("api value", "file"),
    ("string", ""): _p("api value", "text"),
    ("integer", ""): _p("api value", "whole number"),
    ("number", ""): _p("api value", "number"),
    ("boolean", ""): _p("api value", "true or false"),
    ("object", ""): _p("api value", "object"),
}
PLACES: dict[str, Promise] = {
    "path": _p("api place", "in the address"),
    "query": _p("api place", "after the question mark"),
    "header": _p("api place", "in the header"),
    "body": _p("api place", "in the body"),
}
SAMPLES = {"uuid": "01a2…", "date": "2026-03-02", "date-time": "2026-03-02T01:30:00Z", "decimal": "0.0"}
Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One value that is sent or answered; `values` are its words when it is one of some."""

    name: str
    kind: str
    required: bool
    words: str
    values: list[tuple[str, str]]
    place: str = ""  # path, query, header, body

    @property
    def where(self) -> str:
        """In words."""
        return str(PLACES.get(self.place, ""))


@dataclass(frozen=True)
class Door:
    """One method of one address."""

    name: str
    method: str
    path: str
    title: str
    words: str
    takes: list[Field]
    body: str  # content type of what is sent; empty for nothing
    sample: str  # a body with what must be in it
    code: str
    gives: list[Field]
    refuses: list[str]
    outward: bool = False  # sent by the platform, not asked of it


@dataclass(frozen=True)
class Chapter:
    """Doors that belong together."""

    key: str
    label: str
    doors: list[Door]


def chapters(text: str) -> list[Chapter]:
    """The description as chapters, none of its doors left out."""
    schema = json.loads(text)
    reader, found = Reader(schema), []
    doors = [(each["tags"][0], reader.door(path, method, each)) for path, method, each in operations(schema)]
    named = {tag for _key, _label, tags in CHAPTERS for tag in tags}
    for key, label, tags in CHAPTERS:
        wanted = tags or {tag for tag, _door in doors} - named
        inside = [door for tag, door in doors if tag in wanted]
        inside.sort(key=lambda door: (door.outward, door.path, METHODS.index(door.method)))
        if inside:
            found.append(Chapter(key, str(label), inside))
    return found


def operations(schema: Schema) -> Iterable[tuple[str, str, Schema]]:
    """Each method of each address, and what the platform sends of itself under its name."""
    for part in ("paths", "webhooks"):
        for path, methods in schema.get(part, {}).items():
            yield from ((path, method, each) for method, each in methods.items() if method in METHODS)


def marked(text: str) -> str:
    """Words with `code` in them, safe for a page."""
    pieces = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", p) if n % 2 else p,) for n, p in pieces))


class Reader:
    """Reads operations of one description; named shapes are looked up in it."""

    def __init__(self, schema: Schema) -> None:
        self.shapes: Schema = schema["components"]["schemas"]

    def door(self, path: str, method: str, said: Schema) -> Door:
        """One operation."""
        contents = said.get("requestBody", {}).get("content", {})
        kind, body = next(iter((name, each.get("schema", {})) for name, each in contents.items()), ("", {}))
        asked = [self.parameter(each) for each in said.get("parameters", [])]
        asked.sort(key=lambda field: (list(PLACES).index(field.place), not field.required))
        codes = sorted(said["responses"])
        code = next(each for each in codes if each.startswith("2"))
        answer = said["responses"][code].get("content", {})
        shape: Schema = next((each.get("schema", {}) for each in answer.values()), {})
        return Door(
            name=said.get("operationId", path),
            method=method,
            path=path,
            title=said.get("summary", path),
            words=marked(said.get("description", "")),
            takes=[*asked, *self.fields(body, place="body")],
            body=kind,
            sample=json.dumps(self.sample(body), ensure_ascii=False) if kind == JSON else "",
            code=code,
            gives=self.fields(shape),
            refuses=[each for each in codes if not each.startswith("2")],
            outward=not path.startswith("/"),
        )

    def parameter(self, said: Schema) -> Field:
        """A part of the address, a condition or a header."""
        shape = said.get("schema", {})
        return self.field(said["name"], shape, said.get("required", False), said["in"], said.get("description", ""))

    def fields(self, shape: Schema, *, place: str = "", before: str = "", deep: int = 0) -> list[Field]:
        """What an object holds, its own objects opened as far as a reader follows."""
        shape, _empty = self.plain(shape)
        if shape.get("type") == "array":
            return self.fields(shape.get("items", {}), place=place, before=f"{before}[]", deep=deep)
        found, required = [], shape.get("required", [])
        for name, each in shape.get("properties", {}).items():
            full = f"{before}.{name}" if before else name
            found.append(self.field(full, each, bool(place) and name in required, place, ""))
            if deep < DEEP:
                found += self.fields(each, place=place, before=full, deep=deep + 1)
        return found

    def field(self, name: str, shape: Schema, required: bool, place: str, words: str) -> Field:
        """One value."""
        plain, empty = self.plain(shape)
        own = "" if plain.get("properties") else shape.get("description", "") or plain.get("description", "")
        lines = (words or own).split("\n")
        said = dict(line[3:].split("` - ", 1) for line in lines if line.startswith("* `") and "` - " in line)
        rest = " ".join(line for line in lines if not line.startswith("* `")).strip()
        values = [(str(value), said.get(str(value), "")) for value in plain.get("enum", []) if value not in ("", None)]
        kind = self.kind(plain)
        return Field(
            name, _("%(kind)s, or null") % {"kind": kind} if empty else kind, required, marked(rest), values, place
        )

    def kind(self, shape: Schema) -> str:
        """What sort of value it is, in words."""
        if shape.get("type") == "array":
            inner, _empty = self.plain(shape.get("items", {}))
            return _("list, each: %(kind)s") % {"kind": self.kind(inner)}
        sort, form = str(shape.get("type", "string")), str(shape.get("format", ""))
        return str(KINDS.get((sort, form)) or KINDS.get((sort, "")) or sort)

    def plain(self, shape: Schema) -> tuple[Schema, bool]:
        """What a reference, a choice or a pair of types stands for, and whether it may be null."""
        empty = False
        while True:
            choices = shape.get("oneOf") or shape.get("anyOf") or shape.get("allOf")
            if "$ref" in shape:
                shape = self.shapes[shape["$ref"].rsplit("/", 1)[1]]
            elif choices:
                empty = empty or any(each.get("type") == "null" for each in choices)
                shape = next((each for each in choices if each.get("type") != "null"), {})
            elif isinstance(shape.get("type"), list):
                kinds = [each for each in shape["type"] if each != "null"]
                empty, shape = empty or "null" in shape["type"], {**shape, "type": kinds[0] if kinds else "string"}
            else:
                return shape, empty

    def sample(self, shape: Schema, deep: int = 0) -> Any:
        """A value of the shape with what must be in it."""
        plain, _empty = self.plain(shape)
        if plain.get("enum"):
            return plain["enum"][0]
        if plain.get("type") == "array":
            return [self.sample(plain.get("items", {}), deep + 1)] if deep < DEEP else []
        if plain.get("type") == "object":
            wanted = plain.get("required", [])
            return {name: self.sample(plain["properties"][name], deep + 1) for name in wanted}
        if plain.get("type") in ("integer", "number"):
            return plain.get("minimum", 0)
        return True if plain.get("type") == "boolean" else SAMPLES.get(plain.get("format", ""), "…")
