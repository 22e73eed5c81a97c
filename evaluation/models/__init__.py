"""Section four of the policy: guarantees and incentives (measures 15–18)."""

from .mechanism import MechanismReturn

__all__ = ["MechanismReturn"]
