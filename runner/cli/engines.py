"""Which engine a command runs code on: asked for by name, or what there is; the local one never by surprise."""

from collections.abc import Iterator
from contextlib import contextmanager

from runner.cli.console import note
from runner.model import BadInput
from sandbox.engine import Engine
from sandbox.errors import EngineUnavailable

ENGINES = ("docker", "local")
BANNER = "NOT ISOLATED: the code runs on this machine as you, and can do what you can."


def choose_engine(name: str | None = None, *, trusted: bool = False) -> Engine:
    """Return an engine that answers; whoever calls closes it.

    Without a name it is Docker, and where that does not answer, the local engine for code that is `trusted`. Raises
    BadInput for another name, and EngineUnavailable with the remedy where Docker is needed and does not answer.
    """
    match name:
        case "docker":
            return _docker()
        case "local":
            return _local()
        case None | "":
            try:
                return _docker()
            except EngineUnavailable:
                if not trusted:
                    raise
                return _local()
        case _:
            raise BadInput(f"there is no engine {name[:60]!r}; there are: {', '.join(ENGINES)}")


@contextmanager
def lent_engine(name: str | None = None, *, trusted: bool = False) -> Iterator[Engine]:
    """Lend the chosen engine, with a banner on stderr where it does not isolate, and close it afterwards."""
    engine = choose_engine(name, trusted=trusted)
    try:
        if not engine.isolated:
            note(BANNER, style="bold red")
        yield engine
    finally:
        engine.close()


def _docker() -> Engine:
    from sandbox.docker import DockerEngine

    return DockerEngine(say=note)


def _local() -> Engine:
    from sandbox.local import LocalEngine

    return LocalEngine()
