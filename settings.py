"""Scrapy's settings; each that is not Scrapy's default with its reason.

Environment: FIRSTCALL_DATA (state, default `data`), FIRSTCALL_LANDING (default `$FIRSTCALL_DATA/landing`, any fsspec
URL), FIRSTCALL_REHOST (the world or replay server on loopback), FIRSTCALL_CONTACT (a mail or URL, shown in the
User-Agent), FIRSTCALL_TODAY (a day instead of today), RU_EGRUL_URL, FIRSTCALL_NEWS_FEEDS.
"""

import os
from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("firstcall")
except PackageNotFoundError:
    VERSION = "0"

BOT_NAME = "firstcall"
SPIDER_MODULES = ["spiders.registrations", "spiders.tenders", "spiders.vacancies", "spiders.news"]
COMMANDS_MODULE = "spiders.commands"

# ---- ours ------------------------------------------------------------------------------------------------------------
FIRSTCALL_DATA = os.environ.get("FIRSTCALL_DATA") or "data"
FIRSTCALL_LANDING = os.environ.get("FIRSTCALL_LANDING") or f"{FIRSTCALL_DATA}/landing"
FIRSTCALL_REHOST = os.environ.get("FIRSTCALL_REHOST") or None
FIRSTCALL_CONTACT = os.environ.get("FIRSTCALL_CONTACT") or None
FIRSTCALL_TODAY = os.environ.get("FIRSTCALL_TODAY") or None
FIRST_DAYS = 30
"""How many days back the first scheduled crawl of a source begins."""
STREAM_TIMEOUT = 120
"""Seconds a server may be silent in the middle of a bulk file; the whole may take as long as it takes."""
RU_EGRUL_URL = (
    os.environ.get("RU_EGRUL_URL") or "https://ftp.egrul.nalog.ru/EGRUL_406/{day:%d.%m.%Y}/EGRUL_{day:%Y-%m-%d}_1.zip"
)
"""Address of a day's file of the Russian register; needs an agreement with the FNS. `{day:…}` takes strftime codes."""
NEWS_FEEDS = os.environ.get("FIRSTCALL_NEWS_FEEDS") or (
    "https://www.interfax.ru/rss.asp RU ru, https://ain.ua/feed/ UA uk, https://www.epravda.com.ua/rss/ UA uk, "
    "https://www.gov.uk/search/news-and-communications.atom GB en"
)
"""Feeds as `URL [COUNTRY [LANGUAGE]]`, separated by commas, or the path of a text file with one a line."""

# ---- who we are, and how we behave -----------------------------------------------------------------------------------
# An honest name with a way to reach us; the SEC refuses agents without a mail address.
USER_AGENT = f"Firstcall/{VERSION} (+{FIRSTCALL_CONTACT or 'no contact given'})"
ROBOTSTXT_OBEY = True
DOWNLOAD_VERIFY_CERTIFICATES = True
# Sources declare their delay; it must not be shortened by chance.
DOWNLOAD_DELAY_JITTER = 0.1
CONCURRENT_REQUESTS_PER_DOMAIN = 4
COOKIES_ENABLED = False
# Nobody needs to know which page of an API led to the next.
REFERRER_POLICY = "no-referrer"
# A meta refresh is a page for people, never an answer of an API.
METAREFRESH_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.politeness.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "spiders.politeness.PatientRetry": 550,
}
RETRY_TIMES = 4
RETRY_WAIT_FIRST = 2.0
RETRY_WAIT_MOST = 300.0
# The rehost server is on this machine: it needs no delays, and demo and tests no waits.
RETRY_WAIT_SCALE = 0.0 if FIRSTCALL_REHOST else 1.0

# ---- downloads -------------------------------------------------------------------------------------------------------
# One handler for all web addresses (rehosting, streaming); no other scheme is ever asked for, so none may be.
DOWNLOAD_HANDLERS = {
    "http": "spiders.download.DownloadHandler",
    "https": "spiders.download.DownloadHandler",
    "ftp": None,
    "s3": None,
    "file": None,
}
# An answer that is not streamed is held in memory: no page of an API is this large.
DOWNLOAD_MAXSIZE = 256 * 1024 * 1024
DOWNLOAD_WARNSIZE = 64 * 1024 * 1024
DOWNLOAD_TIMEOUT = 90

# ---- what comes out --------------------------------------------------------------------------------------------------
# An item is a whole page: Scrapy starts this many tasks for every answer, and 100 idle ones cost more than landing
# the page.
CONCURRENT_ITEMS = 1
# It parses the source of every callback at every answer, to warn of what mypy sees once.
WARN_ON_GENERATOR_RETURN_VALUE = False
ITEM_PIPELINES = {"pipelines.land.Land": 100}
# An item is a page of listings; `-O out.csv` gives listings.
FEED_EXPORTERS = {
    "json": "spiders.exporters.JsonListings",
    "jsonl": "spiders.exporters.JsonLinesListings",
    "jsonlines": "spiders.exporters.JsonLinesListings",
    "jl": "spiders.exporters.JsonLinesListings",
    "csv": "spiders.exporters.CsvListings",
}
FEED_EXPORT_ENCODING = "utf-8"

# ---- what must not run -----------------------------------------------------------------------------------------------
# Both run Python for whoever connects.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS = {
    # It would overwrite `spider.state`, which here is what the last sealed crawl left.
    "scrapy.extensions.spiderstate.SpiderState": None,
}

LOG_LEVEL = "INFO"
# One line a crawl says it better than thirty of versions and statistics; `-s STATS_DUMP=1` brings them back.
STATS_DUMP = False
LOG_VERSIONS: list[str] = []
