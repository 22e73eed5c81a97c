"""What counts as an explanation: ten characters of one's own beside listed phrases and the words of the rule."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.reporting.boilerplate import ITEM_CODE, own_words, problem_with_text
from portal.reporting.checking import rule_texts
from portal.reporting.formula import printed
from portal.reporting.rules import Rule, declared
from portal.reporting.schema import Schema

LISTED = ("属实", "同上", "情况属实", "数据无误", "无", "正常", "特此说明", "经核对")
SOFT = [rule for rule in declared() if not rule.hard]
REASONS = (
    "七月与宝鸡分厂合并划入所致",
    "因停产检修改到四季度补办",
    "三车间 24 人年底才能取证",
    "设备大修两个月，轮训推迟",
    "新签劳务合同 130 人尚未办结手续",
    "凭证号记字 118 号，系上级专项补助",
)


@dataclass
class Met:
    """What a message says of a rule with its values."""

    sentence: str
    expected: str
    received: str


def rule(code: str) -> Rule:
    return next(each for each in SOFT if each.code == code)


def texts(of: Rule, met: Any = None) -> tuple[str, ...]:
    return rule_texts(of, Schema.current(), met)


def problem(code: str, text: str, met: Any = None) -> str:
    return problem_with_text(text, *texts(rule(code), met), listed=LISTED)


S05 = Met(
    "0405（一线职工培训支出） 55.00 万元 ÷ 0404（职工教育培训经费累计支出） 100.00 万元（＝55.00%）应不小于 60.00%",
    "0405（一线职工培训支出） ÷ 0404（职工教育培训经费累计支出） 不小于 60.00%",
    "55.00%",
)


@pytest.mark.parametrize(
    "text",
    [
        "属实，一线职工培训支出占比未达规定",
        "0405 / 0404 >= 60%，一线职工培训支出占比未达规定",
        "0405÷0404＝55%，不小于60%，一线职工培训支出占比未达规定，特此说明",
        "０４０５（一线职工培训支出）55.00 万元 ÷ 0404（职工教育培训经费累计支出）100.00万元，属实",
        "请写明年内达到的安排；分摊漏计的请更正0405。",
        "一线职工培训支出，职工教育培训经费累计支出",
        "一线职工培训支出占比未达规定哈哈哈哈哈哈哈哈哈哈",
        "数据无误，数据无误，占比未达规定，情况属实，同上，无",
        "一线职工 培训支出 占比 未达规定 写明年内 达到的安排",
        "职工教育培训经费累计支出一线职工培训支出未达规定",
    ],
)
def test_phrases_and_the_rules_own_words_in_any_mixture_are_no_explanation(text: str) -> None:
    assert "套话" in problem("S05", text, S05)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("S05", "一线职工培训支出占比低，因管理岗取证班集中在三季度，四季度安排一线轮训三期"),
        ("S05", "四季度安排一线轮训三期，预计支出二十万元，全年可达六成"),
        ("S05", "0405 偏低：一线轮训改在 11 月办，已列支出 12 万元"),
        ("H16", "因本年有 12 人离职而多出，其中退休 5 人"),
        ("H18", "上级专项补助弥补超支部分，涉及 38 万元"),
        ("S02a", "从业人员由 441 人增至 490 人，系吸收合并西安分公司"),
        ("S02b", "产业工人减少，原因是劳务派遣合同到期未续"),
        ("S11a", "产业工人入会率低于80%，新招劳务工 35 人尚未入会，11 月集中办理"),
        ("S20", "培训费按合同整万元结算，共三笔，合同号 2026-17"),
        ("S24", "使用集团统一文字，本单位无单独案例可写"),
        ("S29", "财务系统停机三天，恢复后于次日报出"),
        ("S31", "本级就有两千多人，下属只有三家小公司"),
        ("H27a", "特级技师聘文九月下发，入级手续正在办理"),
    ],
)
def test_a_reason_in_ones_own_words_counts_though_it_names_items(code: str, text: str) -> None:
    assert problem(code, text) == ""


def test_the_message_says_how_much_is_missing() -> None:
    said = problem("S05", "属实，一线职工培训支出占比未达规定，详见附件")
    assert "自己的话至少 10 个字" in said and "只有 4 个字" in said and "怎样改" in said


@st.composite
def said_anyway(draw: Any) -> tuple[Rule, str]:
    """A soft rule and a text put together of nothing but phrases, its own clauses, names, codes and signs."""
    of = draw(st.sampled_from(SOFT))
    pieces = [*LISTED, *texts(of), printed(of.formula), *ITEM_CODE.findall(of.formula)]
    chosen = draw(st.lists(st.sampled_from([piece for piece in pieces if piece]), min_size=1, max_size=6))
    return of, draw(st.sampled_from(["，", "。", " ", "；", "的，", " >= "])).join(chosen)


@settings(max_examples=300, deadline=None)
@given(said_anyway())
def test_nothing_put_together_of_the_rules_text_explains_it(case: tuple[Rule, str]) -> None:
    of, text = case
    assert problem_with_text(text, *texts(of), listed=LISTED)


@st.composite
def named_and_reasoned(draw: Any) -> tuple[Rule, str]:
    """A soft rule and a reason of the person's own, beside names and a clause of the rule."""
    of, reason = draw(st.sampled_from(SOFT)), draw(st.sampled_from(REASONS))
    opening = draw(st.sampled_from([*texts(of), "", *LISTED]))
    return of, draw(st.sampled_from([f"{opening}，{reason}", f"{reason}。{opening}", f"{opening}{reason}"]))


@settings(max_examples=300, deadline=None)
@given(named_and_reasoned())
def test_an_own_reason_counts_whatever_stands_beside_it(case: tuple[Rule, str]) -> None:
    of, text = case
    assert problem_with_text(text, *texts(of), listed=LISTED) == ""


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_is_judged_and_rules_leave_no_more_than_there_was(text: str, rules: list[str]) -> None:
    own = own_words(text, LISTED, rules)
    assert len(own) <= len(unicodedata.normalize("NFKC", text))
    assert own_words(text, LISTED, [*rules, text]) == "" or len(text) > len(own)
