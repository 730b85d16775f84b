"""Why a step was refused, in words the person understands; pages and the API only pass them on."""

from typing import Any

from django.utils.functional import lazystr


class Refused(Exception):
    """A rule says no. `code` is stable for programs, `words` are for people, nothing was written."""

    status = 422

    def __init__(self, code: str, words: Any = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = words or code
        self.params = params

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return str(lazystr(self.template)) % self.params if self.params else str(self.template)

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


class Conflict(Refused):
    """Somebody was faster, or the same request key came with another content."""

    status = 409


class NotAllowed(Refused):
    """The entry may be seen, but this step is not this person's."""

    status = 403
