"""The one door for randomness: invitation tokens and backoff jitter."""

import hashlib
import random
import secrets


def token() -> str:
    """A fresh secret for a link: 128 random bits as 22 characters of A-Za-z0-9_- (Telegram takes up to 64)."""
    return secrets.token_urlsafe(16)


def fingerprint(secret: str) -> str:
    """What the store keeps of a token: its SHA-256, so that reading the database gives nobody a way in."""
    return hashlib.sha256(secret.encode()).hexdigest()


def holder() -> str:
    """A name for this process as the holder of a lease."""
    return secrets.token_hex(8)


def jittered(seconds: float) -> float:
    """`seconds` times a factor between 0.5 and 1, so that retries of many do not come at the same instant."""
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
