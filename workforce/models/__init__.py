"""Section one of the policy: who the workers are, and their political standing (measures 1–3)."""

from .basics import BasicsReturn
from .political import PoliticalReturn

__all__ = ["BasicsReturn", "PoliticalReturn"]
