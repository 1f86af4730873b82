"""The user's own clients: imported, linked to companies, measured by their orders, and reported."""

from pipelines.customers.stage import CustomersReport, customers

__all__ = ["CustomersReport", "customers"]
