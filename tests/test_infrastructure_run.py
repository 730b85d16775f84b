"""What `make run` promises: children that die are started again, a stop is clean, a later start does nothing twice."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from config import bootstrap, launcher, suite
from config.processes import die_with_parent
from config.services import free_port, wait_for
from config.suite import Tally

LOCK_FILES = ("requirements.lock", "requirements-metrics.lock", "requirements-dev.lock", "requirements-assets.lock")


def pins(lock: str) -> set[str]:
    with open(os.path.join(bootstrap.ROOT, lock)) as file:
        return {line.split(" \\")[0].strip() for line in file if "==" in line}


def test_the_development_lock_holds_the_run_lock():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCK_FILES)
def test_each_lock_names_hashes_and_no_address(lock):
    with open(os.path.join(bootstrap.ROOT, lock)) as file:
        text = file.read()
    assert text.count("--hash=sha256:") >= len(pins(lock)) > 0
    assert "://" not in text


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.19.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_vite_gets_a_node_that_is_new_enough(version, enough):
    assert bootstrap.new_enough(version) is enough


def test_a_python_without_venv_is_one_sentence(monkeypatch, tmp_path):
    """As Debian's slim Python answers: its words name ensurepip."""
    refused = subprocess.CompletedProcess([], 1, stdout="not created because ensurepip is not available")
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: refused)
    with pytest.raises(SystemExit, match=r"^taizhang: .* on Debian: apt-get install python3-venv$"):
        bootstrap.make_venv()


def test_what_was_done_is_not_done_again_until_its_sources_change(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "BUILD", str(tmp_path))
    source = tmp_path / "source.txt"
    source.write_text("one")
    bootstrap.remember("thing", bootstrap.digest([str(source)]))
    assert bootstrap.remembered("thing") == bootstrap.digest([str(source)])
    source.write_text("two")
    assert bootstrap.remembered("thing") != bootstrap.digest([str(source)])


def test_a_busy_port_is_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SystemExit, match=r"^taizhang: port \d+ is not free .* try make run PORT=\d+$"):
            launcher.refuse_busy_port(other.getsockname()[1])


def test_one_launcher_holds_one_data_folder(tmp_path):
    lock = launcher.hold(tmp_path)
    with pytest.raises(SystemExit, match="another `make run`"):
        launcher.hold(tmp_path)
    lock.close()
    launcher.hold(tmp_path).close()


def test_a_child_that_dies_is_started_again_after_a_growing_pause(capsys):
    child = launcher.Child("web", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    now = 0.0
    for _ in range(8):
        child.tend(now)
        child.process.wait()
        child.tend(now)
        pauses.append(child.start_again - now)
        child.tend(now + pauses[-1] / 2)
        assert child.process is None
        now = child.start_again
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert "web ended with code 3; starting it again in 0.5 s" in capsys.readouterr().out


def test_a_child_that_lived_long_starts_over_with_a_short_pause():
    child = launcher.Child("web", [sys.executable, "-c", ""], failures=5)
    child.tend(0.0)
    child.process.wait()
    child.tend(launcher.STEADY_SECONDS + 1)
    assert child.failures == 1


def test_a_child_that_ignores_the_wish_to_stop_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "STOP_SECONDS", 0.3)
    boss = launcher.Launcher(free_port(), tmp_path, demo=False)
    told = tmp_path / "told"
    deaf = "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    code = f"{deaf}; pathlib.Path({str(told)!r}).touch(); time.sleep(60)"
    boss.children = [launcher.Child("deaf", [sys.executable, "-c", code])]
    boss.children[0].start(0.0)
    wait_for(told.exists, "the child")
    process = boss.children[0].process
    boss.stop()
    assert process.returncode == -signal.SIGKILL


def test_a_run_that_dies_without_a_report_counts_as_a_failure(tmp_path):
    tally = Tally()
    tally.add(tmp_path / "absent.xml", 2)
    assert (tally.passed, tally.failed) == (0, 1)


def test_a_report_is_counted_as_pytest_counts_it(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>')
    tally = Tally()
    tally.add(report, 1)
    assert (tally.passed, tally.failed) == (2, 2)


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine with Python only, where one test passes."""

    def one_passes(title: str, environment: dict, arguments: list, report: Path) -> int:
        report.write_text('<testsuites><testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>')
        return 0

    for name in ("postgres_folder", "redis_program", "chromium_program"):
        monkeypatch.setattr(suite, name, lambda: None)
    monkeypatch.setattr(suite, "run_pytest", one_passes)
    for name in ("CI", "TAIZHANG_CI"):
        monkeypatch.delenv(name, raising=False)


def test_what_was_not_covered_is_listed_with_the_command_that_would_cover_it(bare_machine, capsys):
    assert suite.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  the browser tests: Chromium is missing" in lines
    assert lines[-3].endswith("postgresql redis-server chromium fonts-noto-cjk")
    assert lines[-1] == "1 passed, 0 failed"


@pytest.mark.parametrize("name", ["CI", "TAIZHANG_CI"])
def test_in_ci_a_missing_part_is_a_failure(bare_machine, capsys, monkeypatch, name):
    monkeypatch.setenv(name, "true")
    assert suite.main([]) == 1
    assert "PostgreSQL, Redis, Chromium" in capsys.readouterr().out


@pytest.fixture
def platform(tmp_path):
    """The real thing on a free port: launcher, web, worker and beat on SQLite and the filesystem broker."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TAIZHANG_")}
    environment |= {"TAIZHANG_DATA": str(tmp_path / "data"), "TAIZHANG_PORT": str(port), "TAIZHANG_HTTPS": "0"}
    environment |= {"TAIZHANG_BUILD": str(tmp_path / "build")}
    command = [sys.executable, "-m", "config.launcher"]
    process = subprocess.Popen(
        command, cwd=bootstrap.ROOT, env=environment, start_new_session=True, preexec_fn=die_with_parent
    )
    yield port, process
    if process.poll() is None:
        process.terminate()
        process.wait(30)


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def children_of(pid: int) -> dict[str, int]:
    """Name and process id of web, worker and beat."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):  # it may be gone since it was listed
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            found.update({name: int(child) for name in ("gunicorn", "worker", "beat") if name in words})
    return found


def test_killed_processes_come_back_and_a_stop_leaves_none(platform):
    port, process = platform
    wait_for(lambda: ready(port), "the platform", 300)
    before = children_of(process.pid)
    assert set(before) == {"gunicorn", "worker", "beat"}

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def others() -> bool:
        """Right after the kill the dead are still listed."""
        found = children_of(process.pid)
        return set(found) == set(before) and not set(found.values()) & set(before.values())

    wait_for(others, "the children", 120)
    wait_for(lambda: ready(port), "the platform", 300)
    after = children_of(process.pid)

    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert time.monotonic() - begun < launcher.STOP_SECONDS
    assert not any(os.path.exists(f"/proc/{pid}") for pid in after.values())
