"""Where the key to the personal values comes from: the setting ``DATA_KEY``, or a file that the program makes."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import structlog

from bot.settings import Settings
from db.vault import BadKey, Vault, new_key, read_keys

KEY_FILE: Final = "data.key"
"""The file in `DATA_DIR` with the key that the program made for itself."""

logger = structlog.get_logger(__name__)


class NoKey(Exception):
    """There is no key that could be used; the message says how to mend it."""


def vault_for(settings: Settings) -> Vault:
    """The vault with the operator's keys; without any, with a new one in ``data.key``, for its owner's eyes alone."""
    written = settings.data_key.get_secret_value()
    if written:
        return Vault(read_keys(written))  # checked by the settings
    path = settings.data_dir / KEY_FILE
    if not path.exists():
        _make(path)
    try:
        return Vault(read_keys(path.read_text().strip()))
    except (BadKey, OSError, UnicodeDecodeError) as error:
        raise NoKey(f"{path}: {error}; put the right key there, or set DATA_KEY") from error


def _make(path: Path) -> None:
    """Make a key, whole and for its owner alone from the first moment; of programs that start at once, one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-") as file:
        file.write(new_key() + "\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
            logger.warning(
                "data_key_made", file=str(path), advice="back it up apart from the database, or set DATA_KEY"
            )
