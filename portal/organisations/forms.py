"""Form fields and forms about units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from portal.organisations.models import Area, ChangeKind, Line, Unit, UnitKind
from portal.organisations.reference import reporting_area_of
from portal.ui.words import WordsField


class UnitField(forms.CharField):
    """A unit typed as its org code, credit code or full name. Gives the Unit; looks in the active scope only.

    A list of 3,000 units is no choice, and typing works without script.
    """

    default_error_messages = {"required": "应有：单位代码或全称。收到：空白。怎样改：填写单位代码。"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("help_text", "填单位代码、统一社会信用代码或单位全称")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        return find_unit(text) if text else None


def find_unit(text: str) -> Unit:
    """The one unit with this code or name; raises ValidationError naming similar ones."""
    for key in ("code", "uscc", "union_uscc", "name"):
        found = list(Unit.objects.filter(**{key: text})[:2])
        if len(found) == 1:
            return found[0]
    near = [f"{unit.code} {unit.name}" for unit in Unit.objects.search(text).official()[:3]]
    hint = f"从相近的单位中选：{'；'.join(near)}。" if near else "到“单位”页查到代码后再填。"
    raise ValidationError(f"应有：一个单位的代码或全称。收到：{text}。怎样改：{hint}", code="unit_unknown")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class UnitFilter(forms.Form):
    """What the list of units is narrowed to; `above` with `line` means everything below that unit on that line."""

    q = forms.CharField(label="名称、代码或拼音首字母", required=False, max_length=60)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitKind.choices])
    area = forms.ChoiceField(label="报送区", required=False)
    above = UnitField(label="隶属于", required=False, help_text="")
    line = forms.ChoiceField(label="关系", required=False, choices=Line.choices)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "存续"), ("closed", "已撤销"), ("all", "全部")]
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "全部"), *areas]  # type: ignore[attr-defined]

    def narrow(self, units: Any) -> Any:
        """The units the filters leave; wrong filter values leave all."""
        chosen = self.cleaned_data if self.is_valid() else {}
        units = units.search(chosen.get("q", ""))
        if chosen.get("kind"):
            units = units.filter(kind=chosen["kind"])
        if chosen.get("area"):
            units = units.filter(reporting_area=chosen["area"])
        if chosen.get("above"):
            units = units.below(chosen["above"], chosen.get("line") or Line.REPORTING)
        return self._by_state(units, chosen.get("state", ""))

    def _by_state(self, units: Any, state: str) -> Any:
        today = timezone.localdate()
        if state == "closed":
            return units.filter(closed_on__lte=today)
        return units if state == "all" else units.exclude(closed_on__lte=today)


class ActForm(forms.Form):
    """What every act has: its day and its reason."""

    kind: ChangeKind
    on = forms.DateField(label="生效日期", widget=DateInput(), help_text="从这一天起按新关系；可以填将来的日期")
    reason = WordsField(
        label="原因", max_length=400, widget=forms.Textarea(attrs={"rows": 2}), help_text="写明依据，如文号或会议决定"
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("prefix", self.kind.value)
        super().__init__(*args, **kwargs)


class MoveForm(ActForm):
    kind = ChangeKind.MOVE
    line = forms.ChoiceField(label="关系", choices=Line.choices)
    parent = UnitField(label="新上级", required=False, help_text="单位代码或全称；属地、产业、国资关系留空即退出")
    field_order = ("line", "parent", "on", "reason")


class MergeForm(ActForm):
    kind = ChangeKind.MERGE
    into = UnitField(label="并入单位")
    field_order = ("into", "on", "reason")


class CloseForm(ActForm):
    kind = ChangeKind.CLOSE


class AreaField(forms.ModelChoiceField):
    """An area by code, shown with its city."""

    def label_from_instance(self, area: Area) -> str:
        return " ".join(part for part in (area.code, area.parent and area.parent.name, area.name) if part)


# A code stands in addresses beside words of the portal's own, so it holds a digit and nothing an address would split.
validate_code = RegexValidator(
    r"^(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z-]*\Z",
    "应有：数字、字母、横线，至少一位数字。怎样改：如 600103，不用空格、斜杠和其他符号。",
)


def validate_visible(text: str) -> None:
    """Raise ValidationError for characters nobody sees: they hide or turn around what stands on a page or in Excel."""
    if not text.isprintable():
        raise ValidationError("应有：看得见的文字。收到：含有控制字符。怎样改：删去后重新键入，不从其他文件粘贴。")


class UnitFields(forms.ModelForm):
    """The data of a new unit; the area decides in which 市（区） it reports."""

    area = AreaField(queryset=None, label="行政区划")

    class Meta:
        model = Unit
        fields: tuple[str, ...] = (
            "code", "name", "short_name", "uscc", "union_uscc", "area",
            "industry", "economic_type", "regulator", "sort_order", "is_due",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "unit")
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(validate_code)
        for name in ("name", "short_name", "regulator"):
            self.fields[name].validators.append(validate_visible)
        in_force = Area.objects.filter(retired_on=None).select_related("parent")
        self.fields["area"].queryset = in_force.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if area := given.get("area"):
            self.instance.reporting_area = reporting_area_of(area.code)
        return given


class SplitForm(ActForm):
    """The children to hand over; the new unit's data are a `UnitFields` beside it."""

    kind = ChangeKind.SPLIT
    children = forms.MultipleChoiceField(label="划给新单位的下属", required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("children", "on", "reason")

    def __init__(self, *args: Any, unit: Unit, below: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        self.below = {str(child.pk): child for child in below}
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (pk, f"{child.code} {child.name}") for pk, child in self.below.items()
        ]

    def clean_children(self) -> list[Unit]:
        return [self.below[pk] for pk in self.cleaned_data["children"]]


class OpenForm(ActForm):
    """Parents by line of a unit to be opened; its data are a `UnitFields` with its kind beside it."""

    kind = ChangeKind.OPEN
    reporting = UnitField(label="报送上级")
    territory = UnitField(label="属地工会", required=False)
    industry = UnitField(label="产业工会", required=False)
    sasac = UnitField(label="国资监管", required=False)
    field_order = ("reporting", "territory", "industry", "sasac", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, unit=Unit(), **kwargs)

    @property
    def parents(self) -> dict[str, Unit]:
        """Line → parent, of the lines filled in."""
        return {line: self.cleaned_data[line] for line in Line.values if self.cleaned_data.get(line)}


class NewUnitFields(UnitFields):
    class Meta(UnitFields.Meta):
        fields = ("kind", *UnitFields.Meta.fields, "is_observer")


class WaiverForm(forms.Form):
    """Waive a unit's checker, or take the waiver back (`rulings.md` 21)."""

    waived = forms.BooleanField(label="免设审核人", required=False, help_text="报表由填表人直接送单位负责人签批")
    reason = WordsField(label="原因", max_length=200)
