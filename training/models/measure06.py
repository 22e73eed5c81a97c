"""（六）: how skills are assessed: self-assessment, the eight levels, new standards.

Letters a–h run from apprentice to chief technician in every split by level. The national numerals fall as
skill rises, so order by letter, never by numeral.
"""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count, DateItem, Total, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Check, Hard, Soft, not_doubled, not_falling, rule_set


class Measure06(MeasureItems):
    self_assessment = YesNo(
        "0601", "是否备案开展技能等级自主评价", measure=6,
        note="经人社部门备案为评价机构且在有效期内的填“是”，文号栏填机构备案号。",
    )
    self_assessment_until = DateItem(
        "0601d", "自主评价备案有效期止", measure=6, required=False,
        note="备案函载明的有效期截止日；未备案的留空。",
    )
    occupations = Count(
        "0602", "备案职业（工种）", measure=6, unit="个",
        note="期末备案目录内的职业（工种）数，按工种计。",
    )
    assessed = Count(
        "0603", "本季参加技能评价", measure=6, kind=FLOW, unit="人次",
        note="本季参加自主评价或社会评价考核的人次，含未通过的。",
    )
    certified = Total(
        "0604", "本季获得职业技能等级证书", measure=6, kind=FLOW, unit="人次",
        note="本季取得证书或被聘任相应等级的人次，按取得的等级填入各级。",
    )
    certified_apprentice = Count(
        "0604a", "其中：学徒工", measure=6, kind=FLOW, unit="人次",
        note="本季按新八级工制度定为学徒工的人次；学徒工不发等级证书。",
    )
    certified_5 = Count(
        "0604b", "其中：初级工（五级）", measure=6, kind=FLOW, unit="人次",
        note="本季取得五级证书的人次。",
    )
    certified_4 = Count(
        "0604c", "其中：中级工（四级）", measure=6, kind=FLOW, unit="人次",
        note="本季取得四级证书的人次。",
    )
    certified_3 = Count(
        "0604d", "其中：高级工（三级）", measure=6, kind=FLOW, unit="人次",
        note="本季取得三级证书的人次。",
    )
    certified_2 = Count(
        "0604e", "其中：技师（二级）", measure=6, kind=FLOW, unit="人次",
        note="本季取得二级证书的人次。",
    )
    certified_1 = Count(
        "0604f", "其中：高级技师（一级）", measure=6, kind=FLOW, unit="人次",
        note="本季取得一级证书的人次。",
    )
    certified_special = Count(
        "0604g", "其中：特级技师", measure=6, kind=FLOW, unit="人次",
        note="本季新聘特级技师的人次。",
    )
    certified_chief = Count(
        "0604h", "其中：首席技师", measure=6, kind=FLOW, unit="人次",
        note="本季新聘首席技师的人次。",
    )
    holders = Total(
        "0605", "期末按技能等级分的人数", measure=6,
        note="每人只按最高有效等级填一级；学徒工无证书，不计入技能人才。",
    )
    holders_apprentice = Count("0605a", "其中：学徒工", measure=6, note="期末学徒工人数，不计入技能人才。")
    holders_5 = Count("0605b", "其中：初级工（五级）", measure=6, note="最高等级为五级的期末人数。")
    holders_4 = Count("0605c", "其中：中级工（四级）", measure=6, note="最高等级为四级的期末人数。")
    holders_3 = Count(
        "0605d", "其中：高级工（三级）", measure=6,
        note="最高等级为三级的期末人数，自本级起为高技能人才。",
    )
    holders_2 = Count("0605e", "其中：技师（二级）", measure=6, note="最高等级为二级的期末人数。")
    holders_1 = Count(
        "0605f", "其中：高级技师（一级）", measure=6,
        note="最高等级为一级、未聘特级或首席技师的期末人数。",
    )
    holders_special = Count(
        "0605g", "其中：特级技师", measure=6,
        note="期末在聘特级技师人数，在技能等级之上，只计入本级。",
    )
    holders_chief = Count("0605h", "其中：首席技师", measure=6, note="期末在聘首席技师人数，只计入本级。")
    standards = Count(
        "0606", "开发职业技能等级标准和评价规范", measure=6, kind=YEAR_TO_DATE, unit="项",
        note="自年初起开发并印发或报备的标准、规范项数，填累计数。",
    )
    standards_raised = Count(
        "0607", "其中：上升为国家或行业标准", measure=6, kind=YEAR_TO_DATE, unit="项",
        note="其中本年被采纳为国家职业标准或行业规范的项数，填累计数。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Hard(
            "H07a", "sum(0605b..0605h) = 0009", cells="0605b",
            how="各等级人数之和（不含学徒工）应等于技能人才；每人只按最高等级填一次。",
        ),
        Hard(
            "H07b", "sum(0605d..0605h) = 0010", cells="0605d",
            how="高级工及以上各级之和应等于高技能人才，请核对分级。",
        ),
        Soft("H25a", "0604 <= 0603", cells="0604b", how="获证人次多于参评人次；直接认定或聘任的写明人数。"),
        Hard("H25b", "0607 <= 0606", how="上升为国家或行业标准的是所开发标准的一部分。"),
        not_falling("H25c", "0606"),
        not_falling("H25d", "0607"),
        Check(
            "H26a", "0601 为“是”时，文号栏应填评价机构备案号", run="assessment_number", cells="0601",
            how="在文号栏填人社部门的机构备案号。",
        ),
        Hard("H26b", "filled(0601d)", when="0601 = 是", cells="0601d", how="已备案的应填备案有效期截止日。"),
        Hard(
            "H26c", "0601d >= periodend", when="0601 = 是", cells="0601d",
            how="备案在本季末前已到期：续期的填新的截止日，未续期的将0601改为“否”。",
        ),
        not_doubled("g", "0603", "参评人次"),
    )
