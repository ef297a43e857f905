"""Supply: who is supplied where, under which contract, through which meter, and how much."""
