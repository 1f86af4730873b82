"""Buying: the purchase history of every public buyer in every CPV division, and when it will buy next."""

from pipelines.score.buying.stage import HORIZON, PurchasesReport, purchases

__all__ = ["HORIZON", "PurchasesReport", "purchases"]
