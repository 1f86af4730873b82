"""Enrich: finders ask registers about companies; what they answer is landed like any listing."""

from pipelines.enrich.finder import Answer, Finder
from pipelines.enrich.report import Asked, EnrichReport
from pipelines.enrich.stage import FINDERS, enrich

__all__ = ["FINDERS", "Answer", "Asked", "EnrichReport", "Finder", "enrich"]
