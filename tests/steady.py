"""The same drawn examples in every process: Hypothesis otherwise mixes in constants of whatever modules are loaded."""

from hypothesis.internal.conjecture.providers import Constants, HypothesisProvider


def draw_steadily() -> None:
    """From now on no constants of our own modules are drawn: which are loaded depends on what ran before.

    There is no setting for it; `tests/test_infrastructure_draws.py` notices when this stops working.
    """
    HypothesisProvider._local_constants = Constants()  # type: ignore[assignment]
