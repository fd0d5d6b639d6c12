"""Sealing by AES-256-GCM (NIST SP 800-38D): what was sealed is read with its key only, and a change shows."""

from __future__ import annotations

import secrets

from dentui.errors import Unreadable

NONCE = 12
"""Random bytes in front of what is sealed: a key that seals some hundred parts never has the same twice."""


def seal(key: bytes, digest: bytes, name: str, data: bytes) -> bytes:
    """The data sealed with this key of 32 bytes, as the part of that name of the link with that digest: it is
    no other part, and no other link's. 28 bytes longer."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, digest + name.encode())


def unseal(key: bytes, digest: bytes, name: str, sealed: bytes) -> bytes:
    """What was sealed. Raises Unreadable for another key, digest or name, and for what was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], digest + name.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable("That part of the shared report is damaged. Make a new link.") from error
