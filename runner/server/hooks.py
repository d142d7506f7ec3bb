"""The thread that delivers to webhooks: one after the other, with patience for each and for none for ever."""

from __future__ import annotations

import logging
import threading

import httpx

from runner.hiring import Delivery, Desk, due, settle, signature
from runner.model import RunnerError

log = logging.getLogger("prebrief")
_SECONDS = 10.0
_PAUSE = 1.0
_TROUBLED_PAUSE = 30.0


class Deliverer:
    """Delivers until it is stopped; what is under way then is delivered by the next server."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after the delivery that is under way."""
        self._over.set()
        self._thread.join(timeout=_SECONDS + 1)

    def _run(self) -> None:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
            pause = 0.0
            while not self._over.wait(pause):
                try:
                    found = due(self._desk)
                    for each in found:
                        if self._over.is_set():
                            return
                        settle(self._desk, each.id, self._sent(client, each))
                    pause = 0.0 if found else _PAUSE
                except RunnerError as error:
                    log.warning("webhooks: %s", error)
                    pause = _TROUBLED_PAUSE

    def _sent(self, client: httpx.Client, it: Delivery) -> str:
        """Send one; returns what went wrong, "" where nothing did."""
        headers = {
            "Content-Type": "application/json",
            "Prebrief-Signature": signature(it.secret, self._desk.now(), it.body),
            "Prebrief-Delivery": str(it.id),
        }
        try:
            with client.stream("POST", it.url, content=it.body.encode(), headers=headers) as answer:
                return "" if answer.is_success else f"status {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"{type(error).__name__}: {str(error)[:200]}"
