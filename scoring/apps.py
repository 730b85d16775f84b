"""The scoring floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    """Hands its streams to the registry (ENGINE 12)."""

    name = "scoring"
    label = "scoring"
    verbose_name = _("Scoring")

    def ready(self) -> None:
        """Registers rankings, schemes and appeals."""
        from scoring.streams import register_all

        register_all()
