from portal.reporting.sections import SectionConfig


class CompetitionsConfig(SectionConfig):
    default = True
    name = "competitions"
    label = "competitions"
    section = 3
