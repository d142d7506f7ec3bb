"""A server of prebrief as its clients reach it: what is asked, what comes back, and what its refusals mean.

A question that may be asked twice is asked again where the connection was lost or the server could not answer. One that
may not (it sends letters, it adds minutes) is asked again only where the server has surely not heard it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, TypeVar
from urllib.parse import quote

import httpx

from runner.model import BadInput, NotAllowed, NotPermitted, NotThere, OurFault, record_of

_TIMEOUT = httpx.Timeout(connect=10.0, read=60.0, write=60.0, pool=10.0)
_PATIENT = httpx.Timeout(connect=10.0, read=900.0, write=60.0, pool=10.0)
_WAITS = (0.5, 2.0, 5.0)  # seconds before each further try
_TOO_OFTEN = 429
_AGAIN = (_TOO_OFTEN, 502, 503, 504)
_UNHEARD = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MOST_BYTES = 64 * 1024 * 1024
_MOST_WORDS = 2000
_MEANING: Mapping[int, type[BadInput]] = {401: NotAllowed, 403: NotPermitted, 404: NotThere}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question. `plain` goes as JSON, `data` as it is; `again` says that it may be asked twice."""

    method: str
    path: str
    query: Mapping[str, str] | None = None
    plain: object = None
    data: bytes | None = None
    again: bool = True
    patient: bool = False


class Server:
    """A server with whoever asks it; may be used by several threads."""

    def __init__(self, client: httpx.Client, address: str) -> None:
        self._client = client
        self._address = address

    def get(self, path: str, **query: str) -> Any:
        """Return what JSON an answer holds."""
        return self._plain(Asked(method="GET", path=path, query=query))

    def post(self, path: str, plain: object = None, *, again: bool = False, patient: bool = False) -> Any:
        """Ask for a change, and return what JSON the answer holds; only with `again` may it be asked twice.

        With `patient`, the answer may take minutes: many letters are written.
        """
        return self._plain(Asked(method="POST", path=path, plain=plain, again=again, patient=patient))

    def send(
        self, method: str, path: str, data: bytes, *, again: bool, query: Mapping[str, str] | None = None
    ) -> Any:
        """Send an archive, and return what JSON the answer holds."""
        return self._plain(Asked(method=method, path=path, query=query, data=data, again=again))

    def fetch(self, path: str) -> bytes:
        """Return what bytes an answer holds."""
        return self._answered(Asked(method="GET", path=path), None).content

    def save(self, path: str, to: IO[bytes], *, most_bytes: int, **query: str) -> None:
        """Write what bytes an answer holds to an empty file, however many they are."""
        self._answered(Asked(method="GET", path=path, query=query), to, most_bytes)

    def read(self, kind: type[_Value], plain: object) -> _Value:
        """Return an answer as a frozen value; raises OurFault for what is none."""
        try:
            value: _Value = record_of(kind, plain, kind.__name__)
        except ValueError as error:
            raise self.strange(str(error)) from error
        return value

    def read_all(self, kind: type[_Value], plain: object) -> tuple[_Value, ...]:
        """Return an answer as a tuple of frozen values."""
        if not isinstance(plain, list):
            raise self.strange()
        return tuple(self.read(kind, each) for each in plain)

    def strange(self, why: str = "") -> OurFault:
        """Return what is raised where an answer is none of ours."""
        told = f" ({why[:300]})" if why else ""
        return OurFault(
            f"{self._address} did not answer as a server of prebrief does: is the address right, and your prebrief new "
            f"enough?{told}"
        )

    def _plain(self, asked: Asked) -> Any:
        answer = self._answered(asked, None)
        try:
            return answer.json()
        except ValueError as error:
            raise self.strange() from error

    def _answered(self, asked: Asked, to: IO[bytes] | None, most_bytes: int = _MOST_BYTES) -> httpx.Response:
        """Ask, again where that may be; raises what the answer means."""
        lost = said = ""
        for wait in (0.0, *_WAITS):
            time.sleep(wait)
            try:
                answer = self._once(asked, to, most_bytes)
            except httpx.HTTPError as error:
                lost = f"{type(error).__name__}: {str(error)[:120]}"
                if not asked.again and not isinstance(error, _UNHEARD):
                    raise OurFault(
                        f"{self._address} was lost while it answered ({lost}): whether it was done is not known. Look "
                        "first (`prebrief rounds`, `prebrief candidates`), then give the command again if need be."
                    ) from error
                continue
            again = answer.status_code in _AGAIN if asked.again else answer.status_code == _TOO_OFTEN
            if not again:
                return self._refused(answer) if answer.is_error else answer
            lost, said = "", _words(answer) or f"status {answer.status_code}"
        told = f"does not answer: {lost}" if lost else f"could not do it now: {said}"
        raise OurFault(f"{self._address} {told}. Nothing is lost; give the same command again.")

    def _once(self, asked: Asked, to: IO[bytes] | None, most_bytes: int) -> httpx.Response:
        headers = {"Content-Type": "application/octet-stream"} if asked.data is not None else {}
        timeout = _PATIENT if asked.patient else _TIMEOUT
        try:
            request = self._client.build_request(
                asked.method,
                asked.path,
                params=asked.query or None,
                content=asked.data,
                json=asked.plain,
                headers=headers,
                timeout=timeout,
            )
        except ValueError as error:  # a number that is none, half a letter
            raise BadInput(f"what was given can't be sent: {str(error)[:120]}. Correct it.") from error
        answer = self._client.send(request, stream=True)
        whole = bytearray()
        size = 0
        if to is not None:
            to.seek(0)
            to.truncate()
        try:
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > most_bytes:
                    raise self.strange("it is too large")
                if to is not None and answer.is_success:
                    to.write(chunk)
                elif len(whole) <= _MOST_BYTES:
                    whole += chunk
        finally:
            answer.close()
        return httpx.Response(answer.status_code, headers=_kept(answer), content=bytes(whole), request=request)

    def _refused(self, answer: httpx.Response) -> httpx.Response:
        words = _words(answer)
        if answer.status_code >= 500 or not words:
            raise OurFault(
                f"{self._address} answered with status {answer.status_code}: {words or 'and no words'}. Try later."
            )
        raise _MEANING.get(answer.status_code, BadInput)(words)


