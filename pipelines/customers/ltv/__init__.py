"""What clients will still order and what that is worth: how often (Pareto/NBD), how much (gamma-gamma), and a check on their own past."""

from pipelines.customers.ltv.backtest import Backtest, backtest, counted
from pipelines.customers.ltv.money import GammaGamma, fit_money
from pipelines.customers.ltv.pareto import ParetoNBD

__all__ = ["Backtest", "GammaGamma", "ParetoNBD", "backtest", "counted", "fit_money"]
