"""100: an object that says where its numbers lie, for numpy to read them in the judge

Defence: private-names-never-cross, only-members-of-the-interface
Target: wide
"""

from honest import *


class Ring(Ring):
    __array_interface__ = {"shape": (1,), "typestr": "<i8", "data": (8, True), "version": 3}
