"""The way of a return: one table of moves, one writer of its state, and the pages around them."""
