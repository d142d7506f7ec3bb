"""`prebrief problem`."""

import json
from pathlib import Path

import pytest

from runner.cli.main import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREBRIEF_PROBLEMS", raising=False)


def test_list_shows_shipped_and_own(capsys) -> None:
    assert main(["problem", "new", "top-k"]) == 0
    capsys.readouterr()
    assert main(["problem", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines[1:]} >= {"attention", "top-k"}


def test_list_as_json_is_one_document(capsys) -> None:
    assert main(["problem", "list", "--json", "--theme", "attention"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["kind"]) == (1, "problem-list")
    slugs = [problem["slug"] for problem in document["problems"]]
    assert "attention" in slugs
    assert "vector-search" not in slugs


def test_a_broken_problem_does_not_hide_the_others(capsys) -> None:
    main(["problem", "new", "top-k"])
    Path("problems/top-k/problem.toml").write_text("format = 1\n[problem]\ntitel = '\\x1b[31m'\n")
    capsys.readouterr()
    assert main(["problem", "list"]) == 0
    captured = capsys.readouterr()
    assert "attention" in captured.out
    assert "titel: is not a key" in captured.err


def test_show_says_groups_limits_and_what_is_missing(capsys) -> None:
    main(["problem", "new", "top-k"])
    Path("problems/top-k/interviewer.md").unlink()
    capsys.readouterr()
    assert main(["problem", "show", "top-k"]) == 0
    captured = capsys.readouterr()
    assert "100  correctness  tests/hidden/test_correctness.py" in captured.out
    assert "3 s a test" in captured.out
    assert "counts, after-review\n" in captured.out
    assert "fault: interviewer.md: is missing" in captured.err


def test_show_says_how_many_submissions_are_graded(capsys) -> None:
    main(["problem", "new", "top-k"])
    path = Path("problems/top-k/problem.toml")
    path.write_text(path.read_text().replace("# max_submissions = 5", "max_submissions = 5"))
    capsys.readouterr()
    assert main(["problem", "show", "top-k"]) == 0
    assert "at most 5 different submissions of one candidate are graded" in capsys.readouterr().out


def test_show_the_brief(capsys) -> None:
    main(["problem", "new", "top-k"])
    capsys.readouterr()
    assert main(["problem", "show", "--brief", "problems/top-k"]) == 0
    assert capsys.readouterr().out.startswith("# Top k\n")


def test_show_as_json(capsys) -> None:
    main(["problem", "new", "top-k"])
    capsys.readouterr()
    assert main(["problem", "show", "top-k", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["groups"] == [
        {"name": "correctness", "points": 100.0, "tests": "tests/hidden/test_correctness.py", "after": []}
    ]
    assert document["locked"] == "no"


def test_what_an_author_wrote_does_not_act_on_the_terminal(capsys) -> None:
    main(["problem", "new", "top-k"])
    path = Path("problems/top-k/problem.toml")
    path.write_text(path.read_text().replace('title = "Top k"', r'title = "[red]x[/] \u001b[31m\u202e"', 1))
    capsys.readouterr()
    assert main(["problem", "list"]) == main(["problem", "show", "top-k"]) == main(["problem", "list", "--json"]) == 0
    text = capsys.readouterr().out
    assert "[red]x[/]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_themes_come_with_the_problems_under_each(capsys) -> None:
    assert main(["problem", "themes", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "attention" in document["problems"]["attention"]
    assert document["problems"].keys() == document["themes"].keys()
    assert main(["problem", "themes"]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("retries")]
    assert "retry-with-context" in line


def test_new_never_overwrites(capsys) -> None:
    assert main(["problem", "new", "top-k", "--in", "mine"]) == 0
    assert "mine/top-k" in capsys.readouterr().out
    assert main(["problem", "new", "top-k", "--in", "mine"]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err


def test_new_from_a_suite(capsys) -> None:
    Path("test_add.py").write_text("from add import add\ndef test_add(): assert add(1, 2) == 3\n")
    Path("add.py").write_text("def add(a, b): return a + b\n")
    assert main(["problem", "new", "add-up", "--from", "test_add.py", "--reference", "add.py"]) == 0
    assert "1 group(s), tests of add" in capsys.readouterr().out
    assert Path("problems/add-up/tests/hidden/test_add.py").read_text() == Path("test_add.py").read_text()
    assert main(["problem", "show", "add-up"]) == 0


def test_from_and_reference_belong_together(capsys) -> None:
    assert main(["problem", "new", "add-up", "--from", "test_add.py"]) == 2
    assert "belong together" in capsys.readouterr().err


def test_an_author_that_would_break_the_toml_is_refused(capsys) -> None:
    assert main(["problem", "new", "add-up", "--author", 'x"\n[evil]']) == 2
    assert not Path("problems").exists()
