"""What `load_problem` accepts, and what it says of what it refuses."""

import re
from pathlib import Path

import pytest

import sandbox.docker
from runner.catalog import Level, inspect_problem, load_problem, problem_folders
from runner.catalog.find import shipped_problems
from runner.catalog.load import TAKEN
from runner.model import ProblemInvalid
from sandbox.limits import Limits

HIDDEN = "tests/hidden/test_correctness.py"
SECOND_GROUP = '\n[[group]]\nname = "extra"\npoints = 40\ntests = "tests/hidden/test_extra.py"\n'
A_TEST = b"def test_x() -> None:\n    assert True\n"

GROUP_FILE = 'tests = "tests/hidden/test_correctness.py"'


def refusal(folder: Path) -> str:
    with pytest.raises(ProblemInvalid) as caught:
        load_problem(folder, need_lock=False)
    return str(caught.value)


def test_the_skeleton_loads_as_written(make_problem) -> None:
    problem = load_problem(make_problem(), need_lock=False)
    assert (problem.slug, problem.modules, problem.minutes) == ("mean-by-key", ("solution",), 30.0)
    assert problem.limits == Limits(
        wall_seconds_per_test=3, wall_seconds_total=30, cpu_seconds=30, memory_mb=256, processes=16, output_kb=64
    )
    assert [(group.name, group.points, group.tests, group.after) for group in problem.groups] == [
        ("correctness", 100.0, HIDDEN, ())
    ]
    assert problem.rubric[0].levels[0] == "Can't say."
    assert "problem.lock" not in problem.files


def test_the_skeleton_has_no_findings(make_problem) -> None:
    assert inspect_problem(make_problem())[1] == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Mean by key"', 'titel = "x"', r"\[problem\] titel: is not a key.*Did you mean title\?"),
        ('title = "Mean by key"', 'titel = "x"', r"\[problem\] title: is missing"),
        ('title = "Mean by key"', "title = 3", r"\[problem\] title: must be a text that is not empty, not 3"),
        ('title = "Mean by key"', 'title = " "', r"title: must be a text that is not empty"),
        ("[tests]", "[test]", r"test: is not a key of this format\. Did you mean tests\?"),
        ("[tests]", "[test]", r"tests: is missing\. Add a table \[tests\]"),
        ("format = 1", "format = 2", r"format: must be a whole number, not 2\. Write one from 1 to 1"),
        ("format = 1", "", r"format: is missing"),
        ('themes = ["algorithms"]', 'themes = ["algoritms"]', r"can't be 'algoritms'\. Did you mean algorithms\?"),
        ('themes = ["algorithms"]', "themes = []", r"themes: must have at least 1"),
        ('difficulty = "warm-up"', 'difficulty = "easy"', r"can't be 'easy'\. Known: core, stretch, warm-up"),
        ('format = "live"', 'format = "lively"', r"\[round\] format: can't be 'lively'\. Did you mean live\?"),
        ('hidden = "counts"', 'hidden = "count"', r"\[feedback\] hidden: can't be 'count'\. Did you mean counts\?"),
        ('release = "after-review"', 'release = "later"', r"\[feedback\] release: can't be 'later'"),
        ('guest_per = "test"', 'guest_per = "group"', r"\[tests\] guest_per: can't be 'group'"),
        ('image = "python"', 'image = "pyton"', r"\[environment\] image: can't be 'pyton'\. Did you mean python\?"),
        ('modules = ["solution"]', 'modules = ["my.solution"]', r"modules: has 'my\.solution', no module name"),
        ('modules = ["solution"]', 'modules = ["class"]', r"modules: has 'class', no module name"),
        ('modules = ["solution"]', 'modules = ["json"]', r"modules: has 'json', a name that Python or the judge uses"),
        ('modules = ["solution"]', 'modules = ["pluggy"]', r"modules: has 'pluggy', a name that Python or the judge"),
        ("wall_seconds_per_test = 3", "wall_seconds_per_test = 0", r"wall_seconds_per_test: is 0, out of range"),
        ("wall_seconds_per_test = 3", "wall_seconds_per_test = nan", r"must be a number, not nan"),
        ("wall_seconds_per_test = 3", "wall_seconds_per_test = 31", r"wall_seconds_total: is less than"),
        ("memory_mb = 256", "memory_mb = 8", r"memory_mb: must be a whole number, not 8\. Write one from 32"),
        ("memory_mb = 256", "memory_mb = true", r"memory_mb: must be a whole number, not True"),
        ("max_examples = 50", 'max_examples = "50"', r"max_examples: must be a whole number, not '50'"),
        ("points = 100", "points = 90", r"add up to 90, not 100\. Change them by \+10"),
        ("points = 100", "points = 0", r"\[\[group\]\] number 1 points: is 0, out of range"),
        ('name = "correctness"', 'name = "Group: one"', r"'Group: one' name: is not a group name"),
        (GROUP_FILE, 'tests = "tests/hidden/test_corectness.py"', r"is missing.*Did you"),
        (GROUP_FILE, 'tests = "tests/visible/test_examples.py"', r"not a Python file below"),
        (GROUP_FILE, 'tests = "tests/hidden/../x.py"', r"not a Python file below"),
        ("minutes = 30", "minutes = -1", r"minutes: is -1, out of range"),
        ('authors = ["Your name"]', 'authors = "me"', r"authors: must be a list of texts, not 'me'"),
        ("[limits]", "[limits]\nwall = 3", r"\[limits\] wall: is not a key"),
        ("[[rubric]]", "[[rubric]]\nscore = 3", r"\[\[rubric\]\] number 1 score: is not a key"),
        ('[round]', '[round', r"problem\.toml: is not TOML: .*line"),
    ],
)  # fmt: skip
def test_what_breaks_the_format_is_named_with_its_remedy(make_problem, old: str, new: str, said: str) -> None:
    message = refusal(make_problem(toml={f"\n{old}" if old != "format = 1" else f"{old}\n\n": f"\n{new}\n\n"}))
    assert "problem.toml" in message
    assert re.search(said, message), message


