"""The rectification floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    """Hands its subjects to the sweep (ENGINE 12)."""

    name = "rectification"
    label = "rectification"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Registers tickets as subjects of duties."""
        from rectification.streams import register_all

        register_all()
