"""Why a build could not be finished; the old site then stands as it was."""

from __future__ import annotations


class Failed(Exception):
    """The message is a plain sentence for the person who runs the build."""
