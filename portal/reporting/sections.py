"""What the four section apps have in common as Django apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.policy.models import Measure


class SectionConfig(AppConfig):
    """AppConfig of a section of the policy document.

    ``section`` is the section's number in the document. Its title and its measures are read from the policy
    app, where a second document can be loaded; nothing of them is typed in a section app.
    """

    section: int

    @property
    def measures(self) -> QuerySet[Measure]:
        """Measures this app answers for, of every document, in the document's order."""
        from portal.policy.models import Measure

        return Measure.objects.filter(section__app_label=self.label).order_by("document", "number")
