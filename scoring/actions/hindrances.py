"""What stands in the way of a step that the table allows: the steps ask it, and the pages before anybody tries."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from scoring.models import Appeal, Bonus, Ranking
from scoring.steps import COUNTING, Action
from supervision.models import Job
from supervision.refusals import Refused

JOB = "ranking"  # the kind of job that counts


def hindrance(action: Action, ranking: Ranking, now: datetime) -> Refused | None:
    """What stands in the way of a step that the table allows; the pages say it where the button would be."""
    match action:
        case Action.RECOUNT if ranking.state == COUNTING and job_of(ranking, open_only=True):
            return Refused("being_counted", _("It is being counted already."))
        case Action.ANNOUNCE if counts_otherwise(ranking):
            return Refused("count_again", _("Points were given or taken since the count. Count again first."))
        case Action.APPROVE if ranking.appeals_until is None or now < ranking.appeals_until:
            return Refused("appeals_run", _("Units may still appeal; it can be approved when that time is over."))
        case Action.APPROVE if Appeal.objects.filter(ranking=ranking, state=Appeal.State.OPEN).exists():
            return Refused("appeals_open", _("An appeal is not decided yet."))
        case Action.APPROVE if counts_otherwise(ranking):
            return Refused("count_again", _("Points were given or taken since the count. Count again first."))
    return None


def unhindered(action: Action, ranking: Ranking, now: datetime) -> None:
    """Refuses a step that something stands in the way of."""
    if (refused := hindrance(action, ranking, now)) is not None:
        raise refused


def job_of(ranking: Ranking, *, open_only: bool = False) -> Job | None:
    """The last job that counts it."""
    jobs_of = Job.objects.filter(kind=JOB, facts__ranking=str(ranking.pk))
    if open_only:
        jobs_of = jobs_of.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    return jobs_of.order_by("-asked_at", "-id").first()


def counts_otherwise(ranking: Ranking) -> bool:
    """Whether points were given or taken back after the last count."""
    later = Bonus.objects.filter(ranking=ranking)
    counted_at = ranking.counted_at
    return counted_at is None or (
        later.filter(given_at__gt=counted_at).exists() or later.filter(taken_back_at__gt=counted_at).exists()
    )
