"""Where the key to the personal values comes from: the setting ``DATA_KEY``, or a file that the program makes."""

import os
from contextlib import suppress
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
    with suppress(FileExistsError):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        # Made whole and for its owner alone from the first moment; of two programs that start at once, one makes it.
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(new_key() + "\n")
        logger.warning("data_key_made", file=str(path), advice="back it up apart from the database, or set DATA_KEY")
    try:
        return Vault(read_keys(path.read_text().strip()))
    except (BadKey, OSError, UnicodeDecodeError) as error:
        raise NoKey(f"{path}: {error}; put the right key there, or set DATA_KEY") from error
