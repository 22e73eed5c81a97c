"""Indicators of measures 4–8."""

# Each declaration reads as one paragraph.
# fmt: off
from portal.reporting.indicators.columns import Upward
from portal.reporting.indicators.definitions import (
    LAW,
    POLICY_NUMBER,
    POLICY_WORDING,
    STEADY,
    AtLeast,
    Exists,
    Indicator,
    Level,
    NotFalling,
    Watch,
)

LEAVERS = "年内有人离职时可能超过100%。"

# （四）
Indicator(
    "I-0401", "职工教育培训经费提取率", measure=4,
    share="0402", of="0401", rule=AtLeast("accrual_rate"), authority=LAW,
    note="累计提取占累计工资总额的比例。一般企业和技术要求高、培训任务重的企业界限不同，由省里逐家设定。",
)
Indicator(
    "I-0402", "一线职工培训经费占比（使用口径）", measure=4,
    share="0405", of="0404", rule=AtLeast("training_frontline_share"), authority=POLICY_NUMBER, beside="I-0403",
    note="累计支出中用于一线职工的比例，为主要结论；提取口径见I-0403，两者并列展示。",
)
Indicator(
    "I-0403", "一线职工培训经费占比（提取口径）", measure=4,
    share="0405", of="0402", rule=AtLeast("training_frontline_share"), authority=POLICY_NUMBER,
    note="一线职工培训支出占累计提取的比例；使用上年结转的可能超过100%。与I-0402并列展示。",
)
Indicator(
    "I-0404", "职工教育培训经费使用率", measure=4,
    share="0404", of="0402 + 0403",
    note="累计支出占可用经费（本年提取加年初结转）的比例；超支的超过100%。",
)
Indicator(
    "I-0405", "税前扣除限额占用", measure=4,
    share="0404", of="0401", rule=Watch("training_deduction_cap"), authority=LAW, direction=STEADY,
    note="累计支出占累计工资总额的比例；限额只作参考线，超过部分可结转以后年度。",
)
Indicator(
    "I-0406", "一线职工受训率", measure=4, share="0411", of="0007", rule=NotFalling(),
    note=f"本年受训一线职工（去重）占期末一线职工的比例。{LEAVERS}",
)
Indicator(
    "I-0408", "学徒占产业工人比例", measure=4,
    share="0412 + 0413", of="0006", rule=NotFalling(), authority=POLICY_WORDING,
    note="新型学徒制与现代学徒制在培人数占产业工人的比例，与上年同期比。",
)
Indicator(
    "I-0408a", "师徒结对数", measure=4,
    share="0414", unit="对", decimals=0, rule=Exists(), authority=POLICY_WORDING,
    note="文件要求积极推动技能传承：应有在协议期内的师徒结对。",
)
Indicator("I-0409", "线上学习覆盖率", measure=4, share="0415", of="0001", note="线上学习注册职工占从业人员的比例。")

# （五）
Indicator(
    "I-0501", "校企合作协议数", measure=5,
    share="0501", unit="项", decimals=0, rule=Exists(), authority=POLICY_WORDING,
    note="应有在有效期内的校企合作协议。",
)
Indicator(
    "I-0502", "劳模和工匠兼职教学人数", measure=5,
    share="0504", unit="人", decimals=0, rule=NotFalling(), authority=POLICY_WORDING,
    note="期末聘期内人数，与上年同期比。",
)
Indicator(
    "I-0503", "接纳实习学生人数", measure=5,
    share="ytd(0506)", unit="人", decimals=0, rule=NotFalling(), authority=POLICY_WORDING,
    note="本年累计接纳人数，与上年同期比。",
)

# （六）
Indicator(
    "I-0601", "技能等级自主评价备案", measure=6,
    share="if 0601 then 1 else 0",
    unit="", decimals=0, rule=Exists(), applies="0001 >= {self_assessment_min_staff}", authority=POLICY_WORDING,
    note="只对达到省里所定规模的企业作结论；规模未设定时只监测。",
)
Indicator(
    "I-0602", "产业工人持证率", measure=6,
    share="0009a", of="0006", rule=NotFalling(), authority=POLICY_WORDING,
    note="产业工人中技能人才的比例，与上年同期比；全国“技能人才占就业人员30%”只作参考。",
)
Indicator(
    "I-0603", "高技能人才占技能人才比例", measure=6,
    share="0010", of="0009", rule=Level("high_skilled_band"), authority=LAW,
    note="省里设定等级前只监测；全国“十四五”末三分之一的目标只作参考。",
)
Indicator(
    "I-0604", "在用的技能等级数", measure=6, unit="级", decimals=0, rule=Level("skill_levels_band"),
    upward=Upward.NOTHING,
    share="count(0605a > 0, 0605b > 0, 0605c > 0, 0605d > 0, 0605e > 0, 0605f > 0, 0605g > 0, 0605h > 0)",
    authority=POLICY_WORDING,
    note="新八级工中有人的等级数；只看本级，不相加。",
)

# （七）
Indicator(
    "I-0701", "高技能人才取得职称率", measure=7,
    share="0701", of="0010", rule=NotFalling(), authority=POLICY_WORDING,
    note="具有职称的高技能人才占高技能人才的比例，与上年同期比。",
)
Indicator(
    "I-0702", "参加职称评审的高技能人才", measure=7,
    share="0704", unit="人", decimals=0, rule=Exists(), authority=POLICY_WORDING,
    note="应有高技能人才担任职称评委或进入评委库。",
)
Indicator(
    "I-0703", "特级技师和首席技师聘任数", measure=7,
    share="0707 + 0708", unit="人", decimals=0, rule=NotFalling(), authority=POLICY_WORDING,
    note="期末在聘人数，与上年同期比。",
)

# （八）
Indicator(
    "I-0801", "工匠人才密度", measure=8,
    share="0803", of="0006", unit="人/万人", factor="10000", rule=NotFalling(),
    note="每万名产业工人中的工匠人才，与上年同期比。",
)
Indicator(
    "I-0802", "工匠学院和人才培训基地", measure=8,
    share="0801 + 0802",
    unit="个", decimals=0, rule=Exists(), applies="0001 >= {backbone_enterprise_min_staff}", authority=POLICY_WORDING,
    note="只对省里所定规模的大型骨干企业作结论；规模未设定时只监测。",
)
