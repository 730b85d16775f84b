"""Forms of a person's own affairs: signing in, the first password, a new one."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Sign-in name and password."""

    error_messages = {
        "invalid_login": _("This name and password do not belong together. Nothing tells which of them is wrong."),
        "inactive": _("This sign-in is closed. Ask your office."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")


class NewPasswordForm(PasswordChangeForm):
    """The old password and a new one, in the product's own words."""

    error_messages = {**PasswordChangeForm.error_messages, "password_mismatch": _("The two passwords differ.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _("At least ten characters, not only digits.")
        self.fields["new_password2"].label = _("New password, once more")
        self.fields["new_password2"].help_text = ""


class ActivateForm(forms.Form):
    """The slip's code and a password of one's own, twice."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters, not only digits."),
    )
    password2 = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        found = super().clean() or {}
        if found.get("password1") and found.get("password2") and found["password1"] != found["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return found
