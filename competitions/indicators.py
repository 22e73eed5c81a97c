"""Indicators of measures 9–14."""

# Each declaration reads as one paragraph.
# fmt: off
from portal.reporting.indicators.definitions import (
    DOWN,
    LAW,
    POLICY_NUMBER,
    POLICY_WORDING,
    STEADY,
    Exists,
    Full,
    Indicator,
    NotFalling,
    NotRising,
)

# （九）
Indicator(
    "I-0901", "每千名产业工人创新成果", measure=9,
    share="ytd(0903)", of="0006", unit="项/千人", factor="1000", rule=NotFalling(),
    note="本年累计“五小”成果数与期末产业工人之比，与上年同期比。",
)
Indicator(
    "I-0902", "创新成果转化率", measure=9,
    share="ytd(0907)", of="ytd(0902)", rule=NotFalling(),
    note="本年转化成果数与本年完成项目数之比；转化以前年度成果时可能超过100%。",
)
Indicator(
    "I-0903", "产业工人专利授权数", measure=9,
    share="ytd(0905)", unit="项", decimals=0, authority=POLICY_WORDING,
    note="本年累计授权数。",
)

# （十）
Indicator(
    "I-1001", "每万名产业工人创新工作室", measure=10, of="0006", unit="个/万人", factor="10000",
    share="{studio_weight_national|1} × 1001a + {studio_weight_province|1} × 1001b + {studio_weight_city|1} × "
    "1001c + {studio_weight_industry|1} × 1001d + {studio_weight_enterprise|1} × 1001e",
    rule=NotFalling(), authority=POLICY_WORDING,
    note="各级工作室按省里设定的权重折算；权重未设定时各级同等计数，只监测。",
)
Indicator(
    "I-1002", "参加创新工作室联盟数", measure=10,
    share="1006", unit="个", decimals=0, authority=POLICY_WORDING,
    note="文件为“探索创建”，有则加分，没有不扣分，因此只监测。",
)

# （十一）
Indicator(
    "I-1101", "主要工种竞赛覆盖率", measure=11,
    share="1102", of="1101", rule=Full("main_trade_coverage"), authority=POLICY_NUMBER,
    note="本年已开展竞赛的主要工种占主要工种目录的比例，年底应全覆盖；没有目录的不适用。",
)
Indicator(
    "I-1102", "产业工人人均参加技能竞赛次数", measure=11,
    share="ytd(1104)", of="0006", unit="次/人", rule=NotFalling(),
    note="本年累计参赛人次与期末产业工人之比，是人均次数，不是参赛率。",
)
Indicator(
    "I-1103", "以赛晋级人数", measure=11,
    share="ytd(1107)", unit="人次", decimals=0, authority=POLICY_WORDING,
    note="本年累计因竞赛名次直接晋级的人次。",
)

# （十二）
Indicator(
    "I-1201", "职工人均参加劳动竞赛次数", measure=12,
    share="ytd(1202)", of="0002", unit="次/人", rule=NotFalling(),
    note="本年累计参赛人次与期末职工之比，是人均次数，不是参与率。",
)
Indicator(
    "I-1202", "重点和战新产业竞赛项目占比", measure=12,
    share="ytd(1204)", of="ytd(1201)", authority=POLICY_WORDING,
    note="本年累计重点产业和战略性新兴产业竞赛项目占全部劳动竞赛项目的比例。",
)
Indicator(
    "I-1203", "劳动竞赛奖励强度", measure=12,
    share="ytd(1207)", of="ytd(1202)", unit="元/人次", factor="10000", rule=NotFalling(), authority=POLICY_WORDING,
    note="本年累计奖励支出与累计参赛人次之比，由万元折算为元。",
)

# （十三）
Indicator(
    "I-1301", "班组创先争优参与率", measure=13,
    share="1301", of="0011", rule=NotFalling(), authority=POLICY_WORDING,
    note="参加创先争优竞赛的班组占全部班组的比例，与上年同期比。",
)
Indicator(
    "I-1302", "班组长培训率", measure=13,
    share="1304", of="1303", rule=NotFalling(), authority=POLICY_WORDING,
    note="本年参训班组长（去重）占期末班组长的比例，与上年同期比；年内班组长变动时可能超过100%。",
)

# （十四）
Indicator(
    "I-1401", "重大隐患双报告完成率", measure=14,
    share="1412a", of="opening(1410) + ytd(1408)", rule=Full(), authority=LAW,
    note="逐项计算：既向监管部门又向职工（代表）大会报告的重大隐患，占本年在册（年初在册加年内新增）的比例；"
    "没有重大隐患的不适用。依据《安全生产法》第四十一条。",
)
Indicator(
    "I-1402", "劳动安全卫生专项集体合同单位覆盖率", measure=14,
    share="1414", of="1413", rule=NotFalling(), authority=POLICY_WORDING,
    note="文件要求“不断扩大”覆盖面：不低于上年同期。",
)
Indicator(
    "I-1403", "劳动安全卫生专项集体合同职工覆盖率", measure=14,
    share="1415", of="0002", rule=NotFalling(), authority=POLICY_WORDING,
    note="文件要求“不断扩大”覆盖面：不低于上年同期。",
)
Indicator(
    "I-1404", "职工排查隐患整改与发现之比", measure=14,
    share="ytd(1406)", of="ytd(1405)",
    note="本年累计整改数与累计排查数之比；整改以前年度隐患时可能超过100%。",
)
Indicator(
    "I-1405", "岗位安全责任书签订率", measure=14,
    share="1420", of="0002", rule=Full(), authority=POLICY_WORDING,
    note="文件要求落实“全员”安全生产岗位责任，应覆盖全部职工。",
)
Indicator(
    "I-1406", "生产安全事故起数", measure=14,
    share="ytd(1416)", unit="起", decimals=0, rule=NotRising(), direction=DOWN, authority=POLICY_WORDING,
    note="文件要求“最大限度地减少”：本年累计不高于上年同期。",
)
Indicator(
    "I-1406a", "生产安全事故死亡人数", measure=14,
    share="ytd(1417)", unit="人", decimals=0, rule=NotRising(), direction=DOWN, authority=POLICY_WORDING,
    note="本年累计不高于上年同期。",
)
Indicator(
    "I-1406b", "新增职业病例数", measure=14,
    share="ytd(1419)", unit="例", decimals=0, rule=NotRising(), direction=DOWN, authority=POLICY_WORDING,
    note="本年累计不高于上年同期。",
)
Indicator(
    "I-1407", "重大隐患双报告制度", measure=14,
    share="if 1423 then 1 else 0", unit="", decimals=0, rule=Exists(), authority=POLICY_WORDING, direction=STEADY,
    note="是否建立制度，与是否有重大隐患无关，另见I-1401。",
)
Indicator(
    "I-1408", "“安康杯”参赛职工率", measure=14,
    share="1402", of="0002", authority=POLICY_WORDING,
    note="参赛职工占职工总数的比例。",
)
