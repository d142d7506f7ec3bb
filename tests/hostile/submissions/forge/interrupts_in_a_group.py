"""failed: raises what would end a process or a test, in a group of errors

Defence: only-what-passed-earns
"""

from honest import *


def total(numbers, note=""):
    raise BaseExceptionGroup("all at once", [KeyboardInterrupt(), GeneratorExit(), SystemExit(0), StopIteration()])
