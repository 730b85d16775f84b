"""Translations without gettext programs: find the words in code and templates, compare, compile.

`python -m config.translations check|compile|update`; update adds missing words to the catalogues.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("zh_Hans", "en")
CODE = ("config", "scoring", "rectification", "supervision", "sites")
KEYWORDS = {
    **extract.DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_p": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A fixed date in the head of the catalogues, so that a run without new words changes nothing.
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    for app in CODE:
        yield from sorted((ROOT / app).rglob("*.py"))
        yield from sorted((ROOT / app).rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.*"))


def as_python(path: Path) -> str:
    """The file as Python for the extractor; Django itself knows how to turn a template into that."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    # Indents mean nothing in a template, but would stop the extractor.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def used() -> Catalog:
    """Every word that code and templates ask for, with the places it is asked at."""
    catalogue = Catalog(charset="utf-8")
    for path in sources():
        if path.suffix not in (".py", ".html", ".txt"):
            continue
        stream = io.BytesIO(as_python(path).encode())
        place = str(path.relative_to(ROOT))
        for line, ids, _comments, context in extract.extract("python", stream, KEYWORDS, options={"encoding": "utf-8"}):
            words = ids if isinstance(ids, str) else tuple(word for word in ids if isinstance(word, str))
            if words:
                catalogue.add(words, locations=[(place, line)], context=context)
    return catalogue


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def strings_of(message: Message | None) -> tuple[str, ...]:
    if message is None or message.string is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[tuple[str, ...]]:
    return set(PLACEHOLDER.findall(text))


def faults() -> Iterator[str]:
    """One line for each word without translation, or whose translation names other placeholders."""
    wanted = used()
    for language in LANGUAGES:
        have = read(language)
        for message in wanted:
            if not message.id:
                continue
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            found = have.get(ids[0], message.context)
            strings = strings_of(found)
            place = ":".join(map(str, message.locations[0]))
            if not strings or not all(strings):
                yield f"{place}: no {language} translation of {ids[0]!r}"
            elif found is not None and found.fuzzy:
                yield f"{place}: the {language} translation of {ids[0]!r} is marked fuzzy"
            elif any(not placeholders(text) <= placeholders(ids[-1]) for text in strings):
                yield f"{place}: the {language} translation of {ids[0]!r} has a placeholder that the source has not"
            elif any(placeholders(ids[0]) - placeholders(text) for text in strings):
                yield f"{place}: the {language} translation of {ids[0]!r} lacks a placeholder"


def update() -> None:
    """Add missing words (in English as they stand, in Chinese empty) and drop words no longer asked for."""
    wanted = used()
    for language in LANGUAGES:
        have = read(language)
        fresh = Catalog(
            locale=language, charset="utf-8", fuzzy=False, project="taizhang", creation_date=BEGUN, revision_date=BEGUN
        )
        for message in wanted:
            if not message.id:
                continue
            first = message.id if isinstance(message.id, str) else message.id[0]
            found = have.get(first, message.context)
            string = found.string if found is not None else None
            if not string or (not isinstance(string, str) and not any(string)):
                string = message.id if language == "en" else None
            fresh.add(message.id, string, context=message.context, flags=message.flags)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(file, fresh, width=0, sort_output=True, no_location=True, omit_header=False)


def compile_all() -> None:
    """Write each .mo that is older than its .po."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, locale=path.parent.parent.name, charset="utf-8", abort_invalid=True)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            mofile.write_mo(file, catalogue)
        draft.replace(target)


def main(action: str) -> int:
    if action == "compile":
        compile_all()
        return 0
    if action == "update":
        update()
        compile_all()
        return 0
    found = list(faults())
    sys.stdout.write("".join(fault + "\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
