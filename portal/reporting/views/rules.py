"""The rules in words, and the list of phrases that do not count as an explanation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal import audit
from portal.accounts.guards import needs

from .. import periods
from ..bindings import Bindings
from ..formula import parse, printed, say
from ..models import BoilerplatePhrase
from ..rules import Check, Rule, declared
from ..schema import Schema
from .asking import actor_of


class PhraseForm(forms.ModelForm):
    class Meta:
        model = BoilerplatePhrase
        fields = ("text",)
        labels = {"text": "添加一句套话"}


@require_safe
@needs("period.view")
def list_rules(request: HttpRequest) -> HttpResponse:
    """Every rule as a sentence, with its bounds as they are in force for the current period."""
    return _page(request, PhraseForm())


def _page(request: HttpRequest, form: PhraseForm, status: int = 200) -> HttpResponse:
    period = periods.current()
    schema = Schema.of(period) if period else Schema.current()
    bindings = Bindings.on(period.ends_on if period else timezone.localdate())
    context = {
        "rules": [_in_words(rule, bindings, schema) for rule in declared()],
        "phrases": BoilerplatePhrase.objects.all(),
        "form": form,
        "may_edit": actor_of(request).can("rule.edit"),
        "period": period,
    }
    return render(request, "reporting/rules/list.html", context, status=status)


def _in_words(rule: Rule, bindings: Bindings, schema: Schema) -> dict[str, Any]:
    formula, when = (rule.formula, "") if isinstance(rule, Check) else bindings.rule(rule)
    if isinstance(rule, Check):
        sentence = rule.formula
    elif formula is None:
        sentence = "所需参数没有设定，暂不核对"
    else:
        condition = f"{say(parse(when), schema)}时：" if when else ""
        sentence = condition + say(parse(formula), schema)
    return {"rule": rule, "sentence": sentence, "formula": "" if isinstance(rule, Check) else printed(formula or "")}


@require_POST
@needs("rule.edit")
def add_phrase(request: HttpRequest) -> HttpResponse:
    form = PhraseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    actor = actor_of(request)
    with transaction.atomic():
        form.instance.added_by = actor.user.full_name
        phrase = form.save()
        audit.record("rule.phrase_add", actor=actor, obj_type="phrase", obj_id=str(phrase.pk), obj_label=phrase.text)
    messages.success(request, f"已加入“{phrase.text}”，下一次核对起不再作为说明。")
    return redirect("rule_list")


@require_POST
@needs("rule.edit")
def remove_phrase(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    with transaction.atomic():
        phrase = get_object_or_404(BoilerplatePhrase, pk=pk)
        audit.record("rule.phrase_remove", actor=actor, obj_type="phrase", obj_id=str(pk), obj_label=phrase.text)
        phrase.delete()
    messages.success(request, f"已从名单中去掉“{phrase.text}”。")
    return redirect("rule_list")
