"""The verbs: what happens to a listing after it was yielded, in this order: land, clean, link, enrich, score,
deliver."""
