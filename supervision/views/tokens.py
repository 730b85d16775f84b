"""A person's tokens for other programs: the list, a new one whose key is shown once, revoking; and the reference."""

from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.acting import Acting, ActingRequest
from supervision.actions.tokens import LASTS, issue_token, revoke_own, tokens_of
from supervision.api.schema import schema_text
from supervision.limits import Limit, Unit
from supervision.models import ApiToken, Post
from supervision.reference import Chapter, chapters
from supervision.wording import day_word, limit_words, moment

DAYS = (7, 30, LASTS, 365)


class TokenForm(forms.Form):
    """What for, in which post, how much, how long."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=60, help_text=gettext_lazy("As you will know it again.")
    )
    post = forms.ChoiceField(label=gettext_lazy("Acts in the post"))
    scope = forms.ChoiceField(label=gettext_lazy("May"), choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ)
    days = forms.TypedChoiceField(label=gettext_lazy("For"), coerce=int, initial=LASTS)

    def __init__(self, posts: tuple[Post, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        self.fields["post"].choices = [(key, f"{post.unit.label}·{post.called}") for key, post in self.posts.items()]  # type: ignore[attr-defined]
        self.fields["days"].choices = [(n, limit_words(Limit(n, Unit.DAY))) for n in DAYS]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: ActingRequest) -> HttpResponse:
    """The list; a new token stands above it, and its key nowhere else and never again."""
    acting, key, status = request.acting, "", 200
    form = TokenForm(acting.posts, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            post = form.posts[given["post"]]
            _row, key = issue_token(
                acting.user, post, given["name"], acting.now, scope=given["scope"], days=given["days"]
            )
            form = TokenForm(acting.posts)
        else:
            status = 422
    context = {"form": form, "key": key, "tokens": [shown(row, acting) for row in tokens_of(acting.user)]}
    return render(request, "registration/tokens.html", context, status=status)


@require_POST
def token_revoke(request: ActingRequest, pk: UUID) -> HttpResponse:
    """From now on it opens nothing."""
    try:
        revoke_own(request.acting.user, pk, request.acting.now)
    except ApiToken.DoesNotExist:
        raise Http404 from None
    return redirect("tokens")


@require_safe
def reference(request: ActingRequest) -> HttpResponse:
    """The description of the API for people, made of what the API says of itself to programs."""
    context = {
        "chapters": described(get_language() or ""),
        "base": request.build_absolute_uri("/").removesuffix("/"),
        "schema_url": reverse("api_schema"),
    }
    return render(request, "registration/reference.html", context)


@cache
def described(language: str) -> list[Chapter]:
    """Made once for each language and process, as the description itself is."""
    return chapters(schema_text(language))


def shown(row: ApiToken, acting: Acting) -> dict[str, Any]:
    """One token for the page."""
    today = timezone.localdate(acting.now)
    made = timezone.localdate(row.created_at)
    live = row.revoked_at is None and row.expires_at > acting.now
    used = row.used_on is not None and row.used_on > made
    return {
        "name": row.name or _("without a name"),
        "post": f"{row.post.unit.label}·{row.post.called}",
        "scope": row.get_scope_display(),
        "made": day_word(made, today),
        "used": day_word(row.used_on, today) if used and row.used_on else "",
        "live": live,
        "until": moment(row.expires_at, acting.now),
        "revoked": moment(row.revoked_at, acting.now) if row.revoked_at else "",
        "revoke_url": reverse("token_revoke", args=[row.pk]) if live else None,
    }
