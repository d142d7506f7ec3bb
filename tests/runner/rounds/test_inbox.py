"""Where a submission goes, and what it does to what is there."""

import threading
from pathlib import Path

import pytest

from runner.model import BadInput
from runner.rounds import Outcome, RoundFolder, deliver, destination, open_kit


def target(a_round: RoundFolder, to: Path, name: str = "ana") -> tuple[Path, bool]:
    return destination(to, name, open_kit(a_round.kit).sheet)


def test_a_round_or_its_inbox_is_a_destination(a_round) -> None:
    expected = (a_round.inbox / "ana.zip", True)
    assert target(a_round, a_round.folder) == target(a_round, a_round.inbox) == expected


def test_any_other_folder_is_taken_for_an_inbox(a_round, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    assert target(a_round, tmp_path / "mounted") == (tmp_path / "mounted" / "ana.zip", True)


def test_a_zip_is_a_file_to_send(a_round, tmp_path: Path) -> None:
    assert target(a_round, tmp_path / "x.zip") == (tmp_path / "x.zip", False)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("solution.py", r"ends in \.zip"),
        ("nowhere", r"ends in \.zip"),
        ("nowhere/x.zip", "is not there"),
        ("text.zip", "is not a zip"),
        ("spring/kit", "is a kit"),
    ],
)
def test_what_is_no_destination_is_told(a_round, tmp_path: Path, to: str, said: str) -> None:
    (tmp_path / "text.zip").write_text("mine")
    with pytest.raises(BadInput, match=said):
        target(a_round, tmp_path / to)


def test_another_rounds_inbox_is_refused(a_round) -> None:
    path = a_round.folder / "round.toml"
    path.write_text(path.read_text().replace(a_round.digest, "0" * 64))
    for to in (a_round.folder, a_round.inbox):
        with pytest.raises(BadInput, match="belongs to another round"):
            target(a_round, to)


@pytest.mark.parametrize("name", ["Ana", "ana maria", "a.b@c+d", "José", "x" * 64, "a_b-c"])
def test_names_people_have_are_taken(a_round, name: str) -> None:
    assert target(a_round, a_round.inbox, name)[0].name == f"{name}.zip"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", ".hidden", "-x", "a\n", "x\x1b[1m", "x" * 65, "a..b", "a "]
)
def test_names_that_are_no_file_names_are_refused(a_round, name: str) -> None:
    with pytest.raises(BadInput, match="--name"):
        target(a_round, a_round.inbox, name)


def test_a_second_submission_replaces_and_keeps_the_first(a_round) -> None:
    path = a_round.inbox / "ana.zip"
    done = [deliver(data, path, to_inbox=True).outcome for data in (b"one", b"one", b"two", b"one")]
    assert done == [Outcome.DELIVERED, Outcome.UNCHANGED, Outcome.REPLACED, Outcome.REPLACED]
    assert path.read_bytes() == b"one"
    assert {kept.read_bytes() for kept in (a_round.inbox / ".earlier").iterdir()} == {b"one", b"two"}
    assert a_round.submissions() == (path,)


def test_what_came_under_one_name_is_counted_and_the_same_once(a_round) -> None:
    def different(data: bytes, name: str) -> int | None:
        return deliver(data, a_round.inbox / f"{name}.zip", to_inbox=True).different

    assert [different(data, "ana") for data in (b"one", b"one", b"two", b"one", b"three")] == [1, 1, 2, 2, 3]
    assert [different(b"four", name) for name in ("an", "ana.b", "Ana")] == [1, 1, 1]
    assert deliver(b"x", a_round.folder / "x.zip", to_inbox=False).different is None


def test_a_file_to_send_has_no_history(tmp_path: Path) -> None:
    for data in (b"one", b"two"):
        deliver(data, tmp_path / "x.zip", to_inbox=False)
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_link_in_the_inbox_is_not_followed(a_round, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (a_round.inbox / "ana.zip").symlink_to(tmp_path / "secret")
    with pytest.raises(BadInput, match="is a link"):
        deliver(b"x", a_round.inbox / "ana.zip", to_inbox=True)
    assert (tmp_path / "secret").read_text() == "secret"


def test_of_deliveries_at_once_none_is_lost(a_round) -> None:
    path, datas = a_round.inbox / "ana.zip", [bytes([number]) * 50 for number in range(12)]
    threads = [threading.Thread(target=deliver, args=(data, path), kwargs={"to_inbox": True}) for data in datas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {file.read_bytes() for file in (a_round.inbox / ".earlier").iterdir()}
    assert kept | {path.read_bytes()} == set(datas)