@contextmanager
def server_at(address: str, secret: str) -> Iterator[Server]:
    """Lend the server at an address, asked with a token or a key; raises BadInput where others could read that."""
    try:
        url = httpx.URL(address)
        if not url.host:
            raise httpx.InvalidURL("no host")
    except httpx.InvalidURL as error:
        raise BadInput(f"{address[:80]!r} is no address: give one like https://hiring.example.org") from error
    if url.scheme != "https" and url.host not in _LOOPBACK:
        raise BadInput(f"{address} is not encrypted, so what you send could be read on the way: ask for https")
    headers = {"Authorization": f"Bearer {secret}", "User-Agent": "prebrief"}
    with httpx.Client(base_url=address, headers=headers, timeout=_TIMEOUT, follow_redirects=False) as client:
        yield Server(client, address)


def is_address(text: str) -> bool:
    """Whether a text is a server's address, and not a folder's."""
    return text.casefold().startswith(("https://", "http://"))


def quoted(part: str) -> str:
    """Return a part of a path as an address has it."""
    return quote(part, safe="", errors="replace")


def _kept(answer: httpx.Response) -> dict[str, str]:
    """Return the one header that is looked at: what came was decoded on the way."""
    return {"Content-Type": answer.headers.get("Content-Type", "")}


def _words(answer: httpx.Response) -> str:
    try:
        plain = answer.json()
    except ValueError:
        return ""
    words = plain.get("error") if isinstance(plain, dict) else None
    return words[:_MOST_WORDS] if isinstance(words, str) else ""
