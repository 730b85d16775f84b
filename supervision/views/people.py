"""A person's own affairs: signing in and out, the first password, a new one, the post they act in, the language."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER
from django.views.i18n import set_language as django_set_language

from supervision import clock
from supervision.acting import SECOND_STEP, Acting, ActingRequest, choose
from supervision.actions.people import activate as activate_person
from supervision.actions.second_factor import asked_for
from supervision.actions.tokens import revoke_all
from supervision.demo_signins import PASSWORD, SIGNINS
from supervision.forms import ActivateForm, NewPasswordForm, SignInForm
from supervision.models import Acting as StandIn
from supervision.models import Post, User
from supervision.owed import owed_by
from supervision.refusals import Refused
from supervision.wording import moment

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """The door. Five wrong passwords close it for a while (django-axes)."""

    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the demonstration's sign-ins, where it is one."""
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context |= {"demo_logins": demo_logins(), "demo_password": PASSWORD}
        return context

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """In the language the person chose last, unless this browser has chosen one."""
        response = super().form_valid(form)
        if asked_for(form.get_user()):
            self.request.session[SECOND_STEP] = True
            response = redirect(f"{reverse('second_step')}?{urlencode({'next': self.get_success_url()})}")
        return in_own_language(self.request, response, form.get_user())


def in_own_language(request: HttpRequest, response: HttpResponse, user: Any) -> HttpResponse:
    """The person's language goes with the answer."""
    if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        set_language_cookie(response, user.language)
    return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """As Django's own view sets it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )


def demo_logins() -> list[dict[str, Any]]:
    """Those of the demonstration's sign-ins that exist."""
    names = dict(User.objects.filter(username__in=SIGNINS).values_list("username", "display_name"))
    return [{"username": key, "name": names[key], "does": does} for key, does in SIGNINS.items() if key in names]


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """The first password, with the slip; who has it is signed in."""
    form = ActivateForm(request.POST or None, initial={"username": request.GET.get("name", "")[:150]})
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = activate_person(given["username"], given["code"], given["password1"], clock.now())
        except Refused as refusal:
            form.add_error("password1" if refusal.code == "weak_password" else None, refusal.words)
            status = refusal.status
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Your password is set. Welcome."))
            return redirect("home")
    return render(request, "registration/activate.html", {"form": form}, status=status)


class ChangePassword(PasswordChangeView):
    """A new password; somebody who was lent one chooses their own here before anything else."""

    template_name = "registration/change_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without a way back for those who must change it."""
        must = getattr(self.request.user, "must_change_password", False)
        return {**super().get_context_data(**kwargs), "back_url": None if must else self.success_url, "must": must}

    def form_valid(self, form: Any) -> HttpResponse:
        """The person's own from now on."""
        form.user.must_change_password = False  # saved with the new password
        with transaction.atomic():
            response = super().form_valid(form)
            revoke_all(form.user, clock.now())
        messages.success(self.request, _("Your password is changed."))
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def post_switch(request: ActingRequest) -> HttpResponse:
    """Which of one's posts to act in; only those that are open now can be chosen."""
    acting = request.acting
    goal = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST":
        chosen = next((post for post in acting.posts if str(post.id) == request.POST.get("post")), None)
        if chosen is not None:
            choose(request, chosen)
            return redirect(goal or "home")
        messages.error(request, _("This post is not open to you now."))
    context = {"posts": shown_posts(acting), "next": goal}
    return render(request, "registration/post_switch.html", context)


def safe_next(request: HttpRequest, url: str) -> str:
    """An address of this platform, or nothing."""
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else ""


def shown_posts(acting: Acting) -> list[dict[str, Any]]:
    """The posts of a person with what is owed in each."""
    ends = dict(
        StandIn.objects.filter(post__in=acting.posts, user=acting.user, valid_from__lte=acting.now)
        .filter(valid_to__gt=acting.now)
        .values_list("post_id", "valid_to")
    )
    return [
        {
            "id": post.id,
            "unit": post.unit.label,
            "role": post.called,
            "note": stand_in_note(post, acting, ends.get(post.id)),
            "current": post == acting.post,
            "owed": owed_by(post, acting.now).aggregate(n=Count("id"))["n"],
        }
        for post in acting.posts
    ]


def stand_in_note(post: Post, acting: Acting, until: datetime | None) -> str:
    """For whom, and until when."""
    if post.user_id == acting.user.pk or until is None:
        return ""
    return _("standing in for %(name)s until %(until)s") % {"name": post.user, "until": moment(until, acting.now)}


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own choice of a language, remembered with the person."""
    language = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    user: Any = request.user
    if user.is_authenticated and check_for_language(language) and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)
    response: HttpResponse = django_set_language(request)
    return response
