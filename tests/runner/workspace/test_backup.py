"""A backup is one file, made while the workspace is in use, and restores all of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from runner import hiring
from runner.model import BadInput, OurFault
from runner.workspace import Place, back_up, check_version, make_place
from tests.runner.postgres import OwnPostgres, program
from tests.runner.workspaces import Office, an_office


def restored(office: Office, backup: Path, folder: Path, request: pytest.FixtureRequest) -> Place:
    """Return a workspace made of a backup."""
    if office.desk.database.is_sqlite:
        made = make_place(folder)
        shutil.copy(backup, folder / "prebrief.db")
        return made
    server: OwnPostgres = request.getfixturevalue("postgres")
    url = server.url(server.new())
    subprocess.run([program("pg_restore"), "--no-owner", f"--dbname={url}", backup], check=True, capture_output=True)
    return make_place(folder, database_url=url)


def test_a_backup_restores_everything(office: Office, tmp_path: Path, request) -> None:
    office.publish(max_submissions=2)
    office.begin("ana")
    office.submit("ana", "a = 1")
    office.grade()
    with office.desk.database.writing() as session:  # who writes at this moment is not in it, and not in its way
        session.connection().exec_driver_sql("UPDATE candidate SET name = 'half'")
        assert back_up(office.desk.database, tmp_path / "kept" / "b") == tmp_path / "kept" / "b"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["b"]
    assert (tmp_path / "kept" / "b").stat().st_mode & 0o777 == 0o600
    with an_office(restored(office, tmp_path / "kept" / "b", tmp_path / "again", request)) as again:
        check_version(again.desk.database)
        for table in ("round", "submission", "grade", "event"):
            assert again.rows(table) == office.rows(table)
        assert [row.name for row in again.rows("candidate")] == ["ana"]
        again.tokens = office.tokens
        assert again.submit("ana", "a = 1").again
        assert again.submit("ana", "a = 2").number == 2
        assert hiring.list_candidates(again.desk, "spring").candidates[0].email == "ana@example.org"


def test_nothing_is_overwritten(office: Office, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        back_up(office.desk.database, tmp_path / "b")
    assert (tmp_path / "b").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="can't be written"):
        back_up(office.desk.database, tmp_path / "file" / "b")


def test_of_a_damaged_file_there_is_no_backup(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.publish()
    sqlite_office.desk.database.close()
    path = sqlite_office.desk.place.folder / "prebrief.db"
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(OurFault, match=r"damaged|could not be copied"):
        back_up(sqlite_office.desk.database, tmp_path / "b")
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_without_pg_dump_it_is_told(office: Office, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="pg_dump is not here"):
        back_up(office.desk.database, tmp_path / "b")
