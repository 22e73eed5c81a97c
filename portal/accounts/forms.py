"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from portal.accounts.models import Membership, User
from portal.accounts.roles import CHOICES
from portal.organisations.forms import DateInput, UnitField
from portal.organisations.models import Unit
from portal.ui.words import WordsField


class SignInForm(forms.Form):
    """Name and password. Names are kept in lower case, so 'LiLan' signs in as 'lilan'."""

    username = forms.CharField(
        label="账号",
        max_length=150,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": "请填写账号"},
    )
    password = forms.CharField(
        label="密码",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码"},
    )

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


class PasswordForm(forms.Form):
    """The present password and a new one, twice."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再填一遍新密码",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    @property
    def rules(self) -> list[str]:
        """What a password must be, for the page."""
        return password_validators_help_texts()

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("应有：现在使用的密码。收到的与它不同。怎样改：重新填写，或请安全管理员重置。")
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", "应有：与新密码相同。收到：两次不同。怎样改：两处重新填写。")
        return given


class GrantForm(forms.Form):
    """A role at a unit, since when and why."""

    unit = UnitField(label="单位")
    role = forms.ChoiceField(label="角色", choices=CHOICES)
    reason = WordsField(label="授权原因", max_length=200, help_text="写明依据，如任职文件")
    since = forms.DateField(label="自", required=False, widget=DateInput(), help_text="不填即自今天起")


class AccountForm(forms.ModelForm):
    """A new account with its first role."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9._-]{2,39}$",
                "应有：3–40 位小写字母、数字、点、横线，以字母开头。怎样改：例如 li.lan。",
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label="电话",
        required=False,
        max_length=20,
        validators=[
            RegexValidator(r"^\+?[0-9-]{7,20}$", "应有：7–20 位数字，可带区号横线。怎样改：例如 029-87654321。")
        ],
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "phone", "email")

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


class AccountFilter(forms.Form):
    """What the list of accounts is narrowed to."""

    q = forms.CharField(label="账号、姓名或电话", required=False, max_length=60)
    unit = UnitField(label="单位", required=False, help_text="")
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *CHOICES])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("active", "启用"), ("inactive", "停用"), ("first", "待首次改密")],
    )


class ReasonForm(forms.Form):
    """A reason alone: to take a role back, to close or re-open an account."""

    reason = WordsField(
        label="原因", max_length=200, error_messages={"required": "应有：原因。收到：空白。怎样改：写明原因。"}
    )


def held_by(users: list[User]) -> dict[int, list[Membership]]:
    """User id → memberships in force, units loaded, for a page of users in one query."""
    found: dict[int, list[Membership]] = {user.pk: [] for user in users}
    rows = Membership.objects.in_force().filter(user__in=users).select_related("unit")
    for held in rows.order_by("user_id", "unit__sort_order", "role"):
        found[held.user_id].append(held)
    return found


def at_unit(unit: Unit | None, role: str) -> Any:
    """Ids of users who hold a role in force at a unit (any role, any unit when not given)."""
    rows = Membership.objects.in_force()
    if unit is not None:
        rows = rows.filter(unit=unit)
    return (rows.filter(role=role) if role else rows).values("user_id")
