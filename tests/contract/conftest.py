"""The contract tests run in the demo province (`tests/world.py`)."""

from tests.world import _at_home, world

__all__ = ["_at_home", "world"]
