"""Sealing what must be read again but by nobody else: with a key of this installation, made for one purpose.

The key comes from the secret outside of the database, so that a copy of the database alone opens nothing.
"""

import base64
from typing import TYPE_CHECKING

from app.kernel import installation

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def sealed(purpose: str, secret: str) -> str:
    """The secret as it is kept."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unsealed(purpose: str, kept: str) -> str | None:
    """The secret again; None when it was sealed by another installation, whose key is gone."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> "Fernet":
    """The library is loaded by the first who has a secret: it is large."""
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(installation.present().key(purpose)))
