"""The second factor (TOTP): chosen by the person, asked for at each sign-in, gone only by a new slip or a code.

django-otp keeps the secret, allows for a clock that is a little off, takes each code once and slows down guessing.
"""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from supervision.models import User
from supervision.refusals import Refused

DIGITS = 6


def asked_for(user: User) -> bool:
    """Whether a sign-in of this person needs a code: one query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def begin(user: User) -> TOTPDevice:
    """A secret that counts only when a code has shown that the app has it; the same one until then."""
    found = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm(user: User, code: str) -> None:
    """The app has the secret: from now on it counts, and any older one does not."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not _fits(device, code):
            raise _wrong()
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])


def passes(user: User, code: str) -> bool:
    """Whether the code is the one of this half minute; each is taken once, and guessing becomes slow."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        return device is not None and _fits(device, code)


def drop(user: User, code: str) -> None:
    """Sign-ins need no code any more."""
    if not passes(user, code):
        raise _wrong()
    forget(user)


def forget(user: User) -> None:
    """The phone is lost: whoever comes with a new slip from the office begins anew."""
    TOTPDevice.objects.filter(user=user).delete()


def _fits(device: TOTPDevice, code: str) -> bool:
    digits = re.sub(r"\s", "", code)
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit() and bool(device.verify_token(digits))


def _wrong() -> Refused:
    return Refused(
        "wrong_code",
        _("This is not the code of the moment. Wait for the next one; after several tries it takes longer."),
    )
