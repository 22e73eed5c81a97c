"""The filters above the audit trail."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from portal.audit.actions import labels
from portal.audit.models import Result


class EventFilter(forms.Form):
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.CharField(label="人员", required=False, max_length=60)
    action = forms.ChoiceField(label="行为", required=False)
    result = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *Result.choices])
    what = forms.CharField(label="对象或单位", required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "全部"), *labels().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        for name in ("since", "until"):
            day = chosen.get(name)
            if day and not 2000 <= day.year <= 2100:
                self.add_error(name, f"应有：2000 年至 2100 年的日期。收到：{day}。怎样改：核对年份。")
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and since > until:
            self.add_error("until", f"应有：不早于 {since}。收到：{until}。怎样改：把止日改到起日之后。")
        return chosen

    def narrow(self, events: Any) -> Any:
        """The events that fit; a filter that could not be read is shown as an error and ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        conditions = {
            "time__gte": _midnight(chosen.get("since")),
            "time__lt": _midnight(chosen.get("until"), days=1),
            "action": chosen.get("action"),
            "result": chosen.get("result"),
            "user_label__icontains": chosen.get("who"),
        }
        events = events.filter(**{path: value for path, value in conditions.items() if value})
        text = chosen.get("what")
        return events.filter(Q(object_label__icontains=text) | Q(unit_label__icontains=text)) if text else events


def _midnight(day: Any, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time(0))) if day else None
