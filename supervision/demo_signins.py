"""The demonstration's sign-ins and their published password; they exist only where TAIZHANG_DEMO=1."""

from django.utils.translation import pgettext_lazy as _p

PASSWORD = "taizhang-demo"  # noqa: S105 - published on purpose, works on the loopback demo only

# Sign-in name -> what one can try with it.
SIGNINS = {
    "inspector": _p("demo sign-in", "writes down problems, checks fixes"),
    "team_leader": _p("demo sign-in", "deals out checks, decides returns"),
    "street_clerk": _p("demo sign-in", "receives, fixes, hands in"),
    "other_clerk": _p("demo sign-in", "another unit: sees only its own"),
    "unit_head": _p("demo sign-in", "the whole unit's entries"),
    "office": _p("demo sign-in", "dispatches, decides, keeps the ledger"),
    "city_leader": _p("demo sign-in", "reads everything, sets rungs"),
    "discipline": _p("demo sign-in", "checks where nobody else may"),
}
