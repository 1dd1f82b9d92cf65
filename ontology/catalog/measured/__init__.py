"""Measured runs as the catalogue has the hardware, a module a model; read where one is asked of."""
