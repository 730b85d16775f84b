"""How smoothly the map moves: frames while it is dragged and zoomed, in a Chromium on a processor four times slower."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from time import sleep
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.kit import Part
from benchmarks.wide_ground import lay
from config.services import chromium_program, free_port
from supervision.models import User
from tests.town import found_town

SLOWER, TARGET = 4, 50.0  # times, milliseconds
SIZE: ViewportSize = {"width": 1440, "height": 900}
ROUNDS = 3
KEEP = """() => { window.kept = []; let before = 0;
  const tick = (at) => { if (before) window.kept.push(at - before); before = at; requestAnimationFrame(tick) };
  requestAnimationFrame(tick) }"""
STILL = "() => document.querySelector('[data-map]').ground?.sheet.painted"


def measure(part: Part, sites: int, zones: int) -> None:
    """Ten thousand sites and five hundred zones, all drawn at once, then from near by."""
    call_command("prepare", static_only=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    found_town()
    lay(sites, zones)
    client = Client()
    client.force_login(User.objects.get(username="office"), backend="django.contrib.auth.backends.ModelBackend")
    session, port = client.cookies[settings.SESSION_COOKIE_NAME].value, free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    server = subprocess.Popen([*command, "--log-level", "error"], env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        for found in (drive(port, session) for _ in range(ROUNDS)):
            told(part, found, f"{sites:,} sites, {zones} zones")
    finally:
        server.terminate()
        server.wait(60)


def told(part: Part, found: dict[str, list[float]], size: str) -> None:
    """The frames of each movement, and of all together the one in twenty that is slowest."""
    for name, frames in found.items():
        part.figure(f"{name}, {size}, median frame", "ms", ranked(frames, 0.5))
        part.figure(f"{name}, {size}, p95 frame", "ms", ranked(frames, 0.95))
        part.figure(f"{name}, {size}, longest frame", "ms", max(frames))
    every = [frame for frames in found.values() for frame in frames]
    part.judge(f"map at {SLOWER}x slower, {size}: p95 frame, ms", ranked(every, 0.95), TARGET)


def ranked(frames: list[float], share: float) -> float:
    """The frame that so large a share is faster than."""
    return sorted(frames)[int(len(frames) * share)]


def drive(port: int, session: str) -> dict[str, list[float]]:
    """Opens the map, drags it about, zooms in by the wheel, drags again, zooms out."""
    with sync_playwright() as machine:
        browser = machine.chromium.launch(
            executable_path=chromium_program(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = browser.new_context(viewport=SIZE)
        url = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/map/?on=zones,sites")
        page.wait_for_function("() => document.querySelector('[data-map]').ground?.layers.has('sites')")
        page.wait_for_function(STILL)
        tool = context.new_cdp_session(page)
        tool.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        found = {
            "dragged over the city": during(page, lambda: drag(page)),
            "zoomed in": during(page, lambda: wheel(page, -1)),
            "dragged near by": during(page, lambda: drag(page)),
            "zoomed out": during(page, lambda: wheel(page, 1)),
        }
        browser.close()
    return found


def during(page: Page, work: Any) -> list[float]:
    """The milliseconds of each frame while something is done, until the picture is finished."""
    page.evaluate(KEEP)
    work()
    page.wait_for_function(STILL)
    return page.evaluate("() => window.kept.splice(0)")


def drag(page: Page) -> None:
    """Six drags in as many directions."""
    for far, down in ((-300, 0), (0, -200), (300, 0), (0, 200), (-250, -150), (250, 150)):
        page.mouse.move(560, 560)
        page.mouse.down()
        for step in range(1, 31):
            page.mouse.move(560 + far * step / 30, 560 + down * step / 30)
        page.mouse.up()
        sleep(0.4)


def wheel(page: Page, way: int) -> None:
    """Eight turns of the wheel, a rest after each."""
    page.mouse.move(560, 560)
    for _ in range(8):
        page.mouse.wheel(0, way * 120)
        sleep(0.5)


def wait_for(url: str) -> None:
    """Until the server answers."""
    for _ in range(400):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own http
            return
        except (urllib.error.URLError, OSError):
            sleep(0.1)
    raise RuntimeError(f"{url} does not answer")
