"""90 protocol: a handle that is a text

Defence: handles-have-their-form
Target: wide
"""

from wire import *

from honest import *



def either(n):
    say(REPLY, number(), (Ref("handle", "Ring"), ()))
