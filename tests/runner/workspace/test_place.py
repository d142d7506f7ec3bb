"""A workspace's folder and its file: made once, found from within, read strictly."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import BadInput
from runner.workspace import Place, find_place, make_place, read_place
from runner.workspace.place import _text


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know no workspace from outside."""
    for name in ("PREBRIEF_WORKSPACE", "PREBRIEF_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_made_is_read_back(tmp_path: Path) -> None:
    made = make_place(tmp_path / "hiring", name='A "B"\n\\', timezone="Europe/Berlin", sender="A <a@b.org>")
    assert read_place(tmp_path / "hiring") == made
    assert (made.smtp, made.server, made.retention_days, made.database_url) == ("", "", 0, "")
    assert made.url.database == str(tmp_path / "hiring" / "prebrief.db")
    assert (tmp_path / "hiring" / "prebrief.toml").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.folder.iterdir()] == ["prebrief.toml"]


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip))
def test_any_name_is_written_as_toml_reads_it(name: str) -> None:
    place = Place(folder=Path(), name=name, timezone="UTC", sender=name, smtp="", server="", retention_days=0,
                  database_url="")  # fmt: skip
    values = tomllib.loads(_text(place))
    assert (values["name"], values["mail"]["from"]) == (name, name)


def test_a_second_one_leaves_the_first(tmp_path: Path) -> None:
    make_place(tmp_path, name="A")
    with pytest.raises(BadInput, match="is there already: this is a workspace"):
        make_place(tmp_path, name="B")
    assert read_place(tmp_path).name == "A"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "'Mars/Olympus' is no time zone"),
        ({"timezone": "../../etc/passwd"}, "is no time zone"),
        ({"database_url": "mysql://x"}, "is not known here"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(tmp_path: Path, how: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        make_place(tmp_path / "hiring", **how)
    assert not (tmp_path / "hiring").exists()


def test_a_workspace_is_found_by_name_environment_or_from_within(tmp_path: Path, monkeypatch) -> None:
    for name in ("one", "two", "three"):
        make_place(tmp_path / name)
    (tmp_path / "three" / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "three" / "a" / "b")
    assert find_place(None).folder == tmp_path / "three"
    monkeypatch.setenv("PREBRIEF_WORKSPACE", str(tmp_path / "two"))
    assert find_place(None).folder == tmp_path / "two"
    assert find_place(tmp_path / "one").folder == tmp_path / "one"
    monkeypatch.setenv("PREBRIEF_DATABASE_URL", "postgresql://ana:secret@db/x")
    assert find_place(None).url.host == "db"


def test_where_there_is_none_it_names_init(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"no workspace: neither .* Make one with `prebrief init FOLDER`"):
        find_place(None)
    with pytest.raises(BadInput, match=r"is no workspace: it has no prebrief\.toml"):
        find_place(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("format = 1", "format = 2", "format"),
        ("[mail]", "colour = 1\n[mail]", "colour"),
        ("[privacy]", "[privacy]\nretention_days = 0", "retention_days"),
        ('timezone = "UTC"', 'timezone = "Mars"', "is no time zone"),
        ("[mail]", "[mial]", "mail"),
        ("format = 1", "format =", "is not TOML"),
        ('from = "hiring@localhost"', "from = 1", "from"),
    ],
)
def test_a_file_is_read_strictly(tmp_path: Path, before: str, after: str, said: str) -> None:
    make_place(tmp_path)
    path = tmp_path / "prebrief.toml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    with pytest.raises(BadInput, match=said):
        read_place(tmp_path)


def test_what_may_be_added_is_read(tmp_path: Path) -> None:
    make_place(tmp_path)
    path = tmp_path / "prebrief.toml"
    path.write_text(
        path.read_text().replace("# smtp", "smtp").replace("# retention", "retention").replace("# server", "server")
    )
    found = read_place(tmp_path)
    assert (found.smtp, found.retention_days, found.server) == (
        "smtp://mail.example.org:587", 180, "https://hiring.example.org")  # fmt: skip
