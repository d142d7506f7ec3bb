"""No type is in the codec's table, and no tag on the wire, without a strategy whose values come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sandbox.wall.codec import Encoder, coding, tags
from tests.sandbox.wall.codec.crossings import decoded, encoded, same
from tests.sandbox.wall.codec.strategies import ARRIVES_AS, BESIDES, BY_TYPE

EXAMPLES = 12
BY_REFERENCE_ALONE = {type(NotImplemented)}  # it is in the table so that it is never taken for a value
QUICK = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
OF_TORCH = {"TENSOR", "TENSOR_DTYPE"}  # tried in the image that has torch
TAGS = {
    value: name
    for name, value in vars(tags).items()
    if type(value) is int and name != "FIRST_NOT_PLAIN" and name not in OF_TORCH
}


def types_that_cross() -> set[type]:
    coding.warm()
    return set(coding._TABLE.exact) - BY_REFERENCE_ALONE


def test_there_is_a_strategy_for_every_type_in_the_codecs_table_and_for_no_other() -> None:
    assert types_that_cross() == set(BY_TYPE)


@pytest.mark.parametrize("kind", BY_TYPE, ids=lambda kind: kind.__name__)
def test_every_value_of_a_type_comes_back_as_it_was(kind: type) -> None:
    @QUICK
    @given(BY_TYPE[kind])
    def comes_back(value: object) -> None:
        assert type(value) is kind or isinstance(value, type)
        arrived = decoded(encoded(value))
        if kind in ARRIVES_AS:
            assert value == arrived
            assert type(arrived) is ARRIVES_AS[kind]
        else:
            assert same(value, arrived)

    comes_back()


@pytest.mark.parametrize("name", BESIDES)
def test_every_value_that_is_no_type_of_its_own_comes_back_as_it_was(name: str) -> None:
    @QUICK
    @given(BESIDES[name])
    def comes_back(value: object) -> None:
        assert same(value, decoded(encoded(value)))

    comes_back()


def test_every_tag_is_written_for_a_value_of_some_strategy() -> None:
    written = {encoded(run)[0] for run in ([1, 2, 3, 4], (1, 2, 3, 4), [0.5] * 4, (0.5,) * 4)}
    written.add(b"".join(Encoder(lambda _value: ("thing", 1)).encode(object()))[0])
    for strategy in (*BY_TYPE.values(), *BESIDES.values()):

        @QUICK
        @given(strategy)
        def collect(value: object) -> None:
            written.add(encoded(value)[0])

        collect()
    assert {TAGS[tag] for tag in written} == set(TAGS.values())
