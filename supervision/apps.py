"""The supervision floor as a Django app."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Registers its own streams, and the trigger installer that runs after every migrate (ENGINE 12)."""

    name = "supervision"
    label = "supervision"
    verbose_name = _("People, duties and the event ledger")

    def ready(self) -> None:
        """The two hooks there are, and the start checks."""
        from django.db import connection

        from supervision import ids, streams, triggers
        from supervision.checks import duties_can_be_settled, ledger_is_guarded

        if connection.vendor == "postgresql":
            ids.read_ids_fast()
        streams.register_all()
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="ledger_triggers")
        checks.register(ledger_is_guarded, checks.Tags.database)
        checks.register(duties_can_be_settled, checks.Tags.database)