AT_ONCE = {'release = "after-review"': 'release = "at-once"'}


@pytest.mark.parametrize("hidden", ["score", "counts", "names"])
def test_feedback_at_once_needs_a_limit_on_submissions(make_problem, hidden: str) -> None:
    message = refusal(make_problem(toml={**AT_ONCE, 'hidden = "counts"': f'hidden = "{hidden}"'}))
    assert "problem.toml, [feedback] max_submissions: is missing" in message
    assert "Add max_submissions = 5" in message


def test_feedback_that_tells_nothing_or_comes_later_needs_no_limit(make_problem) -> None:
    untold = {**AT_ONCE, 'hidden = "counts"': 'hidden = "nothing"'}
    nothing = load_problem(make_problem("a", toml=untold), need_lock=False)
    later = load_problem(make_problem("b"), need_lock=False)
    assert nothing.feedback.max_submissions is later.feedback.max_submissions is None


def test_a_limit_on_submissions_is_read_whatever_the_release(make_problem) -> None:
    for slug, changes in (("a", {}), ("b", AT_ONCE)):
        toml = {**changes, "# max_submissions = 5": "max_submissions = 7"}
        assert load_problem(make_problem(slug, toml=toml), need_lock=False).feedback.max_submissions == 7


@pytest.mark.parametrize("value", ["0", "-1", "1001", "2.5", "true", '"5"'])
def test_a_limit_that_limits_nothing_is_refused(make_problem, value: str) -> None:
    message = refusal(make_problem(toml={"# max_submissions = 5": f"max_submissions = {value}"}))
    assert "[feedback] max_submissions: must be a whole number" in message
    assert "Write one from 1 to 1000" in message


def test_a_seed_must_be_a_whole_number(make_problem) -> None:
    folder = make_problem()
    path = folder / "problem.toml"
    path.write_text(re.sub(r"seed = \d+", "seed = 1.5", path.read_text()))
    assert "[tests] seed: must be a whole number, not 1.5" in refusal(folder)


