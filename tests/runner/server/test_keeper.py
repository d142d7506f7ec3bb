"""The retention time is kept by itself: by a server, and by every command on the workspace."""

from __future__ import annotations

import time
from dataclasses import replace

from runner import hiring
from runner.cli.host.desk import lent_desk
from runner.cli.main import main
from runner.server.keeper import Keeper
from tests.runner.workspaces import DAY


def test_a_server_forgets_whom_the_retention_time_says_to(office):
    desk = replace(office.desk, place=replace(office.desk.place, retention_days=30))
    office.clock.now += 20 * DAY
    keeper = Keeper(desk)
    keeper.start()
    keeper.stop()
    assert [row.name for row in office.rows("candidate")] == ["ana", "bea", "cy"]
    office.clock.now += 30 * DAY
    keeper = Keeper(desk)
    keeper.start()
    patience = time.monotonic() + 30
    while any(row.name for row in office.rows("candidate")) and time.monotonic() < patience:
        time.sleep(0.02)
    keeper.stop()
    assert [(row.name, row.email, row.token) for row in office.rows("candidate")] == [("", None, None)] * 3
    assert {(line.who, line.about) for line in hiring.log_lines(desk, most=3)} == {
        ("retention", f"spring/{number}") for number in (1, 2, 3)
    }


def test_every_command_keeps_it_and_says_whom_it_forgot(office, capsys):
    file = office.desk.place.folder / "prebrief.toml"
    file.write_text(file.read_text().replace("# retention_days = 180", "retention_days = 1"))
    office.set("UPDATE candidate SET due_at = '2020-01-01 00:00:00.000000' WHERE number = 2")
    with lent_desk(str(office.desk.place.folder)) as desk:
        names = [each.name for each in hiring.list_candidates(desk, "spring").candidates]
    assert names == ["ana", "", "cy"]
    assert "Forgotten, past the retention time: spring/2" in capsys.readouterr().err


def test_forget_old_says_itself_whom_it_forgot(office, capsys):
    folder = office.desk.place.folder
    file = folder / "prebrief.toml"
    file.write_text(file.read_text().replace("# retention_days = 180", "retention_days = 1"))
    office.set("UPDATE candidate SET due_at = '2020-01-01 00:00:00.000000' WHERE number = 2")
    assert main(["forget", "--old", "--yes", "--workspace", str(folder)]) == 0
    assert capsys.readouterr().out == "Forgotten: spring/2.\n"
