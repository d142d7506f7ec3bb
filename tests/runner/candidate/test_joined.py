"""A kit becomes a folder; a host that is not to be trusted writes nowhere else."""

from __future__ import annotations

import json
import random
import stat
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from runner.candidate import is_joined, join, joined
from runner.hiring import open_invitation
from runner.invitation import Link, Opened
from runner.model import BadInput
from tests.runner.workspaces import NOW, Clock, Office

LINK = Link(server="https://x.example", folder=None, token="t" * 43)


def kit(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return whole.getvalue()


@pytest.fixture
def opened(sqlite_office: Office) -> Opened:
    """Return what an honest host gives."""
    sqlite_office.publish()
    sqlite_office.invite("ana")
    return open_invitation(sqlite_office.desk, sqlite_office.tokens["ana"])


def around(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_kit_becomes_a_folder_with_its_link(opened: Opened, tmp_path: Path) -> None:
    made = join(opened, LINK, tmp_path / "spring")
    assert joined(tmp_path / "spring") == made
    assert (made.link, made.handle, is_joined(made.folder)) == (LINK, "spring/1", True)
    assert {"brief.md", "solution.py", "round.toml"} <= {path.name for path in made.folder.iterdir()}
    secret = made.folder / ".prebrief" / "invitation.json"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert "hidden" not in " ".join(around(made.folder))


def test_nothing_is_overwritten_and_an_empty_folder_is_taken(opened: Opened, tmp_path: Path) -> None:
    full, empty, file = tmp_path / "full", tmp_path / "empty", tmp_path / "file"
    full.mkdir()
    (full / "solution.py").write_text("my work")
    empty.mkdir()
    file.write_text("mine")
    for each in (full, file):
        with pytest.raises(BadInput, match=r"nothing is overwritten\. Choose another with --to"):
            join(opened, LINK, each)
    assert ((full / "solution.py").read_text(), file.read_text()) == ("my work", "mine")
    assert joined(join(opened, LINK, empty).folder).handle == "spring/1"
    with pytest.raises(BadInput, match="nothing is overwritten"):
        join(opened, LINK, empty)


@pytest.mark.parametrize("name", [
    "../evil", "a/../../evil", "/etc/evil", "//evil", "..\\evil", "C:\\evil", ".prebrief/invitation.json",
    "a/.prebrief/x",    "folder/", ".Prebrief/invitation.json", "a/..", "..",
])  # fmt: skip
def test_a_name_that_no_kit_has_is_refused(opened: Opened, tmp_path: Path, name: str) -> None:
    before = around(tmp_path)
    with pytest.raises(BadInput, match=r"(which no kit has|which is not a file's name)"):
        join(replace(opened, kit=kit(("brief.md", b"x"), (name, b"evil"))), LINK, tmp_path / "in" / "spring")
    assert around(tmp_path) - before <= {"in"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (kit(("a", bytes(33 * 1024 * 1024))), "it holds more than 2000 files or 32 MiB"),
        (kit(*((f"f{number}", b"") for number in range(2001))), "it holds more than 2000 files or 32 MiB"),
        (kit(), "is empty"),
        (b"", "can't be unpacked"),
        (b"PK\x05\x06 nonsense", "can't be unpacked"),
        (kit(("a", b"x"), ("a/b", b"y")), "can't be written"),
        (kit(("n" * 300, b"x")), "can't be written"),
    ],
)
def test_what_is_no_kit_leaves_nothing(opened: Opened, tmp_path: Path, data: bytes, said: str) -> None:
    before = around(tmp_path)
    with pytest.raises(BadInput, match=said):
        join(replace(opened, kit=data), LINK, tmp_path / "spring")
    assert around(tmp_path) == before


def test_a_size_that_lies_is_not_believed(opened: Opened, tmp_path: Path) -> None:
    whole = bytearray(kit(("a", b"x" * 5_000_000)))
    entry = whole.rindex(b"PK\x01\x02")
    whole[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput, match="can't be unpacked"):
        join(replace(opened, kit=bytes(whole)), LINK, tmp_path / "spring")


def test_any_damage_is_a_sentence_and_writes_nothing_elsewhere(opened: Opened, tmp_path: Path) -> None:
    files = (("brief.md", b"read me" * 20), ("solution.py", b"x = 1\n"), ("tests/visible/ümlaut.py", b"y" * 500))
    kits = [kit(*files, method=method) for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)]
    chance, refused = random.Random(20270301), 0
    (tmp_path / "in").mkdir()
    before = around(tmp_path)
    for number in range(400):
        data = bytearray(kits[number % 3])
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            join(replace(opened, kit=bytes(data)), LINK, tmp_path / "in" / str(number))
        except BadInput:
            refused += 1
    assert refused > 100
    assert {name for name in around(tmp_path) - before if not name.startswith("in/")} == set()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2}', '{"format": 1, "link": 1, "handle": "x"}',
     '{"format": 1, "link": "x", "handle": "x"}',     "\xff", "[" * 20_000],
)  # fmt: skip
def test_a_link_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / ".prebrief").mkdir()
    (tmp_path / ".prebrief" / "invitation.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=r"open your link again|copy the whole of it"):
        joined(tmp_path)


def test_a_folder_without_a_link_is_told(tmp_path: Path) -> None:
    assert not is_joined(tmp_path)
    with pytest.raises(BadInput, match="was not made by `prebrief open`"):
        joined(tmp_path)


def test_the_file_of_the_link_says_what_version_it_is(opened: Opened, tmp_path: Path) -> None:
    made = join(opened, LINK, tmp_path / "spring")
    document = json.loads((made.folder / ".prebrief" / "invitation.json").read_text())
    assert document == {"format": 1, "link": LINK.text, "handle": "spring/1"}
    assert Clock()() == NOW
