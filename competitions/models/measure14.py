"""（十四）: safety at work and occupational health, and the double report of major hazards."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, not_doubled, not_falling, rule_set

LAW = "《安全生产法》第四十一条"
CONTRACTS = "陕工发〔2023〕21号（十四）"


class Measure14(MeasureItems):
    ankang_teams = Count(
        "1401", "“安康杯”竞赛参赛班组", measure=14, unit="个",
        note="期末报名参加当年“安康杯”竞赛的班组。",
    )
    ankang_staff = Count("1402", "“安康杯”竞赛参赛职工", measure=14, note="期末参赛班组中的职工人数。")
    safety_trainings = Count(
        "1403", "安全生产培训", measure=14, kind=FLOW, unit="人次",
        note="本季完成规定学时的安全培训人次，含新入职三级教育和复训。",
    )
    health_trainings = Count(
        "1404", "职业卫生培训", measure=14, kind=FLOW, unit="人次",
        note="本季职业卫生培训人次，与安全培训合办的两处分别计。",
    )
    hazards_found = Count(
        "1405", "职工排查隐患", measure=14, kind=FLOW, unit="项",
        note="本季由职工立足岗位排查上报并核实的隐患，含一般和重大。",
    )
    hazards_fixed = Count(
        "1406", "职工排查隐患已整改", measure=14, kind=FLOW, unit="项",
        note="本季完成整改并验收的隐患，含以前季度排查的。",
    )
    major_opening = Count(
        "1407", "期初重大事故隐患", measure=14, unit="项",
        note="本季初在册未销号的重大事故隐患，等于上季末数。",
    )
    major_new = Count(
        "1408", "本季新增重大事故隐患", measure=14, kind=FLOW, unit="项",
        note="本季按判定标准新判定并登记的重大事故隐患。",
    )
    major_closed = Count(
        "1409", "本季销号重大事故隐患", measure=14, kind=FLOW, unit="项",
        note="本季治理完成、经验收销号的重大事故隐患。",
    )
    major_closing = Count(
        "1410", "期末重大事故隐患", measure=14, unit="项",
        note="期末在册未销号的重大事故隐患，等于期初加新增减销号。",
    )
    reported_authority = Count(
        "1411", "已向监管部门报告的重大隐患", measure=14, kind=YEAR_TO_DATE, unit="项",
        note="本年在册（年初在册加年内新增）的重大隐患中，已向监管部门报告的项数，填累计数。",
    )
    reported_congress = Count(
        "1412", "已向职工（代表）大会报告的重大隐患", measure=14, kind=YEAR_TO_DATE, unit="项",
        note="本年在册的重大隐患中，已向职工大会或职工代表大会报告的项数，填累计数。",
    )
    reported_both = Count(
        "1412a", "两项均已报告的重大隐患", measure=14, kind=YEAR_TO_DATE, unit="项",
        note="逐项核对：同一隐患既向监管部门又向职代会报告的才计入，填累计数。",
    )
    contract_due = Count(
        "1413", "应签劳动安全卫生专项集体合同的单位", measure=14, unit="个",
        note="本单位及不单独报送的所属单位中应签订专项集体合同的单位数。",
    )
    contract_signed = Count(
        "1414", "已签且在有效期内的单位", measure=14, unit="个",
        note="期末已签订、报送审查且在有效期内的单位数；已过期的不计。",
    )
    contract_covered = Count(
        "1415", "专项集体合同覆盖职工", measure=14,
        note="期末有效专项集体合同覆盖的职工人数，多份合同覆盖的只计一次。",
    )
    accidents = Count(
        "1416", "生产安全事故", measure=14, kind=FLOW, unit="起",
        note="本季发生、按规定统计的生产安全事故起数。",
    )
    deaths = Count(
        "1417", "事故死亡", measure=14, kind=FLOW,
        note="本季事故造成的死亡人数，含规定时限内重伤死亡的。",
    )
    injuries = Count("1418", "事故重伤", measure=14, kind=FLOW, note="本季事故造成的重伤人数，不含后转为死亡的。")
    diseases = Count(
        "1419", "新增职业病", measure=14, kind=FLOW, unit="例",
        note="本季依法确诊的新发职业病例数；只报数量，不报姓名。",
    )
    duty_letters = Count(
        "1420", "签订岗位安全责任书职工", measure=14,
        note="期末责任书在有效期内的职工人数，一人多份只计一次。",
    )
    exposed = Count("1421", "接触职业病危害因素职工", measure=14, note="期末在岗接触职业病危害因素的人数。")
    examined = Count(
        "1422", "本年职业健康体检职工", measure=14, kind=YEAR_TO_DATE, distinct=True,
        note="自年初起完成在岗期间职业健康检查的接害职工，一人一年只计一次，填累计数。",
    )
    double_report = YesNo(
        "1423", "是否建立重大隐患“双报告”制度", measure=14,
        note="已印发重大事故隐患向监管部门和职代会双报告制度的填“是”，并填文号。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19k", "1412a"),
        not_falling("H19l", "1422"),
        Hard("H38a", "1401 <= 0011", how="参赛班组不能多于班组总数。"),
        Hard("H38b", "1402 <= 0002", how="参赛职工不能多于职工总数。"),
        Soft("H39", "ytd(1406) <= ytd(1405)", how="本年整改的多于本年排查的；整改上年遗留隐患的写明项数。"),
        Hard("H40a", "1410 = 1407 + 1408 - 1409", how="期末数应等于期初数加本季新增减本季销号。", authority=LAW),
        Hard(
            "H40b", "1407 = before(1410)",
            how="期初数应等于上季期末数；上季有误的请先申请更正上季。",
            authority=LAW,
        ),
        Hard(
            "H41a", "1411 <= opening(1410) + ytd(1408)",
            how="报告项数不能多于本年在册重大隐患（年初在册加年内新增）。",
            authority=LAW,
        ),
        Hard(
            "H41b", "1412 <= opening(1410) + ytd(1408)",
            how="报告项数不能多于本年在册重大隐患（年初在册加年内新增）。",
            authority=LAW,
        ),
        not_falling("H41c", "1411"),
        not_falling("H41d", "1412"),
        Hard("H41e", "1412a <= 1411", how="两项均已报告的，必已向监管部门报告。"),
        Hard("H41f", "1412a <= 1412", how="两项均已报告的，必已向职工（代表）大会报告。"),
        Hard("H42a", "1414 <= 1413", how="已签单位是应签单位的一部分。"),
        Hard("H42b", "1413 <= 0012a + 1", how="应签单位只含本单位和不单独报送的所属单位；单独报送的由其自报。"),
        Hard("H42c", "1415 <= 0002", how="覆盖职工不能多于职工总数，多份合同覆盖的只计一次。"),
        Hard("H42d", "1415 = 0", when="1414 = 0", how="没有已签单位，就没有覆盖职工；请补填已签单位数或改为0。"),
        Hard("H43", "1416 > 0", when="1417 > 0", how="有死亡人数就应有事故起数，请补填1416。"),
        Hard("H44a", "1420 <= 0002", how="签订责任书的职工不能多于职工总数，一人多份只计一次。"),
        Soft("H44b", "1422 <= 1421", how="体检人数多于期末接害职工；年内离岗的写明人数。"),
        Hard("H44c", "1421 <= 0001", how="接害职工不能多于从业人员。"),
        Soft(
            "S12a", "1414 / 1413 >= lastyear(1414) / lastyear(1413)",
            how="专项集体合同单位覆盖率低于上年同期，请写明到期未续签的单位和安排。",
            authority=CONTRACTS,
        ),
        Soft(
            "S12b", "1415 / 0002 >= lastyear(1415) / lastyear(0002)",
            how="专项集体合同职工覆盖率低于上年同期，请写明原因和安排。",
            authority=CONTRACTS,
        ),
        not_doubled("k", "1403", "安全培训人次"),
        not_doubled("l", "1404", "职业卫生培训人次"),
    )
