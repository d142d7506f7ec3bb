"""Webhooks: every change arrives, signed, again until it does, and a server that is away costs nobody anything."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from runner import hiring
from runner.model import BadInput
from runner.server import hooks
from runner.server.hooks import Deliverer
from tests.runner.workspaces import zipped


@dataclass
class Receiver:
    """A server that answers with what it is told to, and keeps what it got."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        told.url = f"http://127.0.0.1:{server.server_port}/hook"
        yield told
        server.shutdown()


@pytest.fixture
def deliver(office, monkeypatch) -> Iterator[Callable[[], None]]:
    """Return a function that delivers until nothing is due."""
    monkeypatch.setattr(hooks, "_PAUSE", 0.02)
    deliverer = Deliverer(office.desk)
    deliverer.start()

    def all_due() -> None:
        while hiring.due(office.desk):
            time.sleep(0.01)

    yield all_due
    deliverer.stop()


def test_each_change_arrives_signed_and_names_nobody(office, receiver, deliver):
    secret = hiring.add_hook(office.desk, receiver.url)
    hiring.receive(office.desk, office.tokens["cy"], zipped("x = 1"))
    hiring.decide(office.desk, "spring/3", hiring.Decision.HIRE)
    deliver()
    bodies = [json.loads(body) for _, body in receiver.got]
    assert [(each["what"], each["about"]) for each in bodies][1:] == [("submit", "spring/3"), ("decide", "spring/3")]
    for headers, body in receiver.got:
        stamp, mark = (part.partition("=")[2] for part in headers["Prebrief-Signature"].split(","))
        assert hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest() == mark
        assert b"cy" not in body
        assert b"example.org" not in body
    assert len({headers["Prebrief-Delivery"] for headers, _ in receiver.got}) == len(receiver.got)
    assert secret not in str(receiver.got)


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(office, receiver, deliver):
    receiver.answers = [500] * 100
    hiring.add_hook(office.desk, receiver.url)
    deliver()
    [hook] = hiring.list_hooks(office.desk)
    url, waiting, trouble = hook.url, hook.waiting, hook.trouble
    assert (url, waiting, trouble) == (receiver.url, 1, "status 500")
    assert len(receiver.got) == 1
    for tries in range(2, 9):
        office.clock.now += timedelta(days=1)
        deliver()
        assert len(receiver.got) == tries
    office.clock.now += timedelta(days=30)
    deliver()
    assert len(receiver.got) == 8
    assert hiring.list_hooks(office.desk)[0].waiting == 0
    receiver.answers = []
    hiring.withdraw(office.desk, "spring/1")
    deliver()
    assert json.loads(receiver.got[-1][1])["what"] == "withdraw"


def test_nobody_there_is_trouble_and_no_more(office, deliver):
    hiring.add_hook(office.desk, "http://127.0.0.1:9/nobody")
    deliver()
    assert "ConnectError" in hiring.list_hooks(office.desk)[0].trouble


def test_a_removed_webhook_is_told_nothing_more(office, receiver, deliver):
    hiring.add_hook(office.desk, receiver.url)
    with pytest.raises(BadInput, match="already"):
        hiring.add_hook(office.desk, receiver.url)
    deliver()
    hiring.remove_hook(office.desk, receiver.url)
    hiring.withdraw(office.desk, "spring/1")
    deliver()
    assert len(receiver.got) == 1
    assert hiring.list_hooks(office.desk) == ()
    with pytest.raises(BadInput, match="hook list"):
        hiring.remove_hook(office.desk, receiver.url)


@pytest.mark.parametrize("url", ["", "ftp://x.example", "https://user:pass@x.example/", "https://", "javascript:x"])
def test_what_can_be_no_webhook_is_refused(office, url):
    with pytest.raises(BadInput, match="can't be a webhook"):
        hiring.add_hook(office.desk, url)
