"""A mail server that listens here: it keeps what it takes, and refuses or hangs up as a test wants."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """What aiosmtpd asks; `refused` are recipients, `hangs_up_after` so many letters it closes each connection.

    A `rude` one answers a good-bye with an error.
    """

    def __init__(
        self, *, refused: tuple[str, ...] = (), hangs_up_after: int | None = None, rude: bool = False
    ) -> None:
        self.letters: list[Any] = []
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

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@contextmanager
def mail_server(**how: Any) -> Iterator[MailServer]:
    """Lend a server on a port of its own."""
    server = MailServer(**how)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.url = f"smtp://127.0.0.1:{port}"
    try:
        yield server
    finally:
        controller.stop()
