"""ENGINE 27: on SQLite, with one bulk writer and four people filing, no filing waits over two seconds."""

from statistics import median

import pytest

from tests.faults.ground import SOAK, Ground, report
from tests.faults.writers import Filer, Tally

DUE = 2000 if SOAK else 150


@pytest.mark.soak
def test_rule_27_no_filing_waits_over_two_seconds_for_a_long_sweep(ground: Ground):
    ground.keeper.stop("worker", "beat")
    due = ground.clerk.ask("backlog", tickets=DUE)
    tally, journals = Tally(), ground.journals()
    with ground.writing(journals, tally, Filer):
        swept = ground.clerk.ask("sweep", rung_by_rung=due)
    report("one bulk writer, four filing", swept=swept, median=f"{median(tally.waits):.3f} s", **tally.figures())
    ground.audit(journals)
    assert sum(swept) >= DUE
    assert max(tally.waits) < 2
