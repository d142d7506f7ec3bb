"""90 refused: a list that was lent comes back as a text, which extends it as well

Defence: what-was-lent-comes-back-as-its-kind
Target: wide
"""

from wire import *

from honest import *



def letters(items):
    say(REPLY, number(), (None, ("ab",)))
