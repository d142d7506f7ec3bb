"""Candidates over HTTP: what they ask is answered, what they send is bounded, and nobody is anybody else."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from runner import hiring
from runner.candidate import reached
from runner.candidate.there import There
from runner.client import Server, server
from runner.hiring import tokens
from runner.invitation import Link
from runner.model import BadInput, OurFault
from runner.server.guard import MOST_BYTES
from tests.runner.workspaces import SECOND, zipped

ROUTES = [
    ("GET", "/v1/invitation"),
    ("GET", "/v1/invitation/kit"),
    ("POST", "/v1/invitation/start"),
    ("PUT", "/v1/invitation/submissions"),
    ("GET", "/v1/invitation/status"),
    ("GET", "/v1/invitation/feedback"),
]


def link(address: str, token: str) -> Link:
    return Link(server=address, folder=None, token=token)


def test_a_candidate_goes_all_the_way_through_a_real_server(office, address):
    with reached(link(address, office.tokens["ana"])) as host:
        opened = host.open()
        assert opened.round.assesses
        assert opened.kit.startswith(b"PK")
        assert opened.now == office.clock.now
        assert host.standing().times.started_at is None
        assert host.start().started_at == office.clock.now
        first = host.submit(zipped("x = 1"), practice=False)
        again = host.submit(zipped("x = 1"), practice=False)
        assert (first.number, first.again, again.number, again.again) == (1, False, 1, True)
        assert again.digest == first.digest
        assert host.submit(zipped("x = 1"), practice=True).practice
        assert [each.practice for each in host.standing().submissions] == [False, True]
        [told, _] = host.feedback()
        assert "after the interviewers have reviewed" in told.why_not
    assert len(office.rows("submission")) == 2


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("who", ["", "x" * 43, "owner", "withdrawn", "forgotten"])
def test_only_a_living_invitation_opens_anything(office, client, method, path, who):
    office.invite("withdrawn", "forgotten")
    hiring.withdraw(office.desk, "withdrawn@example.org")
    hiring.forget(office.desk, "forgotten@example.org")
    before = [office.rows(table) for table in ("candidate", "submission")]
    answer = client(who).request(method, path, content=zipped("x = 1") if method == "PUT" else None)
    assert answer.status_code == 401
    assert set(answer.json()) == {"error"}
    assert answer.headers["www-authenticate"] == "Bearer"
    assert [office.rows(table) for table in ("candidate", "submission")] == before


def test_a_token_is_its_own_candidate_wherever_it_is_used(office, client):
    client("ana").post("/v1/invitation/start")
    made = client("ana").put("/v1/invitation/submissions", content=zipped("x = 1")).json()
    assert made["handle"] == "spring/1"
    assert client("cy").put("/v1/invitation/submissions", content=zipped("x = 1")).json()["handle"] == "spring/3"
    assert client("bea").get("/v1/invitation/status").json()["submissions"] == []
    for path in ("/v1/rounds", "/v1/rounds/spring/candidates"):
        assert client("ana").get(path).status_code == 401


def test_no_token_is_kept_or_told_anywhere(office, client, caplog):
    client("ana").post("/v1/invitation/start")
    client("ana").put("/v1/invitation/submissions", content=b"not an archive")
    client("ana").put("/v1/invitation/submissions", content=zipped("x = 1"))
    metrics = client("").get("/metrics").text
    everything = metrics + caplog.text + "".join(
        str(office.rows(table)) for table in ("candidate", "submission", "event", "round")
    )
    for token in office.tokens.values():
        assert token not in everything
        assert tokens.hashed(token) in everything
    assert "spring/" not in metrics
    assert "ana" not in metrics


def test_what_comes_a_second_late_is_refused_and_practice_is_not(office, client):
    office.clock.now += timedelta(minutes=30)  # the round's minutes
    assert client("cy").put("/v1/invitation/submissions", content=zipped("x = 1")).status_code == 200
    office.clock.now += SECOND
    late = client("cy").put("/v1/invitation/submissions", content=zipped("x = 2"))
    assert late.status_code == 409
    assert "--practice" in late.json()["error"]
    same = client("cy").put("/v1/invitation/submissions", content=zipped("x = 1"))
    assert same.json()["again"] is True
    assert client("cy").put("/v1/invitation/submissions?practice=true", content=zipped("x = 2")).json()["practice"]


@pytest.mark.parametrize(
    "body",
    [b"", b"x", gzip.compress(b"x" * 1000), zipped("x = 1")[:60], b"PK\x03\x04" + bytes(200)],
    ids=["empty", "text", "compressed text", "cut off", "damaged"],
)
def test_what_is_no_submission_is_refused_in_a_sentence_and_not_kept(office, client, body):
    answer = client("cy").put("/v1/invitation/submissions", content=body)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("`submission.zip`: ")
    assert not office.rows("submission")


def test_a_body_that_says_or_turns_out_to_be_too_long_is_cut_short(office, client):
    announced = client("cy").put("/v1/invitation/submissions", content=bytes(MOST_BYTES + 1))
    streamed = client("cy").put("/v1/invitation/submissions", content=(bytes(1 << 20) for _ in range(20)))
    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert "16 MiB" in answer.json()["error"]
    assert not office.rows("submission")


def test_a_stranger_can_not_fill_the_memory(client):
    for kind, most in (({}, 1), ({"Content-Type": "application/json"}, 1), ({"Content-Type": "text/plain"}, 16)):
        pieces = (b"[" * (1 << 20) for _ in range(most + 1))
        for body in (bytes((most << 20) + 1), pieces):  # a framework would read it all before it asks who that is
            answer = client("").post("/v1/rounds/spring/invitations", content=body, headers=kind)
            assert (answer.status_code, f"at most {most} MiB" in answer.json()["error"]) == (413, True)


def test_an_upload_that_breaks_off_is_not_kept_and_the_server_goes_on(office, address):
    host, port = address.removeprefix("http://").split(":")
    body = zipped("x = 1")
    head = (
        f"PUT /v1/invitation/submissions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.tokens['cy']}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
    with reached(link(address, office.tokens["cy"])) as server:
        assert server.standing().submissions == ()
        assert server.submit(body, practice=False).again is False


@pytest.mark.parametrize("path", ["/", "/nothing", "/v1/invitation/../../health"])
def test_a_browser_finds_words_and_nothing_else(client, path):
    answer = client("").get(path)
    assert answer.status_code in (200, 404)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


class Strange:
    """A server that is none of ours."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextlib.contextmanager