def test_everything_wrong_is_said_at_once(make_problem) -> None:
    message = refusal(make_problem(toml={"minutes = 30": "minute = 30", "points = 100": "points = 50"}))
    assert "minute: is not a key" in message
    assert "minutes: is missing" in message


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("problem.toml", None, "problem.toml: is missing"),
        ("brief.md", None, "brief.md: is missing or empty"),
        ("brief.md", b" \n", "brief.md: is missing or empty"),
        ("starter/solution.py", None, "starter/solution.py: is missing"),
        ("reference/solution.py", None, "reference/solution.py: is missing"),
        ("reference/solution/__init__.py", b"", "is there twice, as a file and a package"),
        ("tests/visible/test_examples.py", None, "tests/visible/test_*.py: is missing"),
        ("tests/visible/test_examples.py", b"x = 1\n", "tests/visible/test_examples.py: has no test function"),
        (HIDDEN, None, "tests/hidden/test_correctness.py is missing"),
        (HIDDEN, b"def helper(): pass\n", "has no test function"),
        (HIDDEN, b"def test_x(:\n", "is not Python"),
        (HIDDEN, b"\0", "is not Python"),
        ("tests/hidden/test_other.py", A_TEST, "has hidden tests that no group names"),
        ("tests/hidden/deep/more_test.py", A_TEST, "has hidden tests that no group names"),
        ("problem.toml", b"format = 1\n" + b"#" * 300_000, "too large"),
        ("problem.toml", b"\xff\xfe", "is not TOML"),
        ("problem.toml", b"a = " + b"[" * 100_000, "is not TOML"),
    ],
)
def test_a_missing_or_bad_file_is_named(make_problem, path: str, data: bytes | None, said: str) -> None:
    assert said in refusal(make_problem(files={path: data}))


@pytest.mark.parametrize("source", [
    b"async def test_x(): pass\n",
    b"import unittest\nclass Any(unittest.TestCase):\n    def test_x(self): pass\n",
    b"if True:\n    def test_x(): pass\n",
    b"test_x = make()\n",
    b"from shared import *\n",
    b"from shared import test_x\n",
    b"PATTERN = '\\d'\ndef test_x(): pass\n",
])  # fmt: skip
def test_tests_of_any_style_are_found(make_problem, source: bytes) -> None:
    assert load_problem(make_problem(files={HIDDEN: source}), need_lock=False)


def test_helpers_and_data_below_hidden_need_no_group(make_problem) -> None:
    files = {
        "tests/hidden/oracle.py": b"def slow(): pass\n",
        "tests/hidden/conftest.py": b"",
        "tests/hidden/a.csv": b"1",
    }
    assert load_problem(make_problem(files=files), need_lock=False).files["tests/hidden/a.csv"] == b"1"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (SECOND_GROUP, ""),
        (SECOND_GROUP.replace("extra", "correctness", 1), "'correctness' is there twice"),
        (SECOND_GROUP + 'after = ["corectness"]\n', "names 'corectness', which is no group. Did you mean correctness?"),
        (SECOND_GROUP + 'after = ["extra"]\n', "goes round: extra -> extra"),
        (SECOND_GROUP.replace("test_extra", "test_correctness"), "is the file of group correctness as well"),
    ],
)
def test_groups_among_themselves(make_problem, extra: str, said: str) -> None:
    folder = make_problem(files={"tests/hidden/test_extra.py": A_TEST}, toml={"points = 100": "points = 60"})
    path = folder / "problem.toml"
    path.write_text(path.read_text().replace("\n[feedback]", f"{extra}\n[feedback]"))
    if said:
        assert said in refusal(folder)
    else:
        assert len(load_problem(folder, need_lock=False).groups) == 2


def test_a_longer_cycle_is_drawn(make_problem) -> None:
    folder = make_problem(files={"tests/hidden/test_extra.py": A_TEST}, toml={"points = 100": "points = 60"})
    path = folder / "problem.toml"
    second = SECOND_GROUP + 'after = ["correctness"]\n'
    first = 'tests = "tests/hidden/test_correctness.py"\n'
    path.write_text(path.read_text().replace(first, f'{first}after = ["extra"]\n{second}'))
    assert "goes round: correctness -> extra -> correctness" in refusal(folder)


