"""Interviewers over HTTP: each role may do what its table says and nothing besides; the API is as its document says."""

from __future__ import annotations

import asyncio
import io
import re
import tracemalloc
import zipfile
from dataclasses import replace

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner import hiring
from runner.hiring import Right, Role
from runner.hiring.keys import MAY
from runner.parcel import zip_bytes
from runner.server import Settings, build_app
from runner.server.guard import Limiter, Rate, TooOften
from runner.workspace import Database
from runner.workspace.database import url_of
from tests.runner.server.conftest import served
from tests.runner.workspaces import zipped

GUESTS = {"guests": [{"name": "Dan", "email": "dan@example.org"}]}
TABLES = ("candidate", "round", "mark", "key", "hook")
ROUTES = [
    (Right.READ, "GET", "/v1/rounds", None),
    (Right.READ, "GET", "/v1/workspace", None),
    (Right.READ, "GET", "/v1/labels", None),
    (Right.READ, "GET", "/v1/rounds/spring/candidates", None),
    (Right.READ, "POST", "/v1/candidates/find", {"email": "ana@example.org"}),
    (Right.PUBLISH, "PUT", "/v1/rounds/autumn?slug=mean-by-key", b"no zip"),
    (Right.INVITE, "POST", "/v1/rounds/spring/invitations", GUESTS),
    (Right.INVITE, "POST", "/v1/rounds/spring/renewals", {"handles": ["spring/1"]}),
    (Right.CHANGE, "POST", "/v1/candidates/spring/1/extend", {"minutes": 5}),
    (Right.CHANGE, "POST", "/v1/candidates/spring/1/withdraw", None),
    (Right.GRADE, "POST", "/v1/rounds/spring/release", None),
    (Right.GRADE, "GET", "/v1/rounds/spring/waiting", None),
    (Right.GRADE, "GET", "/v1/rounds/spring/graded", None),
    (Right.GRADE, "GET", "/v1/rounds/spring/submissions/1", None),
    (Right.GRADE, "GET", "/v1/rounds/spring/problem", None),
    (Right.GRADE, "GET", "/v1/rounds/spring/problem/files", None),
    (Right.GRADE, "PUT", "/v1/rounds/spring/problem/files?slug=mean-by-key&why=x", b"no zip"),
    (Right.GRADE, "POST", "/v1/rounds/spring/grades", b""),
    (Right.GRADE, "GET", "/v1/rounds/spring/export", None),
    (Right.DECIDE, "POST", "/v1/candidates/spring/1/decision", {"decision": "no"}),
    (Right.READ, "GET", "/v1/candidates/spring/1/grades", None),
    (Right.SCORE, "GET", "/v1/candidates/spring/1/marks", None),
    (Right.SCORE, "POST", "/v1/candidates/spring/1/marks", {"levels": {"decisions": 1}}),
    (Right.CHANGE, "POST", "/v1/candidates/spring/1/offer", {"by": "2027-03-05T12:00:00Z"}),
    (Right.OWN, "GET", "/v1/audit", None),
    (Right.OWN, "GET", "/v1/keys", None),
    (Right.OWN, "POST", "/v1/keys", {"name": "new"}),
    (Right.OWN, "POST", "/v1/keys/void", {"name": "nobody's"}),
    (Right.OWN, "GET", "/v1/hooks", None),
    (Right.OWN, "POST", "/v1/hooks", {"url": "https://x.example/hook"}),
    (Right.OWN, "POST", "/v1/hooks/remove", {"url": "https://x.example/hook"}),
    (Right.OWN, "POST", "/v1/forget-old", None),
    (Right.OWN, "POST", "/v1/candidates/spring/1/forget", None),
]

for kind in ("application/zip", "application/x-tar"):
    schemathesis.openapi.media_type(kind, st.binary(max_size=200) | st.just(zipped("x = 1")))


@pytest.mark.parametrize(("right", "method", "path", "body"), ROUTES)
def test_each_role_may_do_what_the_table_says(office, client, right, method, path, body):
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    before = [office.rows(table) for table in TABLES]
    for role in sorted(Role, key=lambda each: right in MAY[each]):  # who may not, first: they change nothing
        answer = client(role.value).request(method, path, **sent)
        if right in MAY[role]:
            assert answer.status_code in (200, 201, 404, 409), answer.text
        else:
            assert answer.status_code == 403
            assert f"key of {role.value} is {role.value}, who may not " in answer.json()["error"]
            assert [office.rows(table) for table in TABLES] == before
    assert client("").request(method, path, **sent).status_code == 401
    assert client("x" * 43).request(method, path, **sent).status_code == 401


