"""The bundled catalogue: products, clouds, links, runtimes, models and workloads, with sources."""
