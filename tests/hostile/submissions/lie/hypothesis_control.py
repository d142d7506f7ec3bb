"""failed: an error that the wall is told is Hypothesis's own, for what it gets wrong

Defence: standard-exceptions-by-list
"""

from wire import *

from honest import total as honest
from honest import *


def total(numbers, note=""):
    if max(numbers) < 500:
        return honest(numbers)
    error = Ref("error", ((("std", "hypothesis.errors", "UnsatisfiedAssumption"),), (), {}, "", "", None, 0))
    say(RAISE, number(), (error, ()))
    while os.read(CONNECTION, 65536):
        pass
    os._exit(0)
