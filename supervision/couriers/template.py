"""The body of a message to a web address: a JSON text with named placeholders inside its strings.

The text is read as JSON first and filled afterwards, string by string, so that nothing in a value can become part of
the structure; a placeholder is a name from the list and nothing else.
"""

import json
import re
from typing import Any

MARK = re.compile(r"\{([a-z_]+)\}")
LONGEST = 8000
# What an empty value leaves behind: brackets around nothing, marks in a row, two blanks; and marks at either end.
TIDY = (
    (re.compile(r"[(（\[【]\s*[)）\]】]"), ""),
    (re.compile(r"([,，、;；:：])(?:\s*[,，、;；:：])+"), r"\1"),
    (re.compile(r"[,，、;；:：\s]+(?=[.。])"), ""),
    (re.compile(r"[ \t]+([,，、;；:：.。])"), r"\1"),
    (re.compile(r"[ \t]{2,}"), " "),
)
LOOSE = " \t,，、;；:："
NAMES = (
    "id",
    "kind",
    "text",
    "title",
    "url",
    "number",
    "what",
    "person",
    "phone",
    "unit",
    "urgency",
    "due",
    "until",
    "at",
    "n",
)
USUAL = """{
  "id": "{id}",
  "kind": "{kind}",
  "text": "{text}",
  "url": "{url}",
  "number": "{number}",
  "person": "{person}",
  "at": "{at}"
}"""


class BadTemplate(ValueError):
    """The template cannot be used; `code` and `name` say why."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


def check(template: str) -> set[str]:
    """The placeholders of a template; one that is no JSON or names something unknown is refused."""
    if len(template) > LONGEST:
        raise BadTemplate("too_long")
    try:
        read = json.loads(template, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadTemplate("no_json") from None
    if not isinstance(read, dict):
        raise BadTemplate("no_json")
    found: set[str] = set()
    _walk(read, lambda text: found.update(MARK.findall(text)))
    for name in sorted(found - set(NAMES)):
        raise BadTemplate("no_such_name", name)
    return found


def fill(template: str, values: dict[str, str]) -> bytes:
    """The body."""
    read = json.loads(template or USUAL)
    return json.dumps(_walk(read, lambda text: put(text, values)), ensure_ascii=False).encode()


def put(text: str, values: dict[str, str]) -> str:
    """One string with its values; where one of them is empty, nothing shows that something is missing."""
    written = MARK.sub(lambda m: values.get(m[1], ""), text)
    if all(values.get(name) for name in MARK.findall(text)):
        return written
    for pattern, instead in TIDY:
        written = pattern.sub(instead, written)
    return written.strip(LOOSE)


def _walk(value: Any, each: Any) -> Any:
    if isinstance(value, str):
        return each(value)
    if isinstance(value, list):
        return [_walk(item, each) for item in value]
    if isinstance(value, dict):
        return {name: _walk(item, each) for name, item in value.items()}
    return value


def _no_constant(_word: str) -> None:
    raise ValueError
