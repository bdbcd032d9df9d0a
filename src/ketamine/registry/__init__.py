"""The registry: facts, sources and models as data, and what reads them."""
