"""A fail-point kills the one process that passes it armed, and costs nothing where nobody arms it."""

import os
import re
import signal
import subprocess
import sys

import pytest

from config.launcher import ROOT
from supervision import failpoints
from supervision.failpoints import POINTS, reach

FLOORS = ("sites", "supervision", "rectification", "scoring", "config")


def passes(folder: str, times: int = 1) -> int:
    """The end of a process that passes the point so often."""
    code = f"from supervision.failpoints import reach\nfor _ in range({times}): reach('before_commit')"
    environment = {**os.environ, "TAIZHANG_FAILPOINT": folder}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment).returncode


def test_every_point_stands_somewhere_and_no_other_does():
    sources = [path.read_text() for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    standing = {name for source in sources for name in re.findall(r'\breach\("(\w+)"\)', source)}
    assert standing == set(POINTS)
    assert len(POINTS) == len(set(POINTS))


def test_nothing_is_armed_where_the_environment_does_not_say_so(tmp_path):
    assert "TAIZHANG_FAILPOINT" not in os.environ
    (tmp_path / "before_commit").touch()
    assert failpoints._folder == ""
    reach("before_commit")
    assert (tmp_path / "before_commit").exists()


@pytest.mark.parametrize(("armed", "passages", "dies"), [("", 1, True), ("3", 2, False), ("3", 3, True)])
def test_the_process_dies_at_the_passage_that_was_armed(tmp_path, armed, passages, dies):
    (tmp_path / "before_commit").write_text(armed)
    assert passes(str(tmp_path), passages) == (-signal.SIGKILL if dies else 0)
    assert (tmp_path / "before_commit.reached").exists() == dies
    assert (tmp_path / "before_commit").exists() != dies


def test_only_the_first_dies(tmp_path):
    (tmp_path / "before_commit").touch()
    assert [passes(str(tmp_path)), passes(str(tmp_path))] == [-signal.SIGKILL, 0]


def test_another_point_that_is_armed_kills_nobody_here(tmp_path):
    (tmp_path / "seal_written").touch()
    assert passes(str(tmp_path)) == 0
