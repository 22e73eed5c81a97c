from portal.reporting.sections import SectionConfig


class CompetitionsConfig(SectionConfig):
    name = "competitions"
    label = "competitions"
    section = 3
