"""How much money is shared out in which group, and by which rule: as the office types it."""

import re
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring import exact, shares
from scoring.forms import WHY_MOST
from scoring.models import Ranking, Score, Subject
from scoring.shares import ByPoints, ByRank, EqualAmong, ShareRule
from scoring.wording import group_word

EQUAL, BY_RANK, BY_POINTS = "equal", "by_rank", "by_points"
WAYS = (
    (EQUAL, pgettext_lazy("fund", "The same to each of the first")),
    (BY_RANK, pgettext_lazy("fund", "By rank, in a proportion")),
    (BY_POINTS, pgettext_lazy("fund", "In proportion to the points above a floor")),
)
# [0-9], because \d knows the digits of every script; always with fullmatch.
YUAN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
AROUND = re.compile(r"[\s,，¥￥元]")
BETWEEN = re.compile(r"[\s:：,，、;；]+")
NUMBER = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,4}))?")
NUMBER_WORDS = _("A number like 5 or 2.5 is expected.")


def read_yuan(text: str) -> int:
    """Fen of an amount in yuan: "1,250,000.50" is 125000050; a ValueError for anything else."""
    found = YUAN.fullmatch(AROUND.sub("", text))
    if not found:
        raise ValueError(text)
    return 100 * int(found[1]) + int((found[2] or "").ljust(2, "0"))


def yuan(fen: int) -> str:
    """An amount as papers write it: 1,250,000.50."""
    return f"{fen // 100:,}.{fen % 100:02}"


def read_number(text: str) -> Fraction:
    """A number of a rule, at most four decimals; a ValueError for anything else."""
    found = NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return Fraction(int(found[1])) + Fraction(int((found[2] or "").ljust(4, "0")), 10_000)


class FundForm(forms.Form):
    """The terms of a share-out. `rule` is what was chosen, when the form is valid."""

    def __init__(self, ranking: Ranking, data: Any = None) -> None:
        super().__init__(data)
        self.fields["group"] = forms.ChoiceField(
            label=_("Ranking group"), choices=groups(ranking), error_messages={"invalid_choice": _("Choose a group.")}
        )
        self.fields["yuan"] = forms.CharField(
            label=_("Amount in yuan"),
            max_length=30,
            help_text=_("To the fen, for example 1,250,000.00"),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields["way"] = forms.ChoiceField(
            label=_("How it is shared out"), choices=WAYS, widget=forms.RadioSelect, initial=BY_RANK
        )
        self.fields["k"] = forms.IntegerField(
            label=_("How many of the first"),
            required=False,
            min_value=1,
            max_value=shares.MOST_RANKS,
            help_text=_("For the same to each of the first."),
        )
        self.fields["shares"] = forms.CharField(
            label=_("Proportion by rank"),
            required=False,
            max_length=400,
            help_text=_("Best rank first, for example 5 : 3 : 2. Who ties shares what the places together get."),
        )
        self.fields["floor"] = forms.CharField(
            label=_("Floor in points"),
            required=False,
            max_length=12,
            help_text=_("Who does not rise above it gets nothing; 0 where all points count."),
        )

    def clean_yuan(self) -> int:
        """In fen from here on."""
        try:
            fen = read_yuan(self.cleaned_data["yuan"])
        except ValueError:
            raise forms.ValidationError(_("State an amount like 1250000 or 1,250,000.50.")) from None
        if not 0 < fen <= shares.MOST_FEN:
            raise forms.ValidationError(
                _("State more than 0 and at most %(most)s yuan.") % {"most": yuan(shares.MOST_FEN)}
            )
        return fen

    def clean_shares(self) -> tuple[Fraction, ...]:
        """The numbers, whatever stands between them."""
        parts = [part for part in BETWEEN.split(self.cleaned_data["shares"]) if part]
        try:
            found = tuple(read_number(part) for part in parts)
        except ValueError:
            raise forms.ValidationError(_("Numbers like 5 : 3 : 2 are expected.")) from None
        if len(found) > shares.MOST_RANKS:
            raise forms.ValidationError(_("At most %(most)s ranks.") % {"most": shares.MOST_RANKS})
        return found

    def clean_floor(self) -> Fraction | None:
        """Nothing where nothing is typed."""
        if not self.cleaned_data["floor"].strip():
            return None
        try:
            return read_number(self.cleaned_data["floor"])
        except ValueError:
            raise forms.ValidationError(NUMBER_WORDS) from None

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs has to be there."""
        given = super().clean() or {}
        needed = {EQUAL: "k", BY_RANK: "shares", BY_POINTS: "floor"}.get(given.get("way", ""), "")
        if needed and needed not in self.errors and given.get(needed) in (None, ()):
            self.add_error(needed, _("This way of sharing out needs it."))
        return given

    @property
    def rule(self) -> ShareRule:
        """The rule that was chosen."""
        given = self.cleaned_data
        match given["way"]:
            case "equal":
                return EqualAmong(given["k"])
            case "by_rank":
                return ByRank(given["shares"])
            case _:
                return ByPoints(given["floor"])


class KeepForm(forms.Form):
    """Which money it is: what the leader reads."""

    why = forms.CharField(
        label=_("Which money it is, and why"), max_length=WHY_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class WordsForm(forms.Form):
    """The words that go with a decision; asked for where the table asks for a reason."""

    def __init__(self, label: Any, data: Any = None, *, required: bool) -> None:
        super().__init__(data)
        self.fields["why"] = forms.CharField(
            label=label, required=required, max_length=WHY_MOST, widget=forms.Textarea(attrs={"rows": 3})
        )


def groups(ranking: Ranking) -> list[tuple[str, str]]:
    """The groups of units in which somebody is ranked."""
    rows = Score.objects.filter(ranking=ranking, subject=Subject.UNIT, rank__isnull=False)
    return [(code, group_word(code, {})) for code in rows.order_by("group").values_list("group", flat=True).distinct()]


def written(rule: ShareRule) -> dict[str, str]:
    """A rule as the form's fields have it."""
    match rule:
        case EqualAmong(k):
            return {"way": EQUAL, "k": str(k)}
        case ByRank(parts):
            return {"way": BY_RANK, "shares": " : ".join(exact.plain(part) for part in parts)}
        case ByPoints(floor):
            return {"way": BY_POINTS, "floor": exact.plain(floor)}
