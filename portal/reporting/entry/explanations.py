"""Explanations of soft breaches: ten characters at least, no boilerplate; last quarter's may be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from portal.ui.words import seen

from .. import checking
from ..boilerplate import problem_with_text
from ..checking import Hit
from ..models import Explanation, Question, Return, ReturnVersion
from ..rules import Rule, declared
from ..schema import Schema
from .access import lock_for_edit
from .refusals import Closed, EntryRefused

LONGEST = 500


def problem(text: str, rule: Rule, version: ReturnVersion) -> str:
    """Why a text is no explanation of what a rule has against a version, in Chinese; empty when it is one."""
    if len(text) > LONGEST:
        return f"说明应不超过 {LONGEST} 字，收到 {len(text)} 字。怎样改：只写原因，详细材料作为佐证上传。"
    hit = next((each for each in checking.check(version) if each.rule == rule.code), None)
    texts = checking.rule_texts(rule, Schema.of(version.ret.period), hit)
    return problem_with_text(text, *texts)


@transaction.atomic
def save_explanation(ret_id: int, rule: str, text: str, *, actor: Any) -> Explanation | None:
    """Store the explanation of a soft rule in the working copy; a blank text takes it back.

    A text that is word for word last quarter's is marked 沿用: by saving it the person confirmed that it still
    holds. Raises EntryRefused (with the reason) or Closed.
    """
    version = working_copy(ret_id, actor)
    found = next((each for each in declared() if each.code == rule and not each.hard), None)
    if found is None:
        raise EntryRefused(f"规则 {rule} 不需要说明。怎样改：刷新页面，按页面上的提示处理。")
    _refuse_locked(version, found)
    text = seen(text)
    if not text:
        Explanation.objects.filter(version=version, rule=rule).delete()
        return None
    if why := problem(text, found, version):
        raise EntryRefused(why)
    carried = earlier(version.ret).get(rule) == text
    author = {"by_id": actor.user.pk, "by": actor.user.full_name or actor.user.username}
    return Explanation.objects.update_or_create(
        version=version, rule=rule, defaults={"text": text, "carried": carried, **author}
    )[0]


def _refuse_locked(version: ReturnVersion, rule: Rule) -> None:
    """EntryRefused where only single cells are open and the rule is about none of them."""
    if version.editable is None:
        return
    hits = [hit for hit in checking.check(version) if hit.rule == rule.code]
    cells = hits[0].codes if hits else checking.cells_of(rule, Schema.of(version.ret.period))
    if not any(version.may_edit(code) for code in cells) and (not hits or standing(version, hits)):
        raise EntryRefused(f"{rule.code} 涉及的格没有被退回，说明不能修改。怎样改：在答复中说明。")


def standing(version: ReturnVersion, hits: Iterable[Hit]) -> frozenset[str]:
    """The rules whose explanations stay as those who sent single cells back had read them.

    Open are those about a cell sent back, those that the version in question did not break, and those that are no
    good any more (a phrase was listed since), or the answer could not be sent.
    """
    closed = [hit for hit in hits if not hit.hard and not any(version.may_edit(code) for code in hit.codes)]
    if version.editable is None or not closed:
        return frozenset()
    question = Question.objects.filter(ret=version.ret_id, closed_at__isnull=True).select_related("version").first()
    read = question.version if question else version.based_on
    texts = dict(Explanation.objects.filter(version=read).values_list("rule", "text"))
    broken = texts if read is None or read.hits is None else read.hits
    return frozenset(hit.rule for hit in closed if hit.rule in broken and not _faulty(version, hit, texts))


def _faulty(version: ReturnVersion, hit: Hit, texts: Mapping[str, str]) -> bool:
    rule = next(each for each in declared() if each.code == hit.rule)
    said = checking.rule_texts(rule, Schema.of(version.ret.period), hit)
    return bool(problem_with_text(texts.get(hit.rule, ""), *said))


def earlier(ret: Return) -> dict[str, str]:
    """Last quarter's explanations by rule, to be offered."""
    if not ret.previous_id:
        return {}
    rows = Explanation.objects.filter(version__ret=ret.previous_id, version=F("version__ret__counted"))
    return dict(rows.values_list("rule", "text"))


def working_copy(ret_id: int, actor: Any) -> ReturnVersion:
    """The working copy, its return locked; Closed when nothing has been started yet."""
    ret = lock_for_edit(ret_id, actor)
    if ret.working is None:
        raise Closed("本表还没有开始填报。怎样改：先填任意一格，再写说明或上传佐证。")
    ret.working.ret = ret
    return ret.working