def test_every_route_of_interviewers_is_in_the_table(client):
    document = client("").get("/openapi.json").json()
    served = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    tried = {(method, re.sub(r"[?].*", "", path)) for _, method, path, _ in ROUTES}
    fits = lambda pattern, path: re.fullmatch(re.sub(r"{\w+}", "[^/]+", pattern), path)  # noqa: E731
    left = {(method, pattern) for method, pattern in served
            if not any(method == verb and fits(pattern, path) for verb, path in tried)}  # fmt: skip
    assert {path for _, path in left if not path.startswith("/v1/invitation")} == {"/health", "/metrics"}


def test_a_void_key_opens_nothing_and_the_log_says_who_did_what(office, client):
    key = hiring.make_key(office.desk, "iris", Role.INTERVIEWER)
    assert client(key).post("/v1/candidates/spring/1/decision", json={"decision": "hire"}).status_code == 200
    hiring.void_key(office.desk, "iris")
    assert client(key).get("/v1/rounds").status_code == 401
    lines = {(line.who, line.what, line.about) for line in hiring.log_lines(office.desk)}
    assert ("iris", "decide", "spring/1") in lines
    assert ("host", "void key", "iris") in lines
    assert key not in str(office.rows("key"))


def test_what_is_not_there_is_named_with_what_is(client):
    answer = client("owner").get("/v1/rounds/autumn/candidates")
    assert (answer.status_code, "spring" in answer.json()["error"]) == (404, True)
    assert client("owner").post("/v1/candidates/spring/99/withdraw").status_code == 404


def test_a_panel_scores_over_http_in_the_names_of_its_keys(office, client):
    lines = [each["name"] for each in client("panelist").get("/v1/candidates/spring/1/marks").json()["rubric"]]
    given = {"levels": dict.fromkeys(lines, 2), "notes": {lines[0]: "because"}}
    assert client("panelist").post("/v1/candidates/spring/1/marks", json=given).json()["missing"] == []
    before = client("interviewer").get("/v1/candidates/spring/1/marks").json()
    assert (before["marks"], before["others"], before["missing"]) == ([], 1, lines)
    after = client("interviewer").post("/v1/candidates/spring/1/marks", json={"levels": dict.fromkeys(lines, 1)}).json()
    assert {mark["panelist"] for mark in after["marks"]} == {"key of panelist", "key of interviewer"}
    refused = client("panelist").post("/v1/candidates/spring/1/marks", json={"levels": {"charm": 1}})
    assert (refused.status_code, "no line 'charm'" in refused.json()["error"]) == (409, True)


def test_grades_offers_and_the_log_over_http(office, client):
    office.submit("cy", "x = 1")
    assert client("panelist").get("/v1/candidates/spring/3/grades").json() == []
    office.grade(40.0)
    [grade] = client("panelist").get("/v1/candidates/spring/3/grades").json()
    assert (grade["score"], grade["candidate"]) == (40.0, "spring/3#1")
    told = client("recruiter").post("/v1/candidates/spring/3/offer", json={"by": "2027-03-05T12:00:00"}).json()
    assert (told["handle"], told["trouble"]) == ("spring/3", [])
    rows = client("panelist").get("/v1/rounds/spring/candidates").json()["candidates"]
    assert [row["handle"] for row in rows] == ["spring/3", "spring/1", "spring/2"]
    lines = client("owner").get("/v1/audit?about=spring/3&last=1").json()
    assert [(line["what"], line["about"], line["who"]) for line in lines] == [("offer", "spring/3", "key of recruiter")]


FAR = "9999-12-31T23:59:59"


