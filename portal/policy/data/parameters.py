"""Numbers from the policy and the law (`domain.md` §3), from the day each took effect.

Only the first two stand in 陕工发〔2023〕21号 itself. The others come from elsewhere and say so."""

from datetime import date
from typing import NamedTuple

from portal.policy.models.parameters import Authority

POLICY = "陕工发〔2023〕21号"
POLICY_DAY = date(2023, 6, 3)
ACCRUAL = "国发〔2002〕16号；财建〔2006〕317号"
CONGRESS = "《企业民主管理规定》总工发〔2012〕12号"
CONTRACT = "《集体合同规定》（2004年 劳动和社会保障部令第22号）"
LABOUR_LAW = "《劳动合同法》"
SAFETY_TRAINING = "《生产经营单位安全培训规定》（2015年修正）"
TITLES = "人社部发〔2018〕74号；人社部发〔2020〕96号"
SKILLS = "中办发〔2022〕58号"
APPRENTICES = "人社部发〔2021〕39号"
SHARE = "比例"
CHECK = "录自公开资料，用于考核前请核对原文"


class Seed(NamedTuple):
    code: str
    label: str
    value: str  # "0.60", "24" or "1/3"
    unit: str
    document: str
    article: str
    authority: Authority
    since: date
    note: str = ""


class Unset(NamedTuple):
    """A number no document gives: the province may set it; until then nothing is judged by it (`rulings.md` 19)."""

    code: str
    label: str
    unit: str
    note: str


