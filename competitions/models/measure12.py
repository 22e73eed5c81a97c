"""（十二）: labour contests, of three types."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Money, Total, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, not_doubled, rule_set, thousandfold


class Measure12(MeasureItems):
    emulations = Total(
        "1201", "劳动竞赛项目", measure=12, kind=FLOW, unit="项",
        note="本季启动的劳动竞赛项目，按主要类型归一类；跨季项目在启动季统计。",
    )
    emulations_production = Count(
        "1201a", "其中：生产型", measure=12, kind=FLOW, unit="项",
        note="以产量、质量、安全、进度、节能为主要内容的竞赛。",
    )
    emulations_skill = Count(
        "1201b", "其中：技能型", measure=12, kind=FLOW, unit="项",
        note="以提高技能、革新技术为主要内容的劳动竞赛，不与1103重复。",
    )
    emulations_smart = Count(
        "1201c", "其中：智能型", measure=12, kind=FLOW, unit="项",
        note="以数字化、智能化改造和应用为主要内容的竞赛。",
    )
    emulators = Count(
        "1202", "参加劳动竞赛", measure=12, kind=FLOW, unit="人次",
        note="本季参加劳动竞赛的人次，一人参加多项分别计。",
    )
    emulating_units = Count(
        "1203", "参加劳动竞赛的单位", measure=12, unit="个",
        note="本单位及不单独报送的所属单位中正在开展劳动竞赛的单位数。",
    )
    strategic = Count(
        "1204", "重点产业和战略性新兴产业竞赛项目", measure=12, kind=FLOW, unit="项",
        note="1201中属于重点产业链、战略性新兴产业领域的项目。",
    )
    honoured_teams = Count(
        "1205", "表彰集体", measure=12, kind=FLOW, unit="个",
        note="本季因劳动竞赛受到企业及以上表彰的集体。",
    )
    honoured_persons = Count(
        "1206", "表彰个人", measure=12, kind=FLOW,
        note="本季因劳动竞赛受到企业及以上表彰的个人。",
    )
    emulation_rewards = Money(
        "1207", "竞赛奖励支出", measure=12, kind=FLOW,
        note="本季实际发放的劳动竞赛奖励，单位万元。",
    )
    publicity = Count(
        "1208", "表彰会、创新展和论坛", measure=12, kind=FLOW, unit="场",
        note="本季召开的竞赛表彰会、线上线下创新展和论坛。",
    )
    emulation_scheme = YesNo(
        "1209", "是否建立劳动竞赛工作机制", measure=12,
        note="已印发劳动竞赛管理办法或年度方案的填“是”，并填文号。",
    )

    class Meta:
        abstract = True

    # H35's second half (the three types add up to 1201) holds by construction: 1201 has no input of its own.
    rules = rule_set(
        Hard("H36a", "1204 <= 1201", how="重点和战新产业竞赛项目是全部竞赛项目的一部分。"),
        Hard("H36b", "1203 <= 0012a + 1", how="参赛单位只含本单位和不单独报送的所属单位；单独报送的单位由其自报。"),
        not_doubled("j", "1202", "参赛人次"),
        thousandfold("m", "1207"),
    )
