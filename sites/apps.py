"""The ground floor as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """Label `sites` is ours: django.contrib.sites is never installed beside it."""

    name = "sites"
    label = "sites"
    verbose_name = _("Places and catalogue")
    default_auto_field = "django.db.models.BigAutoField"
