"""Bring static files and database up to the code: safe to run at every start."""

import hashlib
import shutil
from argparse import ArgumentParser

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from sites.models import City

# The browsable API is not offered, so its style sheets are not collected; the fonts are for paper, not for browsers.
LEFT_OUT = ["rest_framework", "*.map", "manifest.json", "fonts"]


class Command(BaseCommand):
    help = "Collects static files, migrates, loads the catalogue and, with TAIZHANG_DEMO=1, the demo city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--static-only", action="store_true", help="only collect the static files")

    def handle(self, *args: object, **options: object) -> None:
        collect_static()
        if options["static_only"]:
            return
        shutil.rmtree(settings.DATA_DIR / "metrics", ignore_errors=True)  # counts of processes that are gone
        (settings.DATA_DIR / "metrics").mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_catalogue", stdout=self.stdout)
        if settings.DEMO and not City.objects.exists():
            self.stdout.write("Loading the demo city, once; this takes up to a minute.")
            self.stdout.flush()
            call_command("load_demo_city", stdout=self.stdout)


def collect_static() -> None:
    """Collect and compress, unless the very same files were collected before."""
    stamp = settings.BUILD_DIR / "static.stamp"
    found = fingerprint()
    if settings.STATIC_ROOT.is_dir() and stamp.exists() and stamp.read_text() == found:
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=LEFT_OUT)
    stamp.write_text(found)


def fingerprint() -> str:
    """Changes when any static file is added, removed or written."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list(LEFT_OUT):
            about = storage.get_modified_time(name), storage.size(name)
            digest.update(f"{name} {about}\n".encode())
    return digest.hexdigest()
