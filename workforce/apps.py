from portal.reporting.sections import SectionConfig


class WorkforceConfig(SectionConfig):
    name = "workforce"
    label = "workforce"
    section = 1
