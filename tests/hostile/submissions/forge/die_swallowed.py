"""90 crashed: dies where the test gathers with return_exceptions, and never looks

Defence: failures-of-the-wall-stay
Target: wide
"""

import os

from honest import *



called = asyncio.Event()


async def double(n):
    if n == 8:
        await called.wait()
        await asyncio.sleep(0.05)
        os._exit(0)
    return 2 * n


async def hand_on(tool, n):
    called.set()
    return await tool(n)
