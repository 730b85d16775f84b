"""What a notice of a contract says. Pure: no database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sites.models.named import label_of

# (key, whether somebody else is named) -> the sentence
SENTENCES = {
    ("contract.given", False): _("You are %(called)s of %(places)s, from %(begins)s on."),
    ("contract.given", True): _("You are %(called)s of %(places)s, from %(begins)s on; before you: %(other)s."),
    ("contract.over", True): _("You are %(called)s of %(places)s until %(ends)s; after you: %(other)s."),
    ("contract.ended", False): _("You are no longer %(called)s of %(places)s, from %(ends)s on."),
    ("contract.term", False): _("You are %(called)s of %(places)s until %(ends)s."),
}
FOR_GOOD = _("You are %(called)s of %(places)s without a date of end.")
WITH_NOTE = _("%(sentence)s Their note: %(note)s")


def sentence(
    key: str, facts: dict[str, Any], day: Callable[[datetime], str], listed: Callable[[list[str]], str]
) -> str:
    """The sentence; `day` writes a moment's day, `listed` a row of words. `note` in the facts is the text itself."""
    named = [label_of(*pair) for pair in facts["places"]]
    more = facts["n"] - len(named)
    if more > 0:
        named.append(ngettext("%(n)s more place", "%(n)s more places", more) % {"n": more})
    values = {
        "called": label_of(*facts["called"]),
        "places": listed(named),
        "begins": day(datetime.fromisoformat(facts["from"])),
        "ends": day(datetime.fromisoformat(facts["until"])) if facts.get("until") else "",
        "other": facts.get("other", ""),
    }
    if key == "contract.term" and not facts.get("until"):
        return str(FOR_GOOD) % values
    said = str(SENTENCES[key, bool(values["other"])]) % values
    return str(WITH_NOTE) % {"sentence": said, "note": facts["note"]} if facts.get("note") else said
