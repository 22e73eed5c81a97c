"""Why a file is not taken, in the words the user reads."""


class FileRefused(ValueError):
    """The file cannot be taken; `str()` is the complete Chinese message (应有、收到、怎样改)."""
