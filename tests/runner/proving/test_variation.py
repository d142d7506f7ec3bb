"""A variation has another seed, other names wherever a name is meant, and other visible examples; and it verifies."""

import tomllib
from dataclasses import replace

import pytest

from runner.catalog import load_problem, write_problem
from runner.model import BadInput
from runner.proving import Proving, names_by_seed, renames_of, vary, verify_problem, with_fresh_examples

HIDDEN, VISIBLE = "tests/hidden/test_correctness.py", "tests/visible/test_examples.py"


@pytest.fixture
def problem(make_problem):
    return load_problem(make_problem(examples=True), need_lock=False)


@pytest.fixture
def renamed(problem):
    def renamed(source: str, **names: str) -> str:
        reference = (
            "class Index:\n    def add(self, n):\n        return n\n\n\ndef mean_by_key(rows, k=1):\n    return rows\n"
        )
        with_class = replace(problem, files=problem.files | {"reference/solution.py": reference.encode()})
        return renames_of(with_class, names).python(source.encode()).decode()

    return renamed


def test_a_name_is_changed_where_it_is_a_name_of_its_own(renamed):
    source = (
        "import solution\nfrom solution import mean_by_key\nx = mean_by_key_2(mean_by_key([]), solution.mean_by_key)\n"
    )
    assert renamed(source, mean_by_key="meanings") == (
        "import solution\nfrom solution import meanings\nx = mean_by_key_2(meanings([]), solution.meanings)\n"
    )


def test_what_a_library_has_under_the_same_name_stays(renamed):
    assert (
        renamed("np.mean_by_key(x); f(mean_by_key=1)\n", mean_by_key="meanings")
        == "np.mean_by_key(x); f(mean_by_key=1)\n"
    )


def test_methods_and_parameters_are_changed_where_they_are_used(renamed):
    assert renamed("index.add(3); f(k=2)\n", add="put", k="most") == "index.put(3); f(most=2)\n"


def test_texts_are_changed_where_they_are_the_name_or_mark_it_as_code(renamed):
    source = 'getattr(x, "mean_by_key")\n"""Use `mean_by_key` or mean_by_key(x), a mean_by_key."""  # `mean_by_key`\n'
    assert renamed(source, mean_by_key="meanings") == (
        'getattr(x, "meanings")\n"""Use `meanings` or meanings(x), a mean_by_key."""  # `meanings`\n'
    )
    assert renamed('f"{mean_by_key(x)} mean_by_key"\n', mean_by_key="meanings") == 'f"{meanings(x)} mean_by_key"\n'


def test_a_text_over_several_lines_leaves_the_rest_in_its_place(renamed):
    source = 'def f():\n    """Call\n    mean_by_key(x).\n    """\n    return mean_by_key\n'
    assert renamed(source, mean_by_key="meanings") == source.replace("mean_by_key", "meanings")


def test_markdown_is_changed_in_code_marks_alone(problem):
    renames = renames_of(problem, {"mean_by_key": "meanings"})
    text = b"The mean_by_key is `mean_by_key(x)`:\n\n    mean_by_key(y)\n\n```\nmean_by_key\n```\n"
    assert renames.markdown(text) == b"The mean_by_key is `meanings(x)`:\n\n    meanings(y)\n\n```\nmeanings\n```\n"
    assert renames.prose(text) == ("mean_by_key",)


@pytest.mark.parametrize(("old", "new"), [("nothing", "x"), ("mean_by_key", "2x"), ("mean_by_key", "rows")])
def test_a_rename_that_can_not_be_is_refused(problem, old, new):
    with pytest.raises(BadInput, match=f"--rename {old}={new}"):
        renames_of(problem, {old: new})


def test_the_same_seed_chooses_the_same_names(problem):
    assert names_by_seed(problem, 7) == names_by_seed(problem, 7) != names_by_seed(problem, 8)


def test_a_variation_is_private_has_its_seed_and_verifies(problem, engine, tmp_path):
    copy = vary(problem, renames_of(problem, {"mean_by_key": "summarised"}), seed=77)
    fresh = with_fresh_examples(replace(problem, files=copy.files), engine, seed=77)
    toml = tomllib.loads(fresh.files["problem.toml"].decode())
    assert (toml["problem"]["private"], toml["tests"]["seed"]) == (True, 77)
    assert not [path for path, data in fresh.files.items() if path.endswith(".py") and b"mean_by_key" in data]
    assert fresh.files[VISIBLE] != copy.files[VISIBLE], "its inputs are others"
    assert fresh.files[HIDDEN] == problem.files[HIDDEN].replace(b"mean_by_key", b"summarised")
    folder = tmp_path / "variation"
    write_problem(folder, fresh.files)
    proof = verify_problem(folder, engine, Proving())
    assert proof.holds, [step.faults for step in proof.steps]
    with pytest.raises(BadInput, match="private variation already"):
        vary(load_problem(folder, need_lock=True), renames_of(problem, {}), seed=1)


def test_an_example_that_checks_more_than_values_stays_and_is_told(problem, engine):
    visible = "from solution import mean_by_key\n\n\ndef test_it():\n    assert len(mean_by_key([('a', 2.5)])) > 0\n"
    kept = replace(problem, files=problem.files | {VISIBLE: visible.encode()})
    fresh = with_fresh_examples(kept, engine, seed=1)
    assert fresh.files[VISIBLE] == visible.encode()
    assert fresh.left == ("tests/visible: test_it could not be changed soundly: give them other inputs",)
