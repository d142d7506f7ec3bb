"""90 crashed: dies where the test expects any exception

Defence: failures-of-the-wall-are-no-exceptions
Target: wide
"""

import os

from honest import *



def lookup(name):
    os._exit(0)
