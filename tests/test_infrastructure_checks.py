"""The checks find what they are for."""

import io

import pytest
from babel.messages import mofile
from babel.messages.catalog import Catalog

from config import checks, translations


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tiny project of one page, one module and two catalogues."""
    for module in (checks, translations):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")
    (tmp_path / "templates").mkdir()
    (tmp_path / "sites").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}{% translate 'Street' %}{% blocktranslate with n=1 %}{{ n }} left{% endblocktranslate %}"
    )
    (tmp_path / "sites" / "words.py").write_text('label = _("Zone")\nmore = ngettext("%(n)d day", "%(n)d days", 2)\n')
    return tmp_path


def write(tree, language, text):
    path = translations.catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + text, encoding="utf-8")


def test_words_are_found_in_templates_and_code(tree):
    found = {message.id for message in translations.used() if message.id}
    assert found == {"Street", "%(n)s left", "Zone", ("%(n)d day", "%(n)d days")}


def test_a_word_without_translation_is_named_with_its_place(tree):
    assert "templates/page.html:1: no zh_Hans translation of 'Street'" in list(translations.faults())


def test_update_fills_english_and_leaves_chinese_to_a_person(tree):
    translations.update()
    faults = list(translations.faults())
    assert faults
    assert all("zh_Hans" in fault for fault in faults)
    before = translations.catalogue_path("zh_Hans").read_text(encoding="utf-8")
    translations.update()
    assert translations.catalogue_path("zh_Hans").read_text(encoding="utf-8") == before


def test_update_keeps_what_was_translated(tree):
    write(tree, "zh_Hans", 'msgid "Street"\nmsgstr "街道"\n')
    translations.update()
    assert translations.read("zh_Hans").get("Street").string == "街道"


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        ("剩 %(n)s", None),
        ("剩", "lacks a placeholder"),
        ("剩 %(m)s", "has a placeholder that the source has not"),
        ("", "no zh_Hans translation"),
    ],
)
def test_placeholders_survive_translation(tree, translated, fault):
    write(tree, "zh_Hans", f'msgid "%(n)s left"\nmsgstr "{translated}"\n')
    found = [line for line in translations.faults() if "zh_Hans" in line and "left" in line]
    assert (fault is None and not found) or fault in found[0]


def test_catalogues_compile_without_gettext_programs(tree):
    write(tree, "zh_Hans", 'msgid "Street"\nmsgstr "街道"\n')
    translations.compile_all()
    compiled = translations.catalogue_path("zh_Hans").with_suffix(".mo").read_bytes()
    catalogue: Catalog = mofile.read_mo(io.BytesIO(compiled))
    assert catalogue.get("Street").string == "街道"


@pytest.mark.parametrize(
    "address", ["https://py" + "pi.org/simple", "registry" + ".npmjs.org/x", "/wor" + "k/somewhere"]
)
def test_an_address_of_a_registry_or_a_machine_is_found(tmp_path, address, monkeypatch):
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(f"first\nsee {address}\n")
    assert checks.lines_with(checks.FORBIDDEN, [page])[0].startswith("page.md:2: ")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("<script>go()</script>", True),
        ('<script type="module">', True),
        ('<script src="/static/a.js" defer></script>', False),
        ('<script id="words" type="application/json">{}</script>', False),
        ('<p style="color:red">', True),
        ('<button onclick="go()">', True),
        ('<p class="style" data-on="1">', False),
    ],
)
def test_script_and_style_written_into_a_page_are_found(tmp_path, line, found, monkeypatch):
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(line)
    assert bool(checks.lines_with(checks.INLINE, [page])) is found
