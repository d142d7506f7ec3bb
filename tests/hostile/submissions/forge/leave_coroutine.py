"""90 failed: starts the test's tool, does not wait for it, and so never hears that its assertion failed

Defence: an-assertion-that-nobody-awaits-counts
Target: wide
"""

from honest import *



async def hand_on(tool, n):
    asyncio.create_task(tool(99))
    await asyncio.sleep(0)
    return 30
