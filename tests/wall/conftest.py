"""One lane per engine for all cases: `bench` runs a case in containers, or on the local engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.local import LocalEngine
from tests.wall.case import Bench


@pytest.fixture(scope="session", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "docker":
        bench = Bench(request.getfixturevalue("docker_engine"))
        yield bench
        bench.close()
        return
    engine = LocalEngine()
    bench = Bench(engine)
    yield bench
    bench.close()
    engine.close()
