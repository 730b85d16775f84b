"""The roof as an app, so that its checks and commands are found."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "config"
    label = "platform"

    def ready(self) -> None:
        """Every process rings our broker: without its app, Celery would look for one of its own and wait for it."""
        from config import celery  # noqa: F401
