"""Which steps on rankings wait for the reader: to announce, to approve, to publish, to confirm a share-out."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from rectification.pages.viewer import Viewer
from scoring.actions.hindrances import hindrance
from scoring.models import IncentiveFund, Ranking
from scoring.steps import LEADS, STEPS, Action

AWAITED = (Action.ANNOUNCE, Action.APPROVE, Action.PUBLISH)


def steps_awaited(viewer: Viewer) -> list[dict[str, Any]]:
    """[{words, url}] of what could be done now; no query for whoever takes none of these steps.

    Of each kind of period one edition at most is on its way, so that few are looked at.
    """
    return [line for line in (*of_rankings(viewer), *of_funds(viewer)) if line]


def of_rankings(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Rankings whose next step is the reader's, and that nothing stands in the way of."""
    own = [action for action in AWAITED if viewer.actor.post.role in STEPS[action].roles]
    states = {state for action in own for state in STEPS[action].before}
    rows = list(Ranking.objects.filter(state__in=states).order_by("-ends")) if own else []
    for action in own:
        found = [row for row in rows if row.state in STEPS[action].before and not hindrance(action, row, viewer.now)]
        if found:
            url = reverse("ranking", args=[found[0].pk]) if len(found) == 1 else reverse("rankings")
            yield {"words": words(action, len(found)), "url": url}


def words(action: Action, n: int) -> str:
    """How many wait for the step."""
    match action:
        case Action.ANNOUNCE:
            text = ngettext("%(n)s draft of a ranking can be announced", "%(n)s drafts of rankings can be announced", n)
        case Action.APPROVE:
            text = ngettext("%(n)s ranking waits for your approval", "%(n)s rankings wait for your approval", n)
        case _:
            text = ngettext("%(n)s approved ranking can be published", "%(n)s approved rankings can be published", n)
    return text % {"n": n}


def of_funds(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Share-outs that wait for a city leader; of a ranking that was corrected nothing is confirmed any more."""
    if viewer.actor.post.role not in LEADS:
        return
    waiting = IncentiveFund.objects.filter(state=IncentiveFund.State.WAITS, ranking__in=Ranking.objects.current())
    found = list(waiting.order_by("kept_at").values_list("pk", "ranking"))
    if found:
        (pk, ranking), n = found[0], len(found)
        text = ngettext(
            "%(n)s share-out of a fund waits for your word", "%(n)s share-outs of funds wait for your word", n
        )
        url = reverse("ranking_fund", args=[ranking, pk]) if n == 1 else reverse("ranking_funds", args=[ranking])
        yield {"words": text % {"n": n}, "url": url}
