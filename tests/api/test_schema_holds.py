"""The API is what its description says: well described, and held to it by requests nobody would think of."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from supervision import clock
from supervision.actions.tokens import issue_token
from supervision.api import throttles
from tests.town import MONDAY, Town, at, file_ticket, take

ROOT = Path(__file__).resolve().parents[2]
NOW = at(MONDAY, "09:30")
EXAMPLES = 6
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
)
# Entries in each state are tried as well as what is made up; a refusal is as good an answer as a step taken.
CONFIG = """
[[operations]]
include-path-regex = "/tickets/\\\\{entry\\\\}/"
parameters = { "path.entry" = %s }
"""


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edge reads Monday morning, and no door is closed for being knocked at too often."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for throttle in (throttles.TokenThrottle, throttles.SearchThrottle, throttles.UploadThrottle):
        monkeypatch.setattr(throttle, "rate", "100000/min")


def test_the_description_is_complete_and_valid(tmp_path: Path) -> None:
    call_command("spectacular", fail_on_warn=True, validate=True, file=str(tmp_path / "schema.yaml"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "phases"), [("office", "examples,coverage,fuzzing"), ("inspector", "fuzzing")])
def test_requests_made_from_the_description_are_answered_as_it_says(
    name: str, phases: str, lasting_town: Town, monday: None, live_server, tmp_path: Path
) -> None:
    numbers = entries(lasting_town)
    (tmp_path / "schemathesis.toml").write_text(CONFIG % numbers)
    token, key = issue_token(lasting_town.people[name], lasting_town.posts[name], "description", NOW)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(tmp_path / "schemathesis.toml"), "run"]
    command += [f"{live_server.url}/api/schema/", "--header", f"Authorization: Token {key}"]
    command += ["--checks", ",".join(CHECKS), "--phases", phases, "--workers", "1", "--request-timeout", "120"]
    command += ["--max-examples", str(EXAMPLES), "--generation-deterministic"]
    command += ["--exclude-method", "DELETE", "--warnings", "off", "--no-color"]  # it would end the token
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
    token.refresh_from_db()
    assert token.revoked_at is None, "from some moment on every request was refused"


def entries(town: Town) -> list[str]:
    """Numbers of entries in several states."""
    new, fixed, west = (
        file_ticket(town, site=site, by=by, now=at(MONDAY, "09:00"), anyway="另一处")
        for site, by in (("S001", "inspector"), ("S001", "inspector"), ("S003", "second_inspector"))
    )
    take(town, "submit", fixed, "street_clerk", at(MONDAY, "09:20"), photos=1)
    return [new.number, fixed.number, west.number]
