"""Narrative items: what a unit did, in its own words and figures, so that no two read alike."""

from __future__ import annotations

from portal.demo.history import UnitHistory

OPENINGS = (
    "{name}把产改任务列入{year}年重点工作，由分管领导按月调度，",
    "本季{name}工会会同人力、财务等部门召开推进会，明确牵头人和完成时限，",
    "{name}结合{teams}个班组的生产特点，采取“一班组一清单”的办法，",
    "围绕检修和交付任务，{name}把工作重心放到一线，",
)
PARTS = {
    "0111": (
        "在一线发展党员{0105}名，{0106}个班组有了党员，",
        "设党员示范岗{0107b}个、责任区{0107a}个，",
        "入会率同步提高，会员达{0013}人。",
    ),
    "0208": (
        "组织宣讲{0201}场、{0202}人次参加，其中{0203}场办到车间班组，",
        "阅读活动{0204}场，",
        "职工书屋{0205}个常态开放。",
    ),
    "0419": ("举办培训班{0407}期、{0408}人次，", "一线职工占{0409}人次，", "师徒结对{0414}对，线上注册{0415}人。"),
    "1010": ("工作室开展课题{1003}项、形成成果{1004}项，", "带徒{1005}人，", "把成果用到班组岗位上。"),
    "1705": ("把产改写入考核办法，党委专题研究{1501}次，", "覆盖所属单位{1704n}家，", "考核结果与评先评优挂钩。"),
}
CLOSINGS = (
    "下季度将补齐短板并总结经验。",
    "存在的问题已列入整改台账，逐项销号。",
    "做法在集团内部作了交流。",
    "员工反映效果较好，将坚持下去。",
)


def fill(h: UnitHistory) -> None:
    """About one unit in three writes; each picks its own turns of phrase."""
    for code, parts in PARTS.items():
        if h.rng.random() < 0.3:
            h.now[code] = _text(h, parts)


def _text(h: UnitHistory, parts: tuple[str, ...]) -> str:
    known = {code: value for code, value in h.now.items() if code[:1].isdigit()}
    words = [h.rng.choice(OPENINGS), *h.rng.sample(parts, len(parts)), h.rng.choice(CLOSINGS)]
    text = "".join(words)
    for code, value in known.items():
        text = text.replace("{" + code + "}", str(value))
    return text.format(name=h.profile.name, year=h.year, teams=h["0011"])
