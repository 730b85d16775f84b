"""Quick phrases: what is most often seen of a group of problems, one press instead of ten letters."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _p

MOST = 5


ALWAYS = (_p("phrase", "over a large area"), _p("phrase", "seen here before"))
# Group of the catalogue -> what is seen, in the order in which it is offered.
PHRASES: dict[str, tuple[Promise, ...]] = {
    "ENV": (
        _p("phrase", "household waste not cleared"),
        _p("phrase", "smells"),
        _p("phrase", "ground stained"),
        _p("phrase", "bin overflows"),
    ),
    "APP": (
        _p("phrase", "blocks the way"),
        _p("phrase", "spoils the street front"),
        _p("phrase", "nobody looks after it"),
    ),
    "ORD": (
        _p("phrase", "goods stand outside the shop"),
        _p("phrase", "takes up the pavement"),
        _p("phrase", "nobody keeps order"),
    ),
    "TRF": (
        _p("phrase", "on the tactile paving"),
        _p("phrase", "blocks the fire lane"),
        _p("phrase", "no line or no sign"),
        _p("phrase", "at peak hour"),
    ),
    "PSA": (_p("phrase", "faded"), _p("phrase", "torn"), _p("phrase", "out of date"), _p("phrase", "too few of them")),
    "FAC": (_p("phrase", "broken"), _p("phrase", "missing"), _p("phrase", "leans"), _p("phrase", "danger of falling")),
    "GRN": (_p("phrase", "bare soil"), _p("phrase", "withered plants"), _p("phrase", "waste in the green")),
    "FIR": (
        _p("phrase", "passage blocked"),
        _p("phrase", "equipment expired"),
        _p("phrase", "equipment missing"),
        _p("phrase", "wire pulled across"),
    ),
    "ACC": (
        _p("phrase", "locked"),
        _p("phrase", "used as a store"),
        _p("phrase", "does not work"),
        _p("phrase", "no sign"),
    ),
    "BHV": (_p("phrase", "nobody dissuades"), _p("phrase", "several people"), _p("phrase", "at peak hour")),
    "SVC": (_p("phrase", "nobody at the window"), _p("phrase", "does not answer"), _p("phrase", "notice missing")),
    "MKT": (
        _p("phrase", "no price tag"),
        _p("phrase", "licence not displayed"),
        _p("phrase", "raw beside cooked"),
        _p("phrase", "no fly screen"),
    ),
    "JUV": (
        _p("phrase", "no notice at the door"),
        _p("phrase", "identity not asked"),
        _p("phrase", "close to a school"),
    ),
    "NCP": (
        _p("phrase", "door closed in opening hours"),
        _p("phrase", "no programme on display"),
        _p("phrase", "no record"),
    ),
    "RUR": (
        _p("phrase", "household waste not cleared"),
        _p("phrase", "piled at the roadside"),
        _p("phrase", "ditch blocked"),
    ),
    "EMG": (
        _p("phrase", "somebody may be hurt"),
        _p("phrase", "closed off already"),
        _p("phrase", "nobody on the spot"),
    ),
    "DOC": (_p("phrase", "missing"), _p("phrase", "unclear"), _p("phrase", "out of date")),
}


def phrases(group: str) -> list[str]:
    """The phrases for a group of categories; those that always fit come last."""
    return [str(words) for words in (*PHRASES.get(group, ()), *ALWAYS)][:MOST]
