"""60 protocol: objects of a kind that there is not

Defence: kinds-of-the-table
Target: values
"""

from sandbox.wall.guest.handles import Handles

from honest import *

describe = Handles.describe


def lying(self, obj):
    number, label, home, names = describe(self, obj)
    return number, "frame", home, names


Handles.describe = lying
