"""Near-identical texts are found exactly, without comparing each with each."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from portal.reporting.similarity import FEW, near_copies, pieces, similarity

TEXT = "本季在三个车间组织宣讲活动，结合岗位实际开展学习，职工参与面进一步扩大，形成经验材料两篇。"


def copies(texts: dict[int, str]) -> set[int]:
    return near_copies(texts, texts, 0.9)


def test_punctuation_and_spaces_do_not_hide_a_copy() -> None:
    assert copies({1: TEXT, 2: TEXT.replace("，", "、 ")}) == {1, 2}


def test_one_changed_word_in_a_long_text_is_still_a_copy() -> None:
    long = "".join(f"第{n}项工作由车间{n * 7}负责落实" for n in range(40))
    assert copies({1: long, 2: long.replace("车间0", "班组零", 1)}) == {1, 2}


def test_different_texts_and_empty_ones_are_no_copies() -> None:
    assert copies({1: TEXT, 2: "围绕安全生产开展隐患排查，整改完成率保持较高水平。", 3: "", 4: "。。"}) == set()


def test_a_text_is_no_copy_of_itself() -> None:
    assert near_copies({1: TEXT}, {1: TEXT}, 0.9) == set()
    assert near_copies({1: TEXT}, {1: "", 2: TEXT}, 0.9) == {1}


def test_many_texts_are_treated_like_few() -> None:
    many = {n: f"第{n}车间第{n * 13}号项目" * 3 for n in range(FEW + 5)}
    assert copies(many | {97: TEXT, 98: TEXT + "完", 99: TEXT + "毕"}) == {97, 98, 99}


TEXTS = st.dictionaries(st.integers(0, 12), st.text("甲乙丙丁", max_size=12), max_size=8)


@given(TEXTS, TEXTS, st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_finds_exactly_what_comparing_each_with_each_finds(
    asked: dict[int, str], among: dict[int, str], least: float
) -> None:
    expected = {
        key
        for (key, text), (other, second) in product(asked.items(), among.items())
        if key != other and similarity(pieces(text), pieces(second)) >= least
    }
    assert near_copies(asked, among, least) == expected
