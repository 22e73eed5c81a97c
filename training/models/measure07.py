"""（七）: careers of highly skilled people, bridged with professional titles."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Total, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, rule_set


class Measure07(MeasureItems):
    titled = Total(
        "0701", "取得专业技术职称的高技能人才", measure=7,
        note="期末高技能人才中具有职称的人数，每人只按最高职称统计一次。",
    )
    titled_staff = Count("0701a", "其中：员级", measure=7, note="最高职称为员级的人数。")
    titled_assistant = Count("0701b", "其中：助理级", measure=7, note="最高职称为助理级（初级）的人数。")
    titled_intermediate = Count("0701c", "其中：中级", measure=7, note="最高职称为中级的人数。")
    titled_associate = Count("0701d", "其中：副高级", measure=7, note="最高职称为副高级的人数。")
    titled_senior = Count("0701e", "其中：正高级", measure=7, note="最高职称为正高级的人数。")
    titled_new = Count(
        "0702", "其中：本季新取得职称", measure=7, kind=FLOW,
        note="本季首次取得职称的高技能人才；由低级晋升高级的不计。",
    )
    experts_skilled = Count(
        "0703", "取得技能等级的专业技术人才", measure=7,
        note="期末专业技术人才中持有职业技能等级证书的人数。",
    )
    jurors = Count(
        "0704", "担任职称评委或入评委库的高技能人才", measure=7,
        note="期末在职称评审委员会任职或在评委库中的高技能人才，一人多职只计一次。",
    )
    rule_makers = Count(
        "0705", "参与制定评价标准", measure=7, kind=FLOW, unit="人次",
        note="本季高技能人才参与制定职称或技能评价标准的人次。",
    )
    bridge_rules = YesNo(
        "0706", "是否制定职业发展贯通办法", measure=7,
        note="已印发高技能人才与专业技术人才职业发展贯通办法的填“是”，并填文号。",
    )
    special_technicians = Count("0707", "聘任特级技师", measure=7, note="期末在聘特级技师人数，一般与0605g一致。")
    chief_technicians = Count("0708", "聘任首席技师", measure=7, note="期末在聘首席技师人数，一般与0605h一致。")

    class Meta:
        abstract = True

    rules = rule_set(
        Soft("H27a", "0707 = 0605g", how="聘任的特级技师应与期末特级技师人数一致；仅有聘文未入级的写明。"),
        Soft("H27b", "0708 = 0605h", how="聘任的首席技师应与期末首席技师人数一致；仅有聘文未入级的写明。"),
        Hard("H28a", "0701 >= 0702", cells="0702", how="本季新取得职称的人应计入期末人数；请核对各级职称人数。"),
        Hard("H28b", "0701 <= 0010", cells="0701a", how="取得职称的高技能人才不能多于高技能人才。"),
    )
