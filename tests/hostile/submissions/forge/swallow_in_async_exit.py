"""90 failed: a class whose asynchronous exit swallows the failed assertion

Defence: an-exit-swallows-no-assertion
Target: wide
"""

from honest import *



class AsyncGuard:
    async def __aenter__(self):
        return -1

    async def __aexit__(self, kind, error, trace):
        return True
