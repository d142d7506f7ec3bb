from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sandbox.docker.uids import BLOCK, FIRST_UID, JUDGE_FIRST_UID, JUDGE_UIDS, LAST_UID, UidPool, UidRange
from sandbox.errors import EngineFailed


def _ids(taken: UidRange) -> set[int]:
    return set(range(taken.first, taken.first + taken.guests + 1))


def test_ranges_of_two_runs_never_overlap(tmp_path: Path) -> None:
    one, other = UidPool(tmp_path, tuple), UidPool(tmp_path, tuple)
    taken = [pool.take(guests) for guests in (1, 600, 4096) for pool in (one, other)]
    every = [uid for each in taken for uid in _ids(each)]
    assert len(every) == len(set(every))
    assert min(every) >= FIRST_UID
    assert max(every) <= LAST_UID
    one.close()
    other.close()


def test_a_box_that_outlived_its_run_keeps_its_ids(tmp_path: Path) -> None:
    dead = UidPool(tmp_path, tuple)
    orphan = dead.take(700)
    dead.close()
    pool = UidPool(tmp_path, lambda: (orphan.label, "nonsense", ":"))
    assert not _ids(pool.take(700)) & _ids(orphan)
    pool.close()


def test_ids_given_back_are_used_again_without_asking_the_engine(tmp_path: Path) -> None:
    asked: list[int] = []
    pool = UidPool(tmp_path, lambda: asked.append(1) or ())  # type: ignore[func-returns-value]  # append is the point
    first = pool.take(10)
    pool.give_back(first)
    assert pool.take(10) == first
    assert len(asked) == 1
    pool.close()


def test_when_none_are_left_the_error_says_so_and_a_smaller_box_still_gets_some(tmp_path: Path) -> None:
    pool = UidPool(tmp_path, tuple)
    while True:
        try:
            pool.take(5000)
        except EngineFailed as error:
            assert "fewer lanes" in str(error)
            break
    assert pool.take(1).guests == 1
    pool.close()


def test_judges_and_boxes_have_ids_apart_and_all_are_below_65536() -> None:
    assert JUDGE_FIRST_UID - 1 > LAST_UID - BLOCK  # the judge's killer has the id before its first
    assert FIRST_UID + (LAST_UID + 1 - FIRST_UID) // BLOCK * BLOCK <= JUDGE_FIRST_UID - 1
    assert JUDGE_FIRST_UID + JUDGE_UIDS < 65_536


@given(guests=st.integers(min_value=1, max_value=6000))
def test_the_killers_id_is_none_of_the_guests(guests: int) -> None:
    taken = UidRange(first=FIRST_UID, guests=guests)
    first, count = map(int, taken.option.split(":"))
    assert first - 1 == taken.first
    assert first + count - 1 in _ids(taken)
    assert len(taken.blocks()) * BLOCK >= guests + 1
