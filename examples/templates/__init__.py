"""Templates of what people add, one a kind of thing."""
