"""Secrets that live in files: made once, readable by the owner only."""

import os
import secrets
import tempfile
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret in this file, made when absent; processes that start together agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name, delete=False) as file:
            draft = Path(file.name)
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
