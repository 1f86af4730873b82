"""Stateful stand-ins of CRMs that cannot run here, written from what their vendors document."""
