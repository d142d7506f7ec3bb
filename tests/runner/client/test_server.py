"""What may be asked twice is, what may not is not; nothing that a server says is believed without a look."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator

import httpx
import pytest

from runner.client import Server, server, server_at
from runner.invitation import Times
from runner.model import BadInput, NotAllowed, NotPermitted, NotThere, OurFault

DONE = httpx.Response(200, json={"handle": "spring/1"})


@contextlib.contextmanager
def answering(*answers: httpx.Response | Exception) -> Iterator[tuple[Server, list[httpx.Request]]]:
    """Lend a server that answers so, the last one again and again, with what it was asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        what = answers[min(len(asked), len(answers)) - 1]
        if isinstance(what, Exception):
            raise what
        return what

    with httpx.Client(base_url="https://x.example", transport=httpx.MockTransport(answer)) as line:
        yield Server(line, "https://x.example"), asked


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_WAITS", (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("first", "times"),
    [
        (httpx.ConnectError("refused"), 2),  # nobody heard it
        (httpx.ConnectTimeout("slow"), 2),
        (httpx.Response(429, json={"error": "wait"}), 2),  # it was turned away at the door
        (httpx.ReadError("gone"), 1),
        (httpx.ReadTimeout("slow"), 1),
        (httpx.RemoteProtocolError("cut off"), 1),
        (httpx.Response(503, json={"error": "busy"}), 1),
        (httpx.Response(502, text="a proxy"), 1),
    ],
)
def test_what_may_not_be_asked_twice_is_only_where_nobody_heard_it(first: httpx.Response | Exception, times: int):
    with answering(first, DONE) as (there, asked):
        if times == 2:
            assert there.post("/v1/x", {"minutes": 5}) == {"handle": "spring/1"}
        else:
            with pytest.raises(OurFault):
                there.post("/v1/x", {"minutes": 5})
        assert len(asked) == times
        assert there.post("/v1/x", again=True) == {"handle": "spring/1"}


def test_a_lost_answer_is_not_called_harmless():
    with answering(httpx.ReadError("gone")) as (there, _), pytest.raises(OurFault, match="whether it was done is not"):
        there.post("/v1/x")
    with answering(httpx.ReadError("gone")) as (there, asked), pytest.raises(OurFault, match="Nothing is lost"):
        there.get("/v1/x")
    assert len(asked) == 4


def test_a_server_that_is_busy_is_not_called_silent():
    busy = httpx.Response(503, json={"error": "it is full"})
    with answering(httpx.ReadError("gone"), busy) as (there, _), pytest.raises(OurFault, match="not do it now: it is"):
        there.get("/v1/x")
    with answering(busy, httpx.ReadError("gone")) as (there, _), pytest.raises(OurFault, match="does not answer: Read"):
        there.get("/v1/x")


@pytest.mark.parametrize(
    ("status", "kind"), [(401, NotAllowed), (403, NotPermitted), (404, NotThere), (409, BadInput), (422, BadInput)]
)
def test_a_refusal_keeps_its_kind_and_its_words(status: int, kind: type[BadInput]):
    with answering(httpx.Response(status, json={"error": "not so"})) as (there, _), pytest.raises(kind) as caught:
        there.get("/v1/x")
    assert (type(caught.value), str(caught.value)) == (kind, "not so")


@pytest.mark.parametrize("plain", [{}, [], "x", {"handle": 5}, {"readable_at": "yesterday"}, None])
def test_what_is_no_answer_of_ours_is_not_believed(plain: object):
    with answering(httpx.Response(200, json=plain)) as (there, _), pytest.raises(OurFault, match="did not answer as"):
        there.read(Times, there.get("/v1/x"))
    with answering() as (there, _), pytest.raises(OurFault, match="did not answer as"):
        there.read_all(Times, json.loads(json.dumps({"a": plain})))


def test_an_answer_without_end_is_cut_off():
    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield bytes(1 << 20)

    with answering(httpx.Response(200, stream=Endless())) as (there, _), pytest.raises(OurFault, match="too large"):
        there.save("/v1/x", io.BytesIO(), most_bytes=10 << 20)


def test_a_file_that_broke_off_is_begun_anew():
    class Broken(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"half of a"
            raise httpx.ReadError("gone")

    to = io.BytesIO()
    with answering(httpx.Response(200, stream=Broken()), httpx.Response(200, content=b"whole")) as (there, asked):
        there.save("/v1/x", to, most_bytes=100)
    assert (to.getvalue(), len(asked)) == (b"whole", 2)


@pytest.mark.parametrize("address", ["http://hiring.example", "ftp://x", "https://", "http://127.0.0.1.evil.example"])
def test_a_key_goes_nowhere_that_others_could_read_it(address: str):
    with pytest.raises(BadInput), server_at(address, "pbk_secret"):
        pass
