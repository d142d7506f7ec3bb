"""protocol: two requests under one number

Defence: requests-count-up
"""

from wire import *

from honest import *



def consult(model, question):
    say(REQUEST, 5, ("call", 0, (question,), {}))
    say(REQUEST, 5, ("call", 0, (question,), {}))
    os.read(CONNECTION, 65536)
    return "PARIS"
