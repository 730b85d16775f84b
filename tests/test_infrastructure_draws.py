"""What is drawn at random in the suite is the same in every process, whatever it has loaded before."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from hypothesis import given, seed, settings
from hypothesis import strategies as st


def drawn() -> list[int]:
    """Many numbers, all from one seed."""
    found: list[int] = []

    @seed(7)
    @settings(max_examples=500, database=None)
    @given(st.integers(0, 10**9))
    def draw(number: int) -> None:
        found.append(number)

    draw()
    return found


def test_a_module_loaded_meanwhile_does_not_change_what_is_drawn(tmp_path: Path, monkeypatch):
    before = drawn()
    file = tmp_path / "loaded_meanwhile.py"
    file.write_text("ODD = [" + ", ".join(str(number * 1_234_567 + 89) for number in range(1, 800)) + "]\n")
    spec = spec_from_file_location(file.stem, file)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, file.stem, module)
    assert drawn() == before
    assert len(set(before)) > 300
