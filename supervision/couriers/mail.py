"""By mail, through the server of the settings; without one, e-mail is not set up and says so."""

import contextlib
import smtplib
from email.utils import formatdate

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from supervision.couriers.letter import ARRIVED, Letter, Outcome, Receiver
from supervision.couriers.watch import watched

SUBJECT = 150


def set_up() -> bool:
    """Whether a mail server is named."""
    return bool(settings.EMAIL_HOST)


def carry(receiver: Receiver, letter: Letter, seconds: float) -> Outcome:
    """One mail. A server that takes it is answerable for it from then on."""
    if not set_up():
        return Outcome(False, {"code": "mail_not_set_up"}, ill=True)
    try:
        validate_email(letter.to)
    except ValidationError:
        return Outcome(False, {"code": "bad_mail_address"})
    link = get_connection(timeout=seconds)
    with watched(seconds) as watch:
        try:
            link.open()
            if isinstance(link, EmailBackend) and link.connection is not None:
                watch.sock = link.connection.sock
            link.send_messages([message(letter, link)])
            return ARRIVED
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return refused(error)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(False, {"code": "slow" if watch.over else why(error)}, ill=True)
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # how the parting goes changes nothing
                link.close()


def message(letter: Letter, link: object) -> EmailMessage:
    """The mail; the same letter has the same Message-ID, so that a second one can be dropped."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    headers = {
        "Message-ID": f"<{letter.id}@{host}>",
        "Date": formatdate(letter.at.timestamp()),
        "Auto-Submitted": "auto-generated",
    }
    subject = " ".join(letter.subject.split())[:SUBJECT]
    return EmailMessage(subject, letter.text, to=[letter.to], headers=headers, connection=link)


def refused(error: smtplib.SMTPException) -> Outcome:
    """The server speaks, and does not want this mail: 4xx for now, 5xx for good."""
    codes = [code for code, _words in getattr(error, "recipients", {}).values()] or [getattr(error, "smtp_code", 0)]
    return Outcome(False, {"code": "mail_refused", "status": codes[0]})


def why(error: Exception) -> str:
    """A broken connection in a code."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return "mail_sign_in"
        case smtplib.SMTPServerDisconnected() | smtplib.SMTPConnectError():
            return "hung_up"
        case TimeoutError():
            return "slow"
        case ConnectionRefusedError():
            return "refused"
        case smtplib.SMTPException() | UnicodeError():
            return "garbage"
    return "unreachable"
