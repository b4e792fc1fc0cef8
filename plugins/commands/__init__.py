"""The commands behind publish.py, one module each: they parse nothing, print, and return an exit code."""
