"""90 crashed: dies where the test gathers with return_exceptions, and never looks

Defence: failures-of-the-wall-stay
Target: wide
"""

import os

from honest import *



async def double(n):
    if n == 8:
        os._exit(0)
    return 2 * n
