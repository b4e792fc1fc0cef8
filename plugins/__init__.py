"""All code of the platform: `registry` is the heart; every other package is a thin layer that imports towards it."""
