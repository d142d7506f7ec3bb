"""0 crashed: os._exit(0) at import

Defence: a-guest-that-is-gone-has-crashed
"""

import os

os._exit(0)
