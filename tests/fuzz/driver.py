"""The process that fuzzes one target: `python -m tests.fuzz.driver TARGET [libFuzzer's options and folders]`.

atheris is imported here and nowhere else. Only the target's own modules are instrumented, before anything imports them.
"""

from __future__ import annotations

import random
import shlex
import sys
import warnings

import atheris

from tests.fuzz.targets import TARGETS

_OWN_CHANGES = 2  # one input in so many is changed in the target's own way


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer's options say stop, or something comes out that must not."""
    warnings.simplefilter("ignore")  # coroutines that nobody awaited, names twice in a zip: said a million times
    target = TARGETS[arguments[1]]
    for name in target.instruments:  # what something else has imported already would not be instrumented
        if "." not in name:
            sys.modules.pop(name, None)
    with atheris.instrument_imports(include=list(target.instruments)):
        feed = target.feed
    change = target.changed

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if change is None or chance.randrange(_OWN_CHANGES):
            return bytes(atheris.Mutate(data, longest))
        return change(data, longest, chance, atheris.Mutate)

    more = {} if change is None else {"custom_mutator": mutate}
    again = f"{shlex.quote(sys.executable)} -m tests.fuzz.driver {target.name}"  # what libFuzzer gives a shell to merge
    atheris.Setup([again, *arguments[2:]], feed, **more)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
