"""A mail server that listens here: it keeps what it takes, and refuses or hangs up as a test wants."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """What aiosmtpd asks; `refused` are recipients, `hangs_up_after` so many letters it closes each connection.

    A `rude` one answers a good-bye with an error.
    """

    def __init__(
        self, *, refused: tuple[str, ...] = (), hangs_up_after: int | None = None, rude: bool = False
    ) -> None:
        self.letters: list[Any] = []
        self.signed_in: list[tuple[bool, str, str]] = []  # encrypted or not, user, password
        self.url = ""
        self._refused, self._hangs_up_after, self._rude = refused, hangs_up_after, rude

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any) -> str:  # noqa: N802
        if address in self._refused:
            return f"550 nobody is called {address} \x1b[2J here"
        if self._hangs_up_after is not None and len(self.letters) >= self._hangs_up_after:
            assert server.transport is not None
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "421 no good-bye" if self._rude else "221 Bye"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        self.signed_in.append((session.ssl is not None, given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password == b"secret")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@contextmanager
def mail_server(certificate: Path | None = None, **how: Any) -> Iterator[MailServer]:
    """Lend a server on a port of its own; with a certificate it wants STARTTLS, and a user and password after it."""
    server = MailServer(**how)
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": server.authenticate,
        }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port, **options)
    controller.start()
    server.url = f"smtp://127.0.0.1:{port}"
    try:
        yield server
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """Make a certificate of this machine's own address, with its key in the same file."""
    path = folder / "mail.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
               "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", folder / "alone.pem"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "alone.pem").read_bytes())
    return path
