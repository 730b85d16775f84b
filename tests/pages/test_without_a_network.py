"""Without a network there is a page that says so; the worker that keeps it keeps nothing else."""

import re

from django.conf import settings
from django.test import RequestFactory

from config.styleguide import styleguide


def test_the_worker_comes_from_the_root_and_is_never_kept(client, db):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript") and "no-cache" in answer["Cache-Control"]
    kept = re.search(r"const PAGE = \"(.+)\";\nconst FILES = \[PAGE, \"(.+)\", \"(.+)\"\];", answer.content.decode())
    assert kept and kept[1] == "/offline/" and all(path.startswith("/static/") for path in kept.groups()[1:])


def test_the_page_that_is_kept_on_the_device_holds_nothing_personal(town, hands):
    page = hands("inspector").get("/offline/").content.decode()
    assert "没有网络" in page
    assert str(town.people["inspector"]) not in page and "csrf" not in page


def test_the_style_guide_is_for_building_only(client, db):
    assert settings.DEBUG is False and client.get("/styleguide/").status_code == 404
    request = RequestFactory().get("/styleguide/")
    page = styleguide(request).content.decode()
    assert page.count("tz-count--") >= 6 and page.count("tz-seal") >= 1 and "style=" not in page
