from portal.reporting.sections import SectionConfig


class TrainingConfig(SectionConfig):
    name = "training"
    label = "training"
    section = 2
