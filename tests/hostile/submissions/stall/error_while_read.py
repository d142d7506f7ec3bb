"""90 error: while a test file is read, raises an error that takes long to be put into words

Defence: errors-in-tracebacks-are-told-shortly
Target: values
"""

import numpy as np

from honest import *


class Raises(type):
    @property
    def __members__(cls):
        raise ValueError([np.zeros(5)] * 40_000)


class Kind(metaclass=Raises):
    RED = 1
    BLUE = 2
