"""failed: an exception whose notes are a number, so that whoever reads them fails

Defence: private-attributes-stay-as-they-are
"""

import time

from wire import *

from honest import *



def scale(values, by):
    held = {"__notes__": 5, "__traceback__": 5, "__class__": 5, "_wall_text": 5, "__cause__": 5}
    described = ((("std", "builtins", "ValueError"),), ("x",), held, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    time.sleep(30)
