"""（四）: the enterprise's own duty to train: funds, courses, apprentices, online learning."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import ANNUAL, FLOW, YEAR_TO_DATE, Amount, Count, Money, Narrative, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import OVERSPEND, Hard, Soft, not_doubled, not_falling, rule_set, thousandfold

POLICY = "陕工发〔2023〕21号（四）"


class Measure04(MeasureItems):
    fund_base = Money(
        "0401", "职工教育培训经费提取基数", measure=4,
        note="计提所依据的累计职工工资总额，一般与0014一致，单位万元。",
    )
    fund_accrued = Money(
        "0402", "职工教育培训经费累计提取", measure=4,
        note="自年初至期末已提取（列支）的职工教育经费，不含上年结转，单位万元。",
    )
    fund_carried = Money(
        "0403", "职工教育培训经费年初结转", measure=4, kind=ANNUAL, signed=True,
        note="上年末未使用的余额，一年内各季相同；上年超支的填负数。本表只有这一格可以为负。",
    )
    fund_spent = Money(
        "0404", "职工教育培训经费累计支出", measure=4,
        note="自年初至期末从职工教育经费实际列支的金额，红字冲销后的净额，单位万元。",
    )
    fund_spent_frontline = Money(
        "0405", "其中：一线职工培训支出", measure=4,
        note="支出中用于一线职工（0007口径）培训的部分；与管理、技术人员合办的按参训人数或学时分摊，并留存分摊依据。",
    )
    fund_spent_high_skill = Money(
        "0406", "其中：高技能人才培养支出", measure=4,
        note="支出中用于高级工及以上人员培养的部分；与一线支出可以重叠，两者之和不要求等于总支出。",
    )
    courses = Count(
        "0407", "举办培训班", measure=4, kind=FLOW, unit="期",
        note="本季开班的培训班期数，跨季的在开班季统计一次。",
    )
    trainings = Count(
        "0408", "培训职工", measure=4, kind=FLOW, unit="人次",
        note="本季结束的各期培训实际参训人次，一人多次分别计。",
    )
    trainings_frontline = Count(
        "0409", "其中：一线职工", measure=4, kind=FLOW, unit="人次",
        note="参训人次中的一线职工，按参训时岗位。",
    )
    trained = Count(
        "0410", "本年受训职工", measure=4, kind=YEAR_TO_DATE, distinct=True,
        note="自年初起至少参加过一次培训的职工，一人只计一次（人数，去重），填累计数。",
    )
    trained_frontline = Count(
        "0411", "其中：一线职工", measure=4, kind=YEAR_TO_DATE, distinct=True,
        note="本年受训职工中的一线职工（去重），填累计数。",
    )
    apprentices_new = Count("0412", "企业新型学徒制在培人数", measure=4, note="期末在培、已按新型学徒制备案的学徒。")
    apprentices_modern = Count(
        "0413", "现代学徒制在培人数", measure=4,
        note="期末在培、与院校签有现代学徒制协议的学徒。",
    )
    mentor_pairs = Count(
        "0414", "师徒结对", measure=4, unit="对",
        note="期末在协议期内的师徒对数；一师带多徒按徒弟数计。",
    )
    online_learners = Count(
        "0415", "线上学习注册人数", measure=4,
        note="期末在“全国产业工人学习社区”、陕西工会APP或企业平台注册的职工，多平台注册只计一次。",
    )
    online_hours = Amount(
        "0416", "线上学习学时", measure=4, unit="学时",
        note="本季各平台完成的学时合计，45分钟为1学时，按平台记录。",
    )
    own_courses = Count(
        "0417", "自主开发课程和教材", measure=4, kind=FLOW, unit="门",
        note="本季新开发并投入使用的课程、教材、微课系列，以门计。",
    )
    lifelong_training = YesNo(
        "0418", "是否建立终身职业技能培训制度", measure=4,
        note="已印发贯穿职工职业生涯全过程的培训制度的填“是”，并填文号。",
    )
    training_practice = Narrative(
        "0419", "技能培训做法", measure=4, required=False,
        note="经费使用、学徒制、线上学习和数字素养培训的做法和成效，不超过800字。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Hard("H17a", "0405 <= 0404", how="一线职工培训支出是总支出的一部分，请核对科目余额表。", authority=POLICY),
        Hard("H17b", "0406 <= 0404", how="高技能人才培养支出是总支出的一部分，请核对科目余额表。"),
        Soft(
            "H18", "0404 <= 0402 + 0403", unless=(OVERSPEND,),
            how="支出超过本年提取与年初结转之和；确属超支的请在该格申明并写明资金来源。",
        ),
        not_falling("H19a", "0401"),
        not_falling("H19b", "0402"),
        not_falling("H19c", "0404"),
        not_falling("H19d", "0405"),
        not_falling("H19f", "0406"),
        Hard("H20", "0403 = prev(0403)", how="年初结转一年内不变，应与本年上一季相同；填错的请先更正上一季。"),
        Soft("H21", "0401 = 0014", how="提取基数一般等于累计工资总额；两者不同的写明计提口径。"),
        Hard("H22a", "0409 <= 0408", how="一线职工参训人次是全部参训人次的一部分。"),
        Hard("H22b", "0411 <= 0410", how="一线受训职工是全部受训职工的一部分。"),
        Hard("H22c", "0410 <= ytd(0408)", how="受训人数（去重）不能多于各季参训人次之和，请核对是否两格填反。"),
        Hard("H22d", "0411 <= ytd(0409)", how="一线受训人数（去重）不能多于各季一线参训人次之和。"),
        Hard("H22e", "0415 <= 0001", how="线上学习注册按人统计，多平台注册只计一次，不能多于从业人员。"),
        not_falling("H23a", "0410"),
        not_falling("H23b", "0411"),
        Soft(
            "S33", "0403 = opening(0403) + opening(0402) - opening(0404)",
            how="年初结转应等于上年末余额（年初结转＋累计提取－累计支出）；审计或清算调整的写明依据。",
        ),
        thousandfold("c", "0401"),
        thousandfold("d", "0402"),
        thousandfold("e", "0403"),
        thousandfold("f", "0404"),
        thousandfold("g", "0405"),
        thousandfold("h", "0406"),
        Soft(
            "S04", "{accrual_rate} <= 0402 / 0401 <= {training_deduction_cap}",
            how="提取率低于规定比例的写明补提安排；高于税前扣除上限的核对数据或写明纳税调整。",
            authority="国发〔2002〕16号；财税〔2018〕51号",
        ),
        Soft(
            "S05", "0405 / 0404 >= {training_frontline_share}", quarters=(3, 4),
            how="一线职工培训支出占比未达规定，请写明年内达到的安排；分摊漏计的请更正0405。",
            authority=POLICY,
        ),
        Soft(
            "S06", "0405 > 0", when="0404 > 0",
            how="有培训支出而一线职工支出为0，请按参训人员分摊后填写，或写明原因。",
        ),
        Soft(
            "S07", "0405 ≠ 0404", when="0404 > 0",
            how="全部支出都用于一线，请核对管理和技术人员培训是否漏列，或写明原因。",
        ),
        Soft("S09", "0408 > 0", when="before(0408) = 0", nil=False, how="连续两个季度没有培训，请核对或写明原因。"),
        Soft("S22", "0410 <= 1.2 × 0001", how="受训职工明显多于从业人员，请核对是否填成人次，或写明离职人数。"),
        not_doubled("e", "0408", "参训人次"),
        not_doubled("f", "0409", "一线参训人次"),
    )
