"""Draws the scenes again, with Chromium and Noto's Chinese: `python -m rectification.demo.scenes [NAME ...]`."""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from rectification.demo.files import PICTURES
from rectification.demo.scenes.album import SCENES, svg
from rectification.demo.scenes.canvas import FONT, HEIGHT, WIDTH

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LARGEST = 100_000  # bytes of one picture
TRIES = 5
QUALITIES = range(84, 40, -4)


def main() -> None:
    """Draws what is asked for, or everything."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENES)}")
    asked.add_argument("--to", type=Path, default=PICTURES, help="folder of the pictures")
    asked.add_argument("--png", action="store_true", help="without loss, to look at closely")
    options = asked.parse_args()
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"None of {', '.join(BROWSERS)} is installed.")
    has_chinese()
    options.to.mkdir(parents=True, exist_ok=True)
    for name in options.names or SCENES:
        for moment in ("before", "after"):
            draw(browser, f"{name}-{moment}", svg(name, before=moment == "before"), options.to, options.png)


def has_chinese() -> None:
    """Boxes instead of words are worse than no picture."""
    found = subprocess.run(["fc-match", "-f", "%{family}", FONT], capture_output=True, text=True, check=True).stdout
    if FONT not in found:
        raise SystemExit(f"The font {FONT} is missing: it comes with the system's package fonts-noto-cjk.")


def draw(browser: str, name: str, drawing: str, folder: Path, lossless: bool) -> None:
    """One picture, at the highest quality that stays small."""
    drawn = steady(browser, drawing)
    if lossless:
        drawn.save(folder / f"{name}.png")
        return
    target = folder / f"{name}.jpg"
    for quality in QUALITIES:
        drawn.save(target, "JPEG", quality=quality, optimize=True, progressive=False)
        if target.stat().st_size <= LARGEST:
            break


def steady(browser: str, drawing: str) -> Image.Image:
    """The picture once two shots agree: on a busy machine a browser may hand one over before all of it is painted."""
    last = shot(browser, drawing)
    for _ in range(TRIES):
        again = shot(browser, drawing)
        if again.tobytes() == last.tobytes():
            return again
        last = again
    raise SystemExit("The browser does not draw the same picture twice.")


def shot(browser: str, drawing: str) -> Image.Image:
    """What the browser makes of a drawing."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        source, picture = Path(place) / "scene.svg", Path(place) / "scene.png"
        source.write_text(drawing, encoding="utf-8")
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
        command = [browser, *quiet, f"--user-data-dir={place}/profile", f"--screenshot={picture}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        with Image.open(picture) as file:
            return file.convert("RGB")


if __name__ == "__main__":
    main()
