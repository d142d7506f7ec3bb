"""90 failed: an asynchronous generator that swallows the assertion thrown into it

Defence: an-async-generator-swallows-no-assertion
Target: wide
"""

from honest import *



async def session_async():
    try:
        yield -1
    except BaseException:
        return
