"""Makes `tests/` importable, so that tests of every folder share `factory` and `strategies`."""