def test_a_folder_that_is_no_slug_is_refused(make_problem, tmp_path: Path) -> None:
    folder = make_problem().rename(tmp_path / "Mean by key")
    assert "is not a slug" in refusal(folder)


def test_nothing_of_a_problem_is_imported(make_problem, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = f"open({str(mark)!r}, 'w').close()\ndef test_x(): pass\n".encode()
    load_problem(make_problem(files={HIDDEN: source, "reference/solution.py": source}), need_lock=False)
    assert not mark.exists()


def test_a_needed_lock_that_is_missing_names_verify(make_problem) -> None:
    folder = make_problem()
    with pytest.raises(ProblemInvalid, match=r"has no problem\.lock.*prebrief problem verify"):
        load_problem(folder, need_lock=True)


def test_a_fresh_lock_is_loaded(make_problem) -> None:
    lock = load_problem(make_problem(locked=True), need_lock=True).lock
    assert lock is not None
    assert lock.tests[0].points == 100.0


def test_a_broken_lock_matters_only_where_one_is_needed(make_problem) -> None:
    folder = make_problem()
    (folder / "problem.lock").write_text("{")
    assert load_problem(folder, need_lock=False).lock is None
    with pytest.raises(ProblemInvalid, match=r"can't be read as a lock.*problem verify"):
        load_problem(folder, need_lock=True)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"submissions/accepted/arrays.py": None}, "submissions/accepted: has fewer than 2"),
        ({"interviewer.md": None}, "interviewer.md: is missing"),
        ({"submissions/wrong/x.py": b'"""speed: slow."""\n'}, "its first docstring line must begin with the group"),
        ({"submissions/wrong/x.py": b""}, "It has no docstring"),
        ({"submissions/slow/x.py": b'"""failed: slow."""\n'}, "its first docstring line must begin with the verdict"),
        ({"submissions/broken/x.py": b'"""passed: no."""\n'}, "broken/x.py: its first docstring line must begin"),
        ({"submissions/wrong/notes.txt": b""}, "submissions/wrong/notes.txt: belongs to no example"),
        ({"submissions/odd/x.py": b""}, "submissions/odd/x.py: belongs to no example"),
    ],
)  # fmt: skip
def test_what_verify_refuses_can_still_be_loaded(make_problem, files: dict[str, bytes | None], said: str) -> None:
    problem, findings = inspect_problem(make_problem(files=files))
    assert problem is not None
    assert [said in str(finding) for finding in findings if finding.level is Level.FAULT] == [True]


def test_a_suite_without_submissions_has_warnings_only(make_problem) -> None:
    folder = make_problem()
    problem, _ = inspect_problem(folder)
    assert problem is not None
    gone = dict.fromkeys([*problem.under("submissions"), "interviewer.md"])
    _, findings = inspect_problem(make_problem("brought-along", files=gone))
    assert {finding.level for finding in findings} == {Level.WARNING}


@pytest.mark.parametrize("folder", problem_folders(), ids=lambda folder: folder.name)
def test_every_shipped_problem_is_complete(folder: Path) -> None:
    problem, findings = inspect_problem(folder)
    assert problem is not None
    assert [str(finding) for finding in findings if finding.level is not Level.WARNING] == []
    assert not problem.private, "a variation is not to be published"


def test_the_four_problems_are_shipped() -> None:
    names = {folder.name for folder in problem_folders() if folder.resolve().parent == shipped_problems()}
    assert {"attention", "confusion-matrix", "retry-with-context", "vector-search"} <= names


def test_no_package_that_the_sandbox_installs_may_be_replaced() -> None:
    lock = Path(sandbox.docker.__file__).parent / "environments/python/requirements.lock"
    installed = {line.partition("==")[0] for line in lock.read_text().splitlines() if "==" in line}
    assert installed <= TAKEN
