"""Outside systems: one package for each, and the only place where client libraries for the network are imported."""
