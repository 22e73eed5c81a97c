"""（五）: industry and schools together."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YES_NO, Amount, Count, Total, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Soft, rule_set


class Measure05(MeasureItems):
    agreements = Count(
        "0501", "校企合作协议", measure=5, unit="项",
        note="期末在有效期内、与院校签订的合作协议；同一学校多项协议分别计。",
    )
    integrated = Total(
        "0502", "是否为产教融合型企业", measure=5, kind=YES_NO, unit="—",
        note="按级别和阶段逐项选择；没有的选“否”。",
    )
    pilot_national = YesNo(
        "0502a", "其中：国家级试点", measure=5,
        note="列入国家产教融合型企业试点名单的填“是”，并填公布文号。",
    )
    nursery_national = YesNo(
        "0502b", "其中：国家级入库培育", measure=5,
        note="已纳入国家级建设培育库、尚未认证的填“是”，并填公布文号。",
    )
    certified_national = YesNo(
        "0502c", "其中：国家级认证", measure=5,
        note="已认证为国家产教融合型企业且在有效期内的填“是”，并填文号。",
    )
    pilot_province = YesNo(
        "0502d", "其中：省级试点", measure=5,
        note="列入省级产教融合型企业试点名单的填“是”，并填公布文号。",
    )
    nursery_province = YesNo(
        "0502e", "其中：省级入库培育", measure=5,
        note="已纳入省级建设培育库、尚未认证的填“是”，并填公布文号。",
    )
    certified_province = YesNo(
        "0502f", "其中：省级认证", measure=5,
        note="已认证为省级产教融合型企业且在有效期内的填“是”，并填文号。",
    )
    schools = Count(
        "0503", "参与创建产教融合型学校", measure=5, unit="所",
        note="期末参与创建的学校数，同一学校只计一次。",
    )
    part_time_teachers = Count(
        "0504", "兼职教学的劳模和工匠人才", measure=5,
        note="期末在院校聘期内兼职任教的劳模、工匠，一人多校只计一次。",
    )
    teaching_hours = Amount("0505", "兼职教学授课", measure=5, unit="学时", note="本季上述人员实际授课学时合计。")
    interns = Count(
        "0506", "接纳学生实习", measure=5, kind=FLOW,
        note="本季新接纳的职业学校、技工院校实习学生，跨季只在进厂季统计。",
    )
    labour_education = Count(
        "0507", "劳动教育活动", measure=5, kind=FLOW, unit="场",
        note="本季为学校、机构、企业组织的劳动教育和研学场次。",
    )
    training_bases = Count(
        "0508", "校企共建实训基地", measure=5, unit="个",
        note="期末正常使用、有共建协议的实训基地。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Soft("H24", "0504 > 0", when="0505 > 0", how="有授课学时却没有兼职教学人员，请补填0504；聘期已满的写明。"),
        Soft(
            "S26", "0501 > 0", when="0506 > 0",
            how="接纳了实习学生却没有校企合作协议，请补填协议数或写明实习依据。",
        ),
    )
