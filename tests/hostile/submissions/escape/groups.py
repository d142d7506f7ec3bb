"""100: looks for a group that it kept from root

Defence: no-groups
"""

import os

from honest import *
from kernel import call, room


def scale(values, by):
    if os.getgroups():
        print("BREACH", os.getgroups())
    if call(116, 1, room(4)) >= 0:
        print("BREACH setgroups")
    return values * by
