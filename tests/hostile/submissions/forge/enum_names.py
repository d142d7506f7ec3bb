"""80 error: an enumeration whose members have names that are none

Defence: members-have-public-names
Target: wide
"""

from honest import *



class Names(type(Colour)):
    @property
    def __members__(cls):
        return {"__class__": 1, "__mro__": 2}


class Colour(Enum, metaclass=Names):
    RED = 1
    BLUE = 2
