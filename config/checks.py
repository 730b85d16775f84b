"""`make check`: everything that can be said about the code without running it; each check once, all of them always."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config import translations

ROOT = Path(__file__).resolve().parent.parent
# Written in halves, so that this file does not hold what it looks for.
REGISTRIES = [
    left + right
    for left, right in (
        ("pypi", r"\.org"),
        ("files", r"\.pythonhosted\.org"),
        ("registry", r"\.npm"),
        ("registry", r"\.yarnpkg"),
        ("deb", r"\.debian\.org"),
        ("proxy", r"\.golang\.org"),
    )
]
MACHINE_PATHS = [left + right for left, right in (("/wor", "k/"), ("/ro", r"ot/"), ("/home", r"/\w"))]
FORBIDDEN = re.compile("|".join([*REGISTRIES, *MACHINE_PATHS]))
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")[^>]*>|\sstyle=["']|\son[a-z]+=["']""")


def module(*arguments: str) -> Callable[[], list[str]]:
    """A check that is another program's; its words are shown when it fails."""

    def check() -> list[str]:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines() if done.returncode else []

    return check


def tracked_files() -> list[Path]:
    """Committed files and those about to be."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    return [ROOT / name for name in names.stdout.split("\0") if name and (ROOT / name).is_file()]


def addresses() -> list[str]:
    """No file names a package registry or a place on somebody's machine."""
    return lines_with(FORBIDDEN, tracked_files())


def inline_code() -> list[str]:
    """No template carries script or style: the browser is told to refuse both."""
    return lines_with(
        INLINE, [path for path in tracked_files() if path.suffix == ".html" and "templates" in path.parts]
    )


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group(0)}")
    return found


CHECKS: dict[str, Callable[[], list[str]]] = {
    "ruff": module("-m", "ruff", "check", "."),
    "format": module("-m", "ruff", "format", "--check", "."),
    "imports": module("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"),
    "types": module("-m", "mypy", "."),
    "templates": module("-m", "djlint", "templates", "--lint", "--quiet"),
    "inline code": inline_code,
    "migrations": module("manage.py", "makemigrations", "--check", "--dry-run"),
    "translations": lambda: list(translations.faults()),
    "addresses": addresses,
}


def main(wanted: list[str]) -> int:
    failed = []
    for name in wanted or CHECKS:
        begun = time.monotonic()
        faults = CHECKS[name]()
        print(f"{'ok  ' if not faults else 'FAIL'} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        for fault in faults:
            print("     " + fault)
        failed += [name] if faults else []
    print(
        f"{len(failed)} of {len(wanted or CHECKS)} checks failed: {', '.join(failed)}"
        if failed
        else "All checks passed."
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
