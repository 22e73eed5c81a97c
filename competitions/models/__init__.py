"""Section three of the policy: the workers as the main force (measures 9–14)."""

from .innovation import InnovationReturn

__all__ = ["InnovationReturn"]
