"""A host on another machine: the candidate's questions over HTTPS. A lost connection is tried again, and costs nothing.

Every question may be asked twice: the same submission again gets the receipt of the first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import httpx

from runner.invitation import HandedIn, Link, Opened, Standing, Times, Told
from runner.model import BadInput, OurFault, record_of

_TIMEOUT = httpx.Timeout(connect=10.0, read=60.0, write=60.0, pool=10.0)
_WAITS = (0.5, 2.0, 5.0)  # seconds before each further try
_AGAIN = (429, 502, 503, 504)
_MOST_BYTES = 64 * 1024 * 1024


class There:
    """One candidate at a server."""

    def __init__(self, client: httpx.Client, server: str) -> None:
        self._client = client
        self._server = server

    def open(self) -> Opened:
        """Return the kit, the round and the times."""
        plain = self._ask("GET", "")
        kit = self._send("GET", "/kit").content
        types = {each.name for each in fields(Opened)} - {"kit"}
        if not isinstance(plain, dict) or set(plain) != types:
            raise OurFault(_strange(self._server))
        return _read(Opened, {**plain, "kit": kit}, self._server)  # type: ignore[no-any-return]

    def start(self) -> Times:
        """Start the clock."""
        return _read(Times, self._ask("POST", "/start"), self._server)  # type: ignore[no-any-return]

    def submit(self, data: bytes, *, practice: bool) -> HandedIn:
        """Hand in."""
        query = "?practice=true" if practice else ""
        return _read(HandedIn, self._ask("PUT", f"/submissions{query}", data), self._server)  # type: ignore[no-any-return]

    def standing(self) -> Standing:
        """Return how things stand."""
        return _read(Standing, self._ask("GET", "/status"), self._server)  # type: ignore[no-any-return]

    def feedback(self) -> tuple[Told, ...]:
        """Return what may be told of the grades."""
        plain = self._ask("GET", "/feedback")
        if not isinstance(plain, list):
            raise OurFault(_strange(self._server))
        return tuple(_read(Told, each, self._server) for each in plain)

    def _ask(self, method: str, path: str, data: bytes | None = None) -> Any:
        try:
            return self._send(method, path, data).json()
        except ValueError as error:
            raise OurFault(_strange(self._server)) from error

    def _send(self, method: str, path: str, data: bytes | None = None) -> httpx.Response:
        """Send a question, again where it was lost or the server could not; raises what the answer means."""
        lost = ""
        for wait in (0.0, *_WAITS):
            time.sleep(wait)
            try:
                answer = self._answer(method, path, data)
            except httpx.HTTPError as error:
                lost = f"{type(error).__name__}: {str(error)[:120]}"
                continue
            if answer.status_code not in _AGAIN:
                return _refused(answer, self._server) if answer.is_error else answer
            lost = _words(answer) or f"status {answer.status_code}"
        raise OurFault(f"{self._server} can't be reached: {lost}. Nothing is lost; give the same command again.")

    def _answer(self, method: str, path: str, data: bytes | None) -> httpx.Response:
        headers = {"Content-Type": "application/zip"} if data is not None else {}
        request = self._client.build_request(method, f"/v1/invitation{path}", content=data, headers=headers)
        answer = self._client.send(request, stream=True)
        try:
            whole = bytearray()
            for chunk in answer.iter_bytes():
                whole += chunk
                if len(whole) > _MOST_BYTES:
                    raise OurFault(_strange(self._server))
        finally:
            answer.close()
        return httpx.Response(answer.status_code, headers=_kept(answer), content=bytes(whole), request=request)


@contextmanager
def there(link: Link) -> Iterator[There]:
    """Lend the server that a link leads to."""
    url = httpx.URL(link.server)
    if url.scheme != "https" and url.host not in ("localhost", "127.0.0.1", "::1"):
        raise BadInput(
            f"{link.server} is not encrypted, so your link and your work could be read on the way: ask for https"
        )
    headers = {"Authorization": f"Bearer {link.token}", "User-Agent": "prebrief"}
    with httpx.Client(base_url=link.server, headers=headers, timeout=_TIMEOUT, follow_redirects=False) as client:
        yield There(client, link.server)


def _kept(answer: httpx.Response) -> dict[str, str]:
    """Return the one header that is looked at: what came was decoded on the way."""
    return {"Content-Type": answer.headers.get("Content-Type", "")}


def _refused(answer: httpx.Response, server: str) -> httpx.Response:
    words = _words(answer)
    if answer.status_code >= 500 or not words:
        raise OurFault(
            f"{server} answered with status {answer.status_code}: {words or 'and no words'}. Try again later."
        )
    raise BadInput(words)


def _words(answer: httpx.Response) -> str:
    try:
        plain = answer.json()
    except ValueError:
        return ""
    words = plain.get("error") if isinstance(plain, dict) else None
    return words[:2000] if isinstance(words, str) else ""


def _read(kind: Any, plain: object, server: str) -> Any:
    try:
        return record_of(kind, plain, kind.__name__)
    except ValueError as error:
        raise OurFault(f"{_strange(server)} ({error})") from error


def _strange(server: str) -> str:
    return f"{server} did not answer as a server of prebrief does: is the link right, and your prebrief new enough?"