def answering(strange: Strange) -> Iterator[There]:
    with httpx.Client(base_url="https://x.example", transport=httpx.MockTransport(strange)) as line:
        yield There(Server(line, "https://x.example"))


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (httpx.Response(200, text="<html>"), OurFault, "did not answer as a server of prebrief"),
        (httpx.Response(200, json={"started_at": 1}), OurFault, "did not answer as a server of prebrief"),
        (httpx.Response(301, headers={"location": "https://other.example"}), OurFault, "did not answer"),
        (httpx.Response(409, json={"error": "not yet"}), BadInput, "not yet"),
        (httpx.Response(409, json=["not yet"]), OurFault, "no words"),
        (httpx.Response(500, json={"error": "it broke"}), OurFault, "it broke"),
    ],
)
def test_what_a_strange_server_says_is_told_and_not_believed(answer, error, words):
    with answering(Strange(answer)) as host, pytest.raises(error, match=words):
        host.start()


def test_a_lost_connection_is_tried_again(monkeypatch):
    monkeypatch.setattr(server, "_WAITS", (0.0, 0.0, 0.0))
    refused = httpx.ConnectError("refused")
    good = httpx.Response(200, json=[])
    answers = Strange(refused, httpx.Response(503, json={"error": "busy"}), good)
    with answering(answers) as host:
        assert host.feedback() == ()
    assert answers.asked == 3
    gone = Strange(refused)
    with answering(gone) as host, pytest.raises(OurFault, match="Nothing is lost"):
        host.feedback()
    assert gone.asked == 4


def test_a_link_that_is_not_encrypted_is_not_followed_to_another_machine(office):
    with pytest.raises(BadInput, match="not encrypted"), reached(link("http://hiring.example.org", "x" * 43)):
        pass


def test_json_in_an_error_is_plain(client):
    answer = client("").get("/v1/invitation")
    assert json.loads(answer.text) == {"error": "no token: send `Authorization: Bearer TOKEN`"}
