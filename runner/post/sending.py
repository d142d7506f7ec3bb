"""Where letters go: to a mail server, or into an outbox as .eml files that any mail program opens."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from runner.model import BadInput, OurFault

USER, PASSWORD = "PREBRIEF_SMTP_USER", "PREBRIEF_SMTP_PASSWORD"
_SECONDS = 30
_HERE = ("localhost", "127.0.0.1", "::1")
_PORTS = {"smtp": 25, "smtps": 465}


class Carrier(Protocol):
    """What takes letters away; says where each one went."""

    def carry(self, name: str, letter: bytes) -> str:
        """Take one letter; raises OurFault where it did not go. `name` is what its file would be called."""
        ...


@contextmanager
def carrier(smtp: str, outbox: Path) -> Iterator[Carrier]:
    """Lend a connection to the mail server at `smtp` (smtp://HOST:PORT or smtps), the outbox where that is ""."""
    if not smtp:
        yield _Outbox(outbox)
        return
    with _connected(smtp) as connection:
        yield _Server(connection, smtp)


def take_back(outbox: Path, name: str) -> None:
    """Remove a letter's file, if it lies in the outbox still; raises OurFault where it can't be."""
    for path in (outbox / f"{name}.eml", outbox / f".{name}.part"):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OurFault(f"{path} can't be removed ({error.strerror}): remove it yourself, then try again") from error


@dataclass(frozen=True, slots=True)
class _Outbox:
    folder: Path

    def carry(self, name: str, letter: bytes) -> str:
        path = self.folder / f"{name}.eml"
        part = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(letter)
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise OurFault(f"{path} can't be written: {error.strerror}") from error
        return str(path)


@dataclass(frozen=True, slots=True)
class _Server:
    connection: smtplib.SMTP
    where: str

    def carry(self, name: str, letter: bytes) -> str:
        del name
        message = message_from_bytes(letter, policy=policy.SMTP)
        try:
            self.connection.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise OurFault(f"{self.where} did not take the letter to {message['To']}: {_words(error)}") from error
        return "sent"


@contextmanager
def _connected(smtp: str) -> Iterator[smtplib.SMTP]:
    try:
        parts = urlsplit(smtp)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if not parts.hostname or not port or parts.scheme not in _PORTS or parts.username or parts.password:
        raise BadInput(
            f"smtp = {smtp[:80]!r} can't be used: give smtp://HOST:PORT or smtps://HOST:PORT, and user and password in "
            f"{USER} and {PASSWORD}"
        )
    trusted = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=_SECONDS, context=trusted)
        else:
            connection = smtplib.SMTP(parts.hostname, port, timeout=_SECONDS)
        try:
            _sign_in(connection, trusted, smtp)
            yield connection
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what was taken is taken, whatever is said at parting
                connection.quit()
            connection.close()
    except (smtplib.SMTPException, OSError) as error:
        raise OurFault(f"{smtp} can't be reached, or turns us away: {_words(error)}") from error


def _sign_in(connection: smtplib.SMTP, trusted: ssl.SSLContext, smtp: str) -> None:
    connection.ehlo()
    encrypted = isinstance(connection, smtplib.SMTP_SSL)
    if connection.has_extn("starttls"):
        connection.starttls(context=trusted)
        connection.ehlo()
        encrypted = True
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if user:
        if not encrypted and urlsplit(smtp).hostname not in _HERE:
            raise BadInput(f"{smtp} is not encrypted, so it is told no password: use smtps://, or leave {USER} out")
        connection.login(user, password)


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
