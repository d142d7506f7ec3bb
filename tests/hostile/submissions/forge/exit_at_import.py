"""0 error: sys.exit(0) at import

Defence: an-import-that-fails-is-told
"""

import sys

sys.exit(0)
