"""protocol: asks for what there is not

Defence: requests-have-their-form
"""

from wire import *

from honest import *



def consult(model, question):
    print(ask(("fly", 0)))
    return "PARIS"
