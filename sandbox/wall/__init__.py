"""The wall: typed values over one Unix socket, with the judge on one side and the submission on the other."""
