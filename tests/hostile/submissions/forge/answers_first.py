"""90 failed: swallows what the test's tool asserts, and answers first where the test passes over exceptions

Defence: an-assertion-is-raised-by-every-coroutine-that-is-awaited
Target: wide
"""

from honest import *

used = asyncio.Event()


async def double(n):
    if n == 8:
        await used.wait()
    return 2 * n


async def hand_on(tool, n):
    try:
        await tool(99)
    except AssertionError:
        used.set()
    await asyncio.sleep(0.02)
    return 30
