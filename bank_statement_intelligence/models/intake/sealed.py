"""Secrets of sources: encrypted in the database, or named and kept elsewhere.

The key is ``bank_import_key`` of ``odoo.conf`` (several, separated by commas: the first
seals, all open). Without one a key is made once in Odoo's data folder, beside the
filestore. Either way no dump of the database has it.

Instead of a secret its name can be entered: ``conf:bank_secret_…`` means an option of
``odoo.conf``, ``env:BANK_SECRET_…`` a variable of the server's environment.
"""

import base64
import contextlib
import hashlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo import tools
from odoo.exceptions import UserError

MARK = "sealed:"
KEY_FILE = "bank_import.key"
#: where named secrets are, and how their names must begin: no other setting is told
PLACES = {
    "conf:": ("bank_secret_", lambda name: tools.config.get(name)),
    "env:": ("BANK_SECRET_", os.environ.get),
}


def seal(text: str) -> str:
    """Return a secret as it is stored; a name is stored as it is."""
    if not text or is_name(text):
        return text
    return MARK + _get_cipher().encrypt(text.encode()).decode()


def is_name(text: str) -> bool:
    """Tell whether this is the name of a secret that is kept elsewhere."""
    return any(
        text.startswith(place + begin) for place, (begin, _get) in PLACES.items()
    )


def unseal(env, stored: str) -> str:
    """Return the secret that is stored, or that a stored name means.

    Raises:
        UserError: it cannot be read with the key of this server, or there is none of
            that name.
    """
    stored = stored or ""
    if is_name(stored):
        return _look_up(env, stored)
    if not stored.startswith(MARK):
        return stored  # from before secrets were sealed
    try:
        return _get_cipher().decrypt(stored[len(MARK) :].encode()).decode()
    except InvalidToken:
        raise UserError(
            env._(
                "A secret of the source was stored with another key than this server "
                "has (bank_import_key in odoo.conf). Enter it again."
            )
        ) from None


def _look_up(env, name: str) -> str:
    place = name[: name.index(":") + 1]
    if value := PLACES[place][1](name[len(place) :]):
        return str(value)
    raise UserError(
        env._("The server has no secret “%s”. Ask its administrator to set it.", name)
    )


def _get_cipher() -> MultiFernet:
    listed = str(tools.config.get("bank_import_key") or "").split(",")
    keys = [key.strip().encode() for key in listed if key.strip()] or [_get_own_key()]
    digests = [hashlib.sha256(key).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _get_own_key() -> bytes:
    """Return the key of this server, made when it is first needed."""
    path = Path(tools.config["data_dir"]) / KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{KEY_FILE}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_bytes(Fernet.generate_key())
        with contextlib.suppress(FileExistsError):
            os.link(new, path)  # whoever is first makes it
        new.unlink()
    return path.read_bytes()
