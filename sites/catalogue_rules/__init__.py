"""The rules a catalogue must keep before it may be loaded (pure; DOMAIN 11 "Joined files").

`problems(tables)` names every broken rule with the file and the line. Nothing is repaired and nothing is guessed.
"""

from sites.catalogue_files import Tables
from sites.catalogue_rules.book import Book, Problem
from sites.catalogue_rules.links import category_standard_rules, standard_item_rules
from sites.catalogue_rules.lists import list_rules
from sites.catalogue_rules.routes import routing_rules

__all__ = ["Book", "Problem", "problems"]


def problems(tables: Tables) -> list[Problem]:
    """Every broken rule, in order of file and line; an empty list means the catalogue may be loaded."""
    book = Book(tables)
    found = [
        *list_rules(book),
        *standard_item_rules(book),
        *category_standard_rules(book),
        *routing_rules(book),
    ]
    return sorted(set(found))
