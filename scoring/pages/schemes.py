"""The schemes as the office sees them: what is in force, how it came about, what else one may begin from."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.actions.schemes import ALWAYS, KIND
from scoring.builtin import BUILT_IN
from scoring.consequences import read_consequences
from scoring.consequences_words import STEPS, appraisal_words, so_often
from scoring.exact import plain
from scoring.lists import read_lists
from scoring.lists_words import LISTS, rule_words
from scoring.models import SchemeVersion
from scoring.preview import CHOICES, tried_on
from scoring.preview import KIND as PREVIEW
from scoring.scheme import Scheme, read_scheme
from scoring.scheme_words import differences, lines, rules
from scoring.wording import group_word, number_word, period_words
from sites.models.named import label_of
from supervision.ids import fixed_id
from supervision.models import Event, Job
from supervision.office.history import Names
from supervision.wording import moment

SHOWN = 20


def schemes_page(of: str, now: datetime) -> dict[str, Any]:
    """Both schemes to switch between; of the chosen one what it says and its versions."""
    if of not in SchemeVersion.Of.values:
        of = SchemeVersion.Of.UNITS
    rows = list(SchemeVersion.objects.filter(of=of).order_by("-version")[: SHOWN + 1])
    last = read_scheme(rows[0].content)
    return {
        "of": of,
        "switch": switch(of),
        "name": label_of(last.name, last.name_en),
        "number": rows[0].version,
        "full_mark": plain(last.full_mark),
        "since": moment(rows[0].valid_from, now, clock=False) if rows[0].valid_from > ALWAYS else "",
        "components": lines(last),
        "rules": rules(last),
        **documents(last),
        "edit_url": reverse("office_scheme_edit", args=[of]),
        "starts": starts(of, rows[1:]),
        "versions": versions(of, rows, now),
        "drafts": drafts(of, now),
    }


def documents(scheme: Scheme) -> dict[str, list[dict[str, str]]]:
    """Whom the scheme puts on which list, and what it proposes then, rule by rule in words; of teams nothing."""
    of_lists = [
        {"head": str(LISTS[rule.list]), "words": rule_words(rule, lambda group: group_word(group, {}))}
        for rule in read_lists(scheme.lists)
    ]
    says = read_consequences(scheme.consequences)
    following = [{"head": str(STEPS[rule.step]), "words": so_often(rule, rule.times)} for rule in says.rules]
    if says.appraisal:
        following.append({"head": _("Yearly appraisal"), "words": appraisal_words(says.appraisal)})
    return {"list_rules": of_lists, "following": following}


def switch(chosen: str) -> list[dict[str, Any]]:
    """Units or teams."""
    url = reverse("office_schemes")
    return [{"label": label, "url": f"{url}?of={of}", "on": of == chosen} for of, label in SchemeVersion.Of.choices]


def starts(of: str, older: list[SchemeVersion]) -> list[dict[str, str]]:
    """What a draft may begin from besides the version in force: those that come with the platform, older versions."""
    url = reverse("office_scheme_edit", args=[of])
    found = [
        {"label": label_of(one.name, one.name_en), "url": f"{url}?from={code}"}
        for code, one in BUILT_IN.items()
        if one.of == of
    ]
    words = pgettext("scheme", "version %(n)s")
    return found + [{"label": words % {"n": row.version}, "url": f"{url}?from=v{row.version}"} for row in older[:5]]


def versions(of: str, rows: list[SchemeVersion], now: datetime) -> list[dict[str, Any]]:
    """The last versions, newest first, with who, why and what changed in words."""
    stream = fixed_id(KIND, of)
    events = {e.facts["version"]: e for e in Event.objects.filter(stream_id=stream).order_by("-seq")[: SHOWN + 1]}
    names = Names(list(events.values()))
    contents = [read_scheme(row.content) for row in rows]
    found = []
    for row, scheme, before in zip(rows[:SHOWN], contents, [*contents[1:], None], strict=False):
        event = events.get(row.version)
        found.append(
            {
                "number": row.version,
                "at": moment(row.valid_from, now) if event else "",
                "who": str(names.users.get(event.actor_id, "")) if event and event.actor_id else _("the platform"),
                "why": names.why(event.facts) if event else "",
                "changes": differences(before, scheme) if before else [],
            }
        )
    return found


def drafts(of: str, now: datetime) -> list[dict[str, str]]:
    """Drafts of the last days that were tried and are not in force: one may go on with them."""
    rows = Job.objects.filter(kind=PREVIEW, facts__of=of).select_related("asked_by").order_by("-asked_at", "-id")
    last = SchemeVersion.objects.filter(of=of).order_by("-version").values_list("version", flat=True).first()
    return [
        {
            "url": reverse("office_scheme_draft", args=[job.pk]),
            "label": moment(job.asked_at, now),
            "by": str(job.asked_by or ""),
        }
        for job in rows[:5]
        if job.facts["follows"] == last
    ]


def current(of: str) -> tuple[int, Scheme]:
    """The last version and its number."""
    row = SchemeVersion.objects.filter(of=of).latest("version")
    return row.version, read_scheme(row.content)


def base_of(of: str, asked: str) -> Scheme | None:
    """What a draft begins from; None for what there is not.

    Its rules of lists and of what follows are those in force, but of a draft that is gone on with its own.
    """
    _number, stands = current(of)
    found: Scheme | None = stands
    if asked in BUILT_IN:
        found = BUILT_IN[asked] if BUILT_IN[asked].of == of else None
    elif asked.startswith("v") and asked[1:].isdecimal() and len(asked) < 6:
        row = SchemeVersion.objects.filter(of=of, version=int(asked[1:])).first()
        found = read_scheme(row.content) if row else None
    elif asked:
        return of_job(of, asked)
    return replace(found, lists=stands.lists, consequences=stands.consequences) if found else None


def of_job(of: str, asked: str) -> Scheme | None:
    """A draft that was tried before."""
    try:
        job = Job.objects.filter(kind=PREVIEW, pk=UUID(asked)).first()
    except ValueError:
        return None
    return read_scheme(job.facts["content"]) if job and job.facts["of"] == of else None


def periods_to_try() -> list[dict[str, str]]:
    """The rankings a draft can be tried on."""
    return [
        {"id": str(row.pk), "label": f"{period_words(row)} {number_word(row) or row.get_state_display()}"}
        for row in tried_on()[:CHOICES]
    ]
