"""clean: landed text becomes typed facts, column-wise, by kind of field; what cannot be read becomes a reject, never a guess."""

from pipelines.clean.report import CleanReport
from pipelines.clean.stage import clean

__all__ = ["CleanReport", "clean"]
