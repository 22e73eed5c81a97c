from portal.reporting.sections import SectionConfig


class WorkforceConfig(SectionConfig):
    default = True
    name = "workforce"
    label = "workforce"
    section = 1
