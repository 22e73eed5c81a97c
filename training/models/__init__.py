"""Section two of the policy: how skills are formed (measures 4–8)."""

from .skills import SkillsReturn

__all__ = ["SkillsReturn"]
