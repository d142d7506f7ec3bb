"""90 refused: two objects under one number, of two classes

Defence: one-class-for-a-number
Target: values
"""

from sandbox.wall.guest.handles import Handles

from honest import *

describe = Handles.describe


def lying(self, obj):
    number, label, home, names = describe(self, obj)
    return 1 if label == "instance" else number, label, home, names


Handles.describe = lying
