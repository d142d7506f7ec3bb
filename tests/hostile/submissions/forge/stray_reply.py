"""80 protocol: a second reply, which waits for the next test of the file

Defence: frames-answer-something-open
Target: file
"""

from wire import *

from honest import *



def keep(tool):
    say(REPLY, number(), (10, ()))
    return 10
