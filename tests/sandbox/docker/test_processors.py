"""Which processor a lane is bound to."""

from sandbox.docker.processors import free_processor


def test_lanes_are_spread_over_the_processors():
    assert free_processor(2, []) == "0"
    assert free_processor(2, ["0"]) == "1"
    assert free_processor(2, ["0", "1", "1"]) == "0"
    assert free_processor(3, ["1", "0", "7"]) == "2"


def test_one_processor_is_no_choice():
    assert free_processor(1, []) is None
