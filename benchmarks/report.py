"""The result of a run: a JSON file under var/bench, a table on the screen, and the same table in Markdown."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.kit import Figure, Verdict
from config.services import postgres_folder


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = Path("/proc/cpuinfo").read_text().partition("model name")[2].partition("\n")[0].strip(" \t:")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    return {
        "cpu": cpu or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def server() -> str:
    """The database server's name and version."""
    folder = postgres_folder()
    if folder is None:
        return "SQLite only"
    return subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def save(folder: Path, parts: list[dict[str, Any]]) -> Path:
    """Writes the JSON and the Markdown beside it; returns the JSON's path."""
    folder.mkdir(parents=True, exist_ok=True)
    when = datetime.now(UTC)
    path = folder / f"{when:%Y%m%d-%H%M%S}.json"
    content = {"at": when.isoformat(timespec="seconds"), "machine": machine(), "server": server(), "parts": parts}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    path.with_suffix(".md").write_text(markdown(content))
    return path


def table(parts: list[dict[str, Any]]) -> str:
    """The verdicts of all parts."""
    return "\n".join(str(verdict) for part in parts for verdict in verdicts(part))


def verdicts(part: dict[str, Any]) -> list[Verdict]:
    """The verdicts of a part as they were."""
    return [Verdict(**{k: v for k, v in row.items() if k != "word"}) for row in part["verdicts"]]


def markdown(content: dict[str, Any]) -> str:
    """The whole result as tables."""
    host = content["machine"]
    lines = [
        f"{content['at']}, {host['cores']} x {host['cpu']}, {host['memory_gib']} GiB, Python {host['python']}, "
        f"{content['server']}, load {host['load']:.1f}",
        "",
        "| target | measured | wanted | |",
        "| --- | --- | --- | --- |",
    ]
    for part in content["parts"]:
        for verdict in verdicts(part):
            sign = "<=" if verdict.at_most else ">="
            lines.append(f"| {verdict.name} | {verdict.value:.3g} | {sign} {verdict.target:g} | {verdict.word} |")
    for part in content["parts"]:
        before, after = part["calibrations"]
        lines += ["", f"**{part['name']}**, calibration {before:.0f} and {after:.0f} ms", ""]
        lines += ["| figure | median | lowest .. highest | n |", "| --- | --- | --- | --- |"]
        for row in part["figures"]:
            figure = Figure(**row)
            spread = f"{min(figure.samples):.4g} .. {max(figure.samples):.4g}"
            lines.append(f"| {figure.name} | {figure.median:.4g} {figure.unit} | {spread} | {len(figure.samples)} |")
    return "\n".join(lines) + "\n"
