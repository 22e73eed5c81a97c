from portal.reporting.sections import SectionConfig


class TrainingConfig(SectionConfig):
    default = True
    name = "training"
    label = "training"
    section = 2
