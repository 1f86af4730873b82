"""Sources of vacancies."""
