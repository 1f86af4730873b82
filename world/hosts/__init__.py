"""One class per host API: paging, windows, caps and error shapes; the rows come from a provider."""
