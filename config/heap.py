"""What a process has loaded once and keeps until its end."""

import gc
from importlib import import_module

from django.conf import settings


def settle() -> None:
    """All pages are loaded, and what lies in memory now is no longer looked through for what could be thrown away.

    The collector goes through the whole heap every few hundred thousand objects, some 100 ms in which nothing else
    happens; of a process that has just started all of it stays. Processes forked afterwards share it, too.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
