"""A worker of its own process on the test's database: what a second machine would do."""

import sys


def main(database: str, media_root: str, moment: str) -> None:
    """Finish pictures until none is left; print how many were made."""
    from datetime import datetime

    import django
    from django.conf import settings

    settings.MEDIA_ROOT = media_root
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from supervision.actions.pictures import finish_pictures

    made = 0
    while done := finish_pictures(datetime.fromisoformat(moment), limit=5):
        made += done
    sys.stdout.write(str(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
