"""Writers of SQLite queue: whoever never lets go for long does not keep the others out."""

import subprocess
import sys

from config.launcher import ROOT

# One bulk writer without a pause between its transactions, and three who write a little: how many turns each had. Its
# turns are long enough for a busy machine to wake the three who pause in them.
SCENE = """
import sys, threading, time
from pathlib import Path
import django
from django.conf import settings

name = Path(sys.argv[1])
options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}
settings.configure(DATABASES={"default": {"ENGINE": "config.sqlite", "NAME": name, "OPTIONS": options}})
django.setup()
from django.db import connection, transaction

turns, over = {}, threading.Event()

def write(who, hold, pause):
    turns[who] = 0
    while not over.is_set():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO line VALUES (1)")
            time.sleep(hold)
        turns[who] += 1
        time.sleep(pause)

with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE line (who)")
people = [("bulk", 0.15, 0), (1, 0, 0.01), (2, 0, 0.01), (3, 0, 0.01)]
threads = [threading.Thread(target=write, args=who) for who in people]
[thread.start() for thread in threads]
while turns.get("bulk", 0) < 30:
    time.sleep(0.01)
over.set()
[thread.join() for thread in threads]
print(turns["bulk"], min(turns[who] for who in (1, 2, 3)))
"""


def test_rule_27_small_writers_get_their_turn_beside_one_that_never_pauses(tmp_path):
    """With SQLite's own waiting the bulk writer has nine turns of ten."""
    command = [sys.executable, "-c", SCENE, str(tmp_path / "queue.sqlite3")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    bulk, least = map(int, done.stdout.split())
    assert least * 2 >= bulk