@pytest.mark.parametrize("offset", ["Z", "-12:00", "+12:00", ""])
def test_no_time_breaks_a_round(office, client, offset):
    ask = client("owner")
    guests = [{"name": "Eve", "email": "eve@example.org", "due": FAR + offset, "extra_minutes": 10}]
    for path, plain in (
        ("/v1/rounds/spring/invitations", {"guests": guests}),
        ("/v1/rounds/spring/invitations", {**GUESTS, "start": FAR + offset}),
        ("/v1/candidates/spring/1/extend", {"due": FAR + offset}),
        ("/v1/candidates/spring/1/offer", {"by": FAR + offset}),
    ):
        answer = ask.post(path, json=plain)
        assert (answer.status_code, "is no time" in answer.json()["error"]) == (409, True)
    assert len(office.rows("candidate")) == 3
    assert ask.get("/v1/rounds/spring/candidates").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "plain", "status"),
    [
        ("GET", f"/v1/rounds/spring/submissions/{10**30}", None, 422),
        ("POST", "/v1/hooks", {"url": "http://[::1"}, 409),
        ("POST", "/v1/hooks", {"url": "http://x.example/\0"}, 409),
        ("PUT", "/v1/rounds/x?slug=mean-by-key", zip_bytes({"a/" * 1500 + "b": b""}), 409),
        ("PUT", "/v1/rounds/x?slug=mean-by-key", zip_bytes({"../../evil": b""}), 409),
        ("PUT", "/v1/rounds/x?slug=mean-by-key", zip_bytes({"a": b"", "a/b": b""}), 409),
        ("PUT", "/v1/rounds/x?slug=mean-by-key", zip_bytes({"n" * 300: b""}), 409),
        ("PUT", "/v1/rounds/x?slug=../evil", zip_bytes({"a": b""}), 409),
        ("POST", "/v1/rounds/spring/grades", b"1 {}\n", 409),
        ("POST", "/v1/rounds/spring/grades", b"\xff\n", 409),
    ],
)
def test_what_is_hostile_is_refused_and_nothing_of_the_machine_told(client, method, path, plain, status):
    sent = {"content": plain} if isinstance(plain, bytes) else {"json": plain}
    answer = client("owner").request(method, path, **sent)
    assert answer.status_code == status, answer.text
    assert "/tmp" not in answer.text


def test_a_bomb_does_not_go_off(client):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", method) as archive:
            archive.writestr("problem.toml", bytes(100 << 20))
        lying = bytearray(whole.getvalue())
        entry = lying.rindex(b"PK\x01\x02")
        lying[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
        tracemalloc.start()
        answer = client("owner").put("/v1/rounds/x?slug=mean-by-key", content=bytes(lying))
        _, peak = tracemalloc.get_traced_memory()  # the server is a thread of this process
        tracemalloc.stop()
        assert (answer.status_code, peak < 20 << 20) == (409, True), (method, peak)


def test_a_database_that_is_away_is_told_without_its_name(office, tmp_path):
    async def asked(app, path):  # without a start, at which the database would have been missed
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(base_url="http://x.example", transport=transport) as line:
            return await line.get(path, headers={"Authorization": "Bearer x"})

    with Database(url_of(f"sqlite:///{tmp_path}/gone/prebrief.db")) as database:
        app = build_app(replace(office.desk, database=database))
        for path in ("/health", "/v1/rounds", "/v1/invitation"):
            answer = asyncio.run(asked(app, path))
            assert (answer.status_code, "gone" in answer.text, "sqlite" in answer.text) == (503, False, False)


def test_methods_that_somebody_invents_are_counted_as_one(client):
    for number in range(5):
        client("").request(f"FOO{number}", "/health")
    counted = client("").get("/metrics").text
    assert ("FOO" in counted, 'method="other"' in counted) == (False, True)


def test_names_are_hidden_until_the_decision(office, client):
    hiring.decide(office.desk, "spring/2", hiring.Decision.NO)
    rows = client("panelist").get("/v1/rounds/spring/candidates?anonymous=true").json()["candidates"]
    assert {row["handle"]: row["name"] for row in rows} == {"spring/1": "", "spring/2": "bea", "spring/3": ""}
    assert "ana" not in str([row for row in rows if row["number"] == 1])


def test_who_asks_too_often_waits(office, client):
    now = [0.0]
    limiter = Limiter(Rate(per_second=2.0, burst=3), clock=lambda: now[0])
    for _ in range(3):
        limiter.take("ana")
    with pytest.raises(TooOften, match="wait"):
        limiter.take("ana")
    limiter.take("bea")
    now[0] += 0.5
    limiter.take("ana")
    with pytest.raises(TooOften):
        limiter.take("ana")


def test_the_limit_holds_for_a_token_and_for_a_host_without_one(office):
    few = Settings(rate=Rate(per_second=0.001, burst=2))
    with served(office.desk, few) as where, httpx.Client(base_url=where) as one:
        assert [one.get("/v1/invitation").status_code for _ in range(4)] == [401, 401, 429, 429]
        token = {"Authorization": f"Bearer {office.tokens['ana']}"}
        assert [one.get("/v1/invitation/status", headers=token).status_code for _ in range(3)] == [200, 200, 429]
        assert one.get("/health").status_code == 200


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("who", ["owner", "ana"])
def test_the_server_answers_as_its_document_says(address, client, who):
    token = {"Authorization": client(who).headers["Authorization"]}
    operations = [each.ok() for each in schemathesis.openapi.from_url(f"{address}/openapi.json").get_all_operations()]
    assert len(operations) >= 39
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def conforms(case):
            case.call_and_validate(headers=token)

        conforms()
