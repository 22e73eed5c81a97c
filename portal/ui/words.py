"""What people write in words: reasons, questions, answers, explanations."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

# Controls, format characters (zero-width spaces, direction marks) and halves of a pair; line ends and tabs stay.
UNSEEN = frozenset({"Cc", "Cf", "Cs"})
KEPT = frozenset("\t\n\r")
# Letters and signs by their class, blank on the screen.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def seen(text: str) -> str:
    """A text without what nobody sees, trimmed: its length is measured by this, and this is kept."""
    return "".join(
        sign for sign in text if sign in KEPT or (sign not in BLANK and unicodedata.category(sign) not in UNSEEN)
    ).strip()


class WordsField(forms.CharField):
    """A field for words; four zero-width spaces are blank."""

    def to_python(self, value: Any) -> Any:
        return seen(super().to_python(value) or "") or self.empty_value
