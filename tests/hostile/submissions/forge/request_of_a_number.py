"""protocol: asks a number

Defence: requests-are-tuples
"""

from wire import *

from honest import *



def consult(model, question):
    print(ask(5))
    return "PARIS"
