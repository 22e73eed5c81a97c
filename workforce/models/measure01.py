"""（一）: Party building among the workers."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Narrative, Total
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, rule_set


class Measure01(MeasureItems):
    party_members = Count(
        "0101", "产业工人中共党员", measure=1,
        note="期末组织关系在本单位的产业工人党员，含预备党员；离退休党员不计。",
    )
    party_members_frontline = Count(
        "0102", "其中：一线产业工人党员", measure=1,
        note="产业工人党员中在一线岗位的人数。",
    )
    recruited = Count(
        "0103", "本季发展党员", measure=1, kind=FLOW,
        note="本季经支部大会通过、上级党委批准接收的预备党员人数，转正不计。",
    )
    recruited_industrial = Count(
        "0104", "其中：产业工人", measure=1, kind=FLOW,
        note="本季发展党员中的产业工人，按接收时岗位。",
    )
    recruited_frontline = Count(
        "0105", "其中：一线岗位产业工人", measure=1, kind=FLOW, indent=2,
        note="本季发展的产业工人党员中，接收时在一线岗位的人数。",
    )
    teams_with_member = Count(
        "0106", "有党员的班组", measure=1, unit="个",
        note="期末至少有一名正式或预备党员的班组；其余即党员空白班组。",
    )
    carriers = Total("0107", "党建先锋载体", measure=1, unit="个", note="五类载体期末在册数之和；一个载体只归一类。")
    responsibility_areas = Count(
        "0107a", "其中：党员责任区", measure=1, unit="个",
        note="期末在册、有明确责任人和责任内容的党员责任区。",
    )
    model_posts = Count(
        "0107b", "其中：党员示范岗", measure=1, unit="个",
        note="期末在册、经党组织命名的党员示范岗。",
    )
    shock_teams = Count(
        "0107c", "其中：党员突击队", measure=1, unit="个",
        note="期末在册的党员突击队；任务完成已解散的不计。",
    )
    service_teams = Count("0107d", "其中：党员服务队", measure=1, unit="个", note="期末在册的党员服务队。")
    pioneer_carriers = Count(
        "0107e", "其中：工人先锋号", measure=1, unit="个",
        note="期末保持称号的各级工人先锋号；与第（十三）项各级之和一致，只统计一次。",
    )
    teams_with_carrier = Count(
        "0107n", "有先锋载体的班组", measure=1, unit="个", part=False,
        note="至少有一个上述载体的班组数；一个班组有多个载体只计一次。",
    )
    union_industrial = Count("0108", "产业工人工会会员", measure=1, note="产业工人中期末已加入工会的人数。")
    union_migrants = Count(
        "0109", "农民工工会会员", measure=1,
        note="农民工中期末已加入工会的人数，含劳务派遣的农民工会员。",
    )
    union_dispatched = Count(
        "0110", "劳务派遣工会会员", measure=1,
        note="在本单位用工的派遣人员中的会员，无论会籍在用工单位还是派遣单位。",
    )
    party_practice = Narrative(
        "0111", "党建工作做法", measure=1, required=False,
        note="在产业工人中发展党员、党建带工建的具体做法和成效，不超过800字，不写人名和证件号。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Hard("H08b", "0108 <= 0013", how="产业工人会员是全部会员的一部分，请核对会员名册。"),
        Hard("H08c", "0108 <= 0006", how="产业工人会员不能多于产业工人。"),
        Hard("H08d", "0109 <= 0004", how="农民工会员不能多于农民工。"),
        Hard("H08e", "0109 <= 0013", how="农民工会员是全部会员的一部分。"),
        Hard("H08f", "0110 <= 0005", how="劳务派遣会员不能多于劳务派遣人员。"),
        Hard("H08g", "0110 <= 0013", how="劳务派遣会员是全部会员的一部分。"),
        Hard("H09a", "0101 <= 0006", how="产业工人党员不能多于产业工人；管理人员党员不在此统计。"),
        Hard("H09b", "0102 <= 0101", how="一线产业工人党员是产业工人党员的一部分。"),
        Hard("H09c", "0102 <= 0008", how="一线产业工人党员不能多于一线产业工人。"),
        Hard("H10a", "0105 <= 0104", how="一线岗位发展数是产业工人发展数的一部分。"),
        Hard("H10b", "0104 <= 0103", how="产业工人发展数是全部发展数的一部分。"),
        Hard("H11a", "0106 <= 0011", how="有党员的班组不能多于班组总数。"),
        Hard("H11b", "0107n <= 0011", how="有先锋载体的班组不能多于班组总数；按班组统计，不按载体统计。"),
        Hard(
            "H57", "0107e = sum(1302a..1302e)",
            how="工人先锋号只有一本账：此处与第（十三）项各级工人先锋号之和应相等。",
        ),
        Soft("S10a", "0101 <= 60% × 0006", how="党员占产业工人六成以上，请核对是否计入了管理人员党员，或写明原因。"),
        Soft(
            "S10b", "0101 / 0006 >= before(0101) / before(0006) - 2%",
            how="党员占比较上季下降超过2个百分点，请核对或写明原因。",
        ),
        Soft("S11a", "0108 >= 80% × 0006", how="产业工人入会率低于80%，请核对或写明原因和下步措施。"),
        Soft(
            "S11b", "0108 / 0006 >= before(0108) / before(0006)",
            how="产业工人入会率比上季下降，请核对或写明原因。",
        ),
    )
