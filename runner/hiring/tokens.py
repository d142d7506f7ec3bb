"""Invitations' tokens: 256 bits from the system, kept as a hash, told once."""

from __future__ import annotations

import hashlib
import secrets

KEY_PREFIX = "pbk_"  # what interviewers' keys begin with, so that nobody takes one for the other
_BYTES = 32


def new_token() -> str:
    """Return a new token."""
    return secrets.token_urlsafe(_BYTES)


def hashed(token: str) -> str:
    """Return what is kept of a token: nobody finds one of 256 random bits from its hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
