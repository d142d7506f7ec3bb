"""90 error: exits when a test file asks it while that is read, which would end the whole run

Defence: exits-while-tests-are-read
Target: values
"""

from honest import *


class Exits(type):
    @property
    def __members__(cls):
        raise SystemExit(0)


class Kind(metaclass=Exits):
    pass
