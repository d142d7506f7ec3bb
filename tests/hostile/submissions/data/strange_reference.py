"""protocol: a reference to a module of the judge

Defence: references-of-known-kinds
"""

from wire import *

from honest import *


def scale(values, by):
    answer(whole(Ref("module", "os")))
