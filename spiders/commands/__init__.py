"""Extra `scrapy` commands, and our own `scrapy crawl`."""
