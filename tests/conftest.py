"""What every test shares: whether there is a Docker engine, and what follows where there is none."""

import os
import secrets
from collections.abc import Iterator
from functools import cache

import pytest

from sandbox.docker import DockerClient, DockerEngine
from sandbox.errors import SandboxError

_IN_CI = os.environ.get("CI") == "true"


def pytest_configure() -> None:
    """Choose the seed of what is sampled, one for all processes of a run: they are started with this environment."""
    os.environ.setdefault("FAULTS_SEED", str(secrets.randbelow(1_000_000)))


def pytest_report_header() -> str:
    """Say by which seed samples are chosen."""
    seed = os.environ["FAULTS_SEED"]
    return f"faults: samples by seed {seed}; FAULTS_SEED={seed} chooses them again"


@cache
def why_no_engine() -> str | None:
    """Say why containers cannot be started here, or None where they can."""
    client = DockerClient()
    try:
        client.ping()
    except SandboxError as error:
        return str(error)
    finally:
        client.close()
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let be asked for what takes minutes."""
    parser.addoption("--torch", action="store_true", help="also run what needs the image with torch")
    parser.addoption("--thorough", action="store_true", help="also prove problems with mutants")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes unless it is asked for."""
    unasked = [name for name in ("torch", "thorough") if not config.getoption(f"--{name}")]
    left_out = [item for item in items if any(item.get_closest_marker(name) is not None for name in unasked)]
    if left_out:
        items[:] = [item for item in items if item not in frozenset(left_out)]
        config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs Docker where there is none, saying how to get it; with CI=true it fails."""
    if item.get_closest_marker("docker") is None or (reason := why_no_engine()) is None:
        return
    if _IN_CI:
        pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
    pytest.skip(f"needs Docker (`prebrief doctor --fix`): {reason}")


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[DockerEngine]:
    """Lend one connection to the Docker engine, as graders have it, to all tests of a session."""
    engine = DockerEngine()
    yield engine
    engine.close()