# fmt: off
PARAMETERS = (
    Seed("training_frontline_share", "职工教育培训经费用于一线职工的比例，不低于", "0.60", SHARE,
         POLICY, "（四）", Authority.POLICY_NUMBER, POLICY_DAY),
    Seed("main_trade_coverage", "主要工种竞赛覆盖", "1", SHARE,
         POLICY, "（十一）", Authority.POLICY_NUMBER, POLICY_DAY, "原文为“全覆盖”，即 100%"),
    Seed("accrual_rate", "职工教育培训经费提取率（一般企业），不低于", "0.015", SHARE,
         ACCRUAL, "", Authority.LAW, date(2002, 8, 24), "占职工工资总额"),
    Seed("accrual_rate_high", "职工教育培训经费提取率（技术要求高、培训任务重、效益较好的企业）", "0.025", SHARE,
         ACCRUAL, "", Authority.LAW, date(2002, 8, 24), "适用哪些单位由省级逐家设定"),
    Seed("training_deduction_cap", "职工教育经费税前扣除限额", "0.08", SHARE,
         "财税〔2018〕51号", "第一条", Authority.LAW, date(2018, 1, 1), "占工资薪金总额，超过部分结转以后年度"),
    Seed("union_dues_rate", "工会经费拨缴比例", "0.02", SHARE,
         "《工会法》（2021年修正）", "第四十三条", Authority.LAW, date(2022, 1, 1), "占全部职工工资总额，按月拨缴"),
    Seed("skilled_reference", "技能人才占就业人员的比例", "0.30", SHARE,
         SKILLS, "主要目标", Authority.REFERENCE, date(2022, 10, 7), "全国“十四五”末目标，不是对单个企业的要求"),
    Seed("high_skilled_reference", "高技能人才占技能人才的比例", "1/3", SHARE,
         SKILLS, "主要目标", Authority.REFERENCE, date(2022, 10, 7), "全国“十四五”末目标，不是对单个企业的要求"),
    Seed("congress_min_deputies", "职工代表人数，不少于", "30", "人",
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_min_share", "职工代表占职工人数的比例，不低于", "0.05", SHARE,
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_managers_share", "中层以上管理人员占职工代表的比例，不超过", "0.20", SHARE,
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_sessions", "职工代表大会每年至少召开", "1", "次",
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_quorum", "职工代表大会到会代表，不少于", "2/3", SHARE,
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_term_min", "职工代表大会届期，最短", "3", "年",
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("congress_term_max", "职工代表大会届期，最长", "5", "年",
         CONGRESS, "", Authority.LAW, date(2012, 2, 13), CHECK),
    Seed("contract_filing_days", "集体合同签订后报送期限", "10", "天",
         CONTRACT, "", Authority.LAW, date(2004, 5, 1)),
    Seed("contract_objection_days", "集体合同报送后无异议即生效", "15", "天",
         LABOUR_LAW, "第五十四条", Authority.LAW, date(2008, 1, 1)),
    Seed("contract_quorum", "审议集体合同草案到会代表，不少于", "2/3", SHARE,
         CONTRACT, "", Authority.LAW, date(2004, 5, 1)),
    Seed("contract_term_min", "集体合同期限，最短", "1", "年",
         CONTRACT, "", Authority.LAW, date(2004, 5, 1), CHECK),
    Seed("contract_term_max", "集体合同期限，最长", "3", "年",
         CONTRACT, "", Authority.LAW, date(2004, 5, 1), CHECK),
    Seed("safety_hours_new", "新上岗人员安全培训，不少于", "24", "学时",
         SAFETY_TRAINING, "", Authority.LAW, date(2015, 7, 1), CHECK),
    Seed("safety_hours_new_high_risk", "高危行业新上岗人员安全培训，不少于", "72", "学时",
         SAFETY_TRAINING, "", Authority.LAW, date(2015, 7, 1), CHECK),
    Seed("safety_hours_yearly", "每年安全再培训，不少于", "8", "学时",
         SAFETY_TRAINING, "", Authority.LAW, date(2015, 7, 1), CHECK),
    Seed("safety_hours_yearly_high_risk", "高危行业每年安全再培训，不少于", "20", "学时",
         SAFETY_TRAINING, "", Authority.LAW, date(2015, 7, 1), CHECK),
    Seed("title_years_assistant", "高级工评助理工程师所需年限", "2", "年",
         TITLES, "", Authority.REFERENCE, date(2018, 11, 25), CHECK),
    Seed("title_years_engineer", "技师评工程师所需年限", "3", "年",
         TITLES, "", Authority.REFERENCE, date(2018, 11, 25), CHECK),
    Seed("title_years_senior", "高级技师评高级工程师所需年限", "4", "年",
         TITLES, "", Authority.REFERENCE, date(2018, 11, 25), CHECK),
    Seed("apprentice_subsidy", "企业新型学徒培训补贴，不低于", "5000", "元/人·年",
         APPRENTICES, "", Authority.REFERENCE, date(2021, 6, 8), CHECK),
    Seed("apprentice_years_max", "企业新型学徒培养期，最长", "3", "年",
         APPRENTICES, "", Authority.REFERENCE, date(2021, 6, 8), CHECK),
    Seed("education_surcharge_setoff", "产教融合型企业投资抵免教育费附加的比例", "0.30", SHARE,
         "财税〔2019〕46号", "", Authority.REFERENCE, date(2019, 1, 1), CHECK),
)

BAND = "文件没有给数字。设定后按此判断，没有设定时只看趋势或只监测"
WEIGHT = "万名产业工人创新工作室数按级别加权；没有设定时各级同权"
SIZE = "设定后，只有达到这一人数的单位才判断；没有设定时只监测"
UNSET = (
    Unset("party_member_share_band", "产业工人党员占比，不低于", SHARE, BAND),
    Unset("union_member_share_band", "产业工人入会率，不低于", SHARE, BAND),
    Unset("high_skilled_band", "高技能人才占技能人才的比例，不低于", SHARE, BAND),
    Unset("skill_levels_band", "在用的技能等级数，不少于", "级", BAND),
    Unset("self_assessment_min_staff", "应备案技能自主评价的单位，从业人员不少于", "人", SIZE),
    Unset("backbone_enterprise_min_staff", "大型骨干企业，从业人员不少于", "人", SIZE),
    Unset("studio_weight_national", "全国示范性创新工作室的权重", "倍", WEIGHT),
    Unset("studio_weight_province", "省级示范性创新工作室的权重", "倍", WEIGHT),
    Unset("studio_weight_city", "市级创新工作室的权重", "倍", WEIGHT),
    Unset("studio_weight_industry", "产业系统创新工作室的权重", "倍", WEIGHT),
    Unset("studio_weight_enterprise", "企业创新工作室的权重", "倍", WEIGHT),
)
# fmt: on
