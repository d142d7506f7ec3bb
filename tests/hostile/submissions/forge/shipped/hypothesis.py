def given(*_, **__):
    return lambda function: lambda: None
