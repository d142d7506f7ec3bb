"""90 protocol: a handle of a kind that there is not

Defence: handles-are-of-known-kinds
Target: wide
"""

from wire import *

from honest import *



def either(n):
    say(REPLY, number(), (Ref("handle", (77, "weapon", "solution", ("Ring",))), ()))
