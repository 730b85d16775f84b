"""What the parts of a long work take: its functions are timed where it looks them up, each without those inside it."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any


class Watch:
    """Seconds by the name of the function; work that another watched function did meanwhile is not counted twice."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stack: list[str] = []
        self._since = time.perf_counter()

    def on(self, module: ModuleType, *names: str) -> None:
        """Puts itself before these functions of a module, for as long as this process lives."""
        for name in names:
            work = getattr(module, name)
            wrap = self._steps if inspect.isgeneratorfunction(work) else self._whole
            setattr(module, name, wrap(name, work))

    def _whole(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            self._enter(name)
            try:
                return work(*args, **more)
            finally:
                self._leave()

        return timed

    def _steps(self, name: str, work: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def timed(*args: Any, **more: Any) -> Iterator[Any]:
            steps = work(*args, **more)
            while True:
                self._enter(name)
                try:
                    step = next(steps)
                except StopIteration:
                    return
                finally:
                    self._leave()
                yield step

        return timed

    def _enter(self, name: str) -> None:
        self._note()
        self._stack.append(name)

    def _leave(self) -> None:
        self._note()
        self._stack.pop()

    def _note(self) -> None:
        now = time.perf_counter()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now
