"""What example submissions declare of themselves."""

import pytest

from runner.catalog import ExampleKind, example_submissions, load_problem
from runner.catalog.conventions import first_docstring_line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b'"""speed: too slow."""\n', "speed: too slow."),
        (b'\n\n# comment\n"""\n  first\nsecond\n"""\n', "first"),
        (b'#!/usr/bin/python\n"""a: b"""\ndef f(:\n', "a: b"),
        (b'"""a: b"""\n  indented = 1\n x = 2\n', "a: b"),
        (b'"""a: b"""\nx = "never closed\n', "a: b"),
        (b'"""a: b"""\nx = (\n', "a: b"),
        (b"'a: \\u00e9'\n", "a: \u00e9"),
        (b'# coding: latin-1\n"""a: \xe9"""\n', "a: \u00e9"),
        (b'"""a: b"""\nx = "\xff"\n', "a: b"),
        (b'b"""a: b"""\n', ""),
        (b"x = 1\n", ""),
        (b"", ""),
        (b'"""never closed', ""),
        (b"# coding: no-such\n", ""),
    ],
)
def test_the_first_line_is_read_without_running_or_parsing(source: bytes, line: str) -> None:
    assert first_docstring_line(source) == line


def test_examples_come_by_kind_and_name(make_problem) -> None:
    examples = example_submissions(load_problem(make_problem(), need_lock=False))
    assert [(example.kind.value, example.name, example.expects) for example in examples] == [
        ("accepted", "arrays", ""),
        ("accepted", "running_mean", ""),
        ("wrong", "mean_of_all", "correctness"),
        ("wrong", "pairwise_mean", "correctness"),
        ("wrong", "sorted_keys", "correctness"),
        ("slow", "scan_per_key", "timeout"),
        ("broken", "other_name", "missing"),
        ("broken", "unfinished", "error"),
    ]
    assert [file.path for file in examples[0].files] == ["solution.py"]


def test_a_folder_is_one_submission_of_several_files(make_problem) -> None:
    files = {
        "submissions/wrong/two/solution.py": b'"""correctness: in two files."""\n',
        "submissions/wrong/two/lib/part.py": b"",
        "submissions/wrong/two/DECISIONS.md": b"why",
    }
    problem = load_problem(make_problem(files=files), need_lock=False)
    [example] = [example for example in example_submissions(problem) if example.name == "two"]
    assert example.kind is ExampleKind.WRONG
    assert (example.declared, example.path) == ("correctness: in two files.", "submissions/wrong/two")
    assert [file.path for file in example.files] == ["DECISIONS.md", "lib/part.py", "solution.py"]
