"""（九）: innovation on the job."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Money
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Soft, rule_set, thousandfold


class Measure09(MeasureItems):
    projects_started = Count(
        "0901", "群众性创新项目立项", measure=9, kind=FLOW, unit="项",
        note="本季经企业批准立项的职工岗位创新、技术攻关项目。",
    )
    projects_finished = Count(
        "0902", "群众性创新项目完成", measure=9, kind=FLOW, unit="项",
        note="本季通过验收或鉴定的项目，含上年结转在本季完成的。",
    )
    five_smalls = Count(
        "0903", "“五小”创新成果", measure=9, kind=FLOW, unit="项",
        note="本季评审认定的小发明、小创造、小革新、小设计、小建议，一项成果只计一次。",
    )
    patents_applied = Count(
        "0904", "产业工人参与的专利申请", measure=9, kind=FLOW, unit="项",
        note="本季受理、发明人中有本单位产业工人的专利申请。",
    )
    patents_granted = Count(
        "0905", "产业工人参与的专利授权", measure=9, kind=FLOW, unit="项",
        note="本季授权公告、发明人中有本单位产业工人的专利。",
    )
    inventions_granted = Count(
        "0906", "其中：发明专利", measure=9, kind=FLOW, unit="项",
        note="本季授权专利中的发明专利。",
    )
    results_applied = Count(
        "0907", "创新成果转化应用", measure=9, kind=FLOW, unit="项",
        note="本季投入生产使用或转让许可的成果，可含以前年度完成的成果。",
    )
    benefit = Money(
        "0908", "成果转化产生效益", measure=9, kind=FLOW,
        note="本季转化成果产生的、经财务部门确认的经济效益，单位万元。",
    )
    researchers = Count(
        "0909", "参与技术攻关的产业工人", measure=9,
        note="期末在企业技术攻关、产品研发项目中任职的产业工人，一人多项只计一次。",
    )
    qinchuangyuan = Count(
        "0910", "秦创原平台对接项目", measure=9, kind=FLOW, unit="项",
        note="本季通过“秦创原”平台对接、共享、孵化的职工创新项目。",
    )
    rewards = Money(
        "0911", "职工创新奖励支出", measure=9, kind=FLOW,
        note="本季实际发放的职工创新成果奖励，单位万元。",
    )
    methods = Count(
        "0912", "先进操作法和绝招绝技绝活", measure=9, kind=FLOW, unit="项",
        note="本季总结命名的先进操作法、绝招、绝技、绝活。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Soft("H29a", "ytd(0902) <= ytd(0901)", how="本年完成的多于本年立项的；有上年结转项目的写明项数。"),
        Soft("H29b", "0906 <= 0905", how="发明专利是全部授权专利的一部分，请核对。"),
        Soft("H30", "0907 > 0", when="0908 > 0", how="有转化效益却没有转化项目；以前季度转化、本季见效的写明。"),
        Soft("S17", "0908 / 0907 <= 1000.0", how="平均每项效益超过1000万元，请检查元与万元；无误的写明依据。"),
        thousandfold("i", "0908"),
        thousandfold("j", "0911"),
    )
