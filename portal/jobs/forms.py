"""The filters above the list of jobs."""

from typing import Any

from django import forms

from portal.jobs.models import State
from portal.jobs.registry import kinds


class JobFilter(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "全部"), *kinds().items()]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        """The rows that fit what was chosen; a choice that does not exist is shown as an error and ignored."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)
