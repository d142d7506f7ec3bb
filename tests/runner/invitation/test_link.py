"""An invitation's link: the whole of it, or a sentence."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.hiring.tokens import hashed, new_token
from runner.invitation import Link, read_link
from runner.model import BadInput

TOKEN = "a-_Z" * 10 + "123"


@pytest.mark.parametrize("folder", ["/srv/hiring", "/srv/a b/ü#?%41;'\"", "/"])
def test_a_link_to_a_folder_is_read_back(folder: str) -> None:
    link = Link(server="", folder=Path(folder), token=TOKEN)
    assert read_link(f"  {link.text}\n") == link
    assert not set(" '\"") & set(link.text)


@pytest.mark.parametrize(
    "server", ["https://hiring.example.org", "http://localhost:8000", "https://x.example/prebrief"]
)
def test_a_link_to_a_server_is_read_back(server: str) -> None:
    link = Link(server=server, folder=None, token=TOKEN)
    assert (link.text, read_link(link.text), read_link(f"{server}/#{TOKEN}")) == (f"{server}#{TOKEN}", link, link)


@pytest.mark.parametrize("text", [
    "", "x", "https://x.example", f"https://x.example#{TOKEN[:-1]}", f"https://x.example#{TOKEN}x", f"#{TOKEN}",
    f"https://#{TOKEN}", f"ftp://x.example#{TOKEN}", f"javascript:alert(1)#{TOKEN}", f"file://host/x#{TOKEN}",
    f"https://x.example?a=b#{TOKEN}", f"https://[x#{TOKEN}", f"/srv/hiring#{TOKEN}", f"file:///a%00b#{TOKEN}",
    f"https://x.example#{TOKEN[:-1]}é", f"https://x.example#{TOKEN}#{TOKEN}", f"https://x.example:port#{TOKEN}",
])  # fmt: skip
def test_what_is_no_link_is_told_and_not_repeated(text: str) -> None:
    with pytest.raises(BadInput, match="copy the whole of it, in quotes") as caught:
        read_link(text)
    assert TOKEN[:-1] not in str(caught.value)


@given(st.text(max_size=60), st.sampled_from(["", TOKEN]))
def test_any_text_is_a_link_or_a_sentence(text: str, token: str) -> None:
    with suppress(BadInput):
        assert read_link(f"{text}#{token}").token == TOKEN


def test_a_token_is_new_each_time_and_kept_as_its_hash() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(read_link(f"https://x.example#{each}").token == each for each in tokens)
    assert {len(hashed(each)) for each in tokens} == {64}
    assert not {hashed(each) for each in tokens} & tokens
