"""What the map fetches for what is seen: milliseconds on the server, queries, bytes on the wire, by layer and zoom."""

from django.test import Client

from benchmarks.finding import MOMENT, statements
from benchmarks.kit import Part, timed
from benchmarks.wide_ground import SOUTH, TALL, WEST, WIDE, lay
from rectification.pages.map_ground import drawn
from supervision import clock
from supervision.models import User

ZONES, TIMES = 500, 40
# The share of the city that is seen -> the zoom at which it fills a desk's screen.
VIEWS = {"the whole city": (1.0, 11), "a district": (0.3, 13), "a few streets": (0.06, 15)}
LAYERS = ("zones", "sites", "entries", "heat")
READERS = ("office", "clerk_00")


def measure(part: Part, sites: int) -> None:
    """Every layer at every zoom for two readers; the first answer of a process, which reads the shapes, by itself."""
    lay(sites, ZONES)
    clock.now = lambda: MOMENT
    for reader in READERS:
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans", HTTP_ACCEPT_ENCODING="gzip")
        client.force_login(User.objects.get(username=reader), backend="django.contrib.auth.backends.ModelBackend")
        for layer in LAYERS:
            for view, (share, zoom) in VIEWS.items():
                of(part, client, f"{layer}, {view}, {reader}, {sites} sites", address(layer, share, zoom))


def address(layer: str, share: float, zoom: int) -> str:
    """A box in the middle of the city."""
    x, y = WEST + WIDE / 2, SOUTH + TALL / 2
    box = x - WIDE * share / 2, y - TALL * share / 2, x + WIDE * share / 2, y + TALL * share / 2
    return f"/map/{layer}/?box={','.join(f'{edge:.6f}' for edge in box)}&z={zoom}&period=365"


def of(part: Part, client: Client, name: str, url: str) -> None:
    """One answer, many times."""
    if "zones" in name:
        drawn.cache_clear()
        part.figure(f"{name}, first", "ms", timed(lambda: client.get(url)) * 1e3)
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    asked = statements(lambda: client.get(url))
    samples = sorted(timed(lambda: client.get(url)) * 1e3 for _ in range(TIMES))
    part.figure(f"{name}, p50", "ms", samples[TIMES // 2])
    part.figure(f"{name}, p95", "ms", samples[int(TIMES * 0.95)])
    part.figure(f"{name}, compressed", "KB", len(answer.content) / 1e3)
    part.figure(f"{name}, queries", "", len(asked))
