"""Runs crawls in a process of their own: a plan on stdin, rounds one after another, the crawls of a round at once.

{"world": URL, "rounds": [{"control": [["fault", {…}]], "crawls": [{"source": …, "settings": {…}, "arguments": {…}}]}]}
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any
from urllib.request import Request, urlopen

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.project import get_project_settings


def control(world: str, what: str, body: dict[str, Any]) -> None:
    """One order to the world: its day, or a fault."""
    request = Request(f"{world}/_world/{what}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        found = json.load(answer)
    assert "error" not in found, found


async def run(process: AsyncCrawlerProcess, plan: dict[str, Any]) -> None:
    """All rounds of a plan; then the event loop is stopped."""
    from twisted.internet import reactor

    try:
        for each in plan["rounds"]:
            for what, body in each["control"]:
                await asyncio.to_thread(control, plan["world"], what, body)
            running = []
            for crawl in each["crawls"]:
                settings = get_project_settings()
                settings.setdict(crawl["settings"], priority="cmdline")
                crawler = Crawler(process.spider_loader.load(crawl["source"]), settings)
                running.append(process.crawl(crawler, **crawl["arguments"]))
            await asyncio.gather(*running)
    finally:
        reactor.stop()  # type: ignore[misc]


def main() -> None:
    """Run the plan on stdin; a round that raises ends with its traceback and exit code 1."""
    plan = json.load(sys.stdin)
    settings = get_project_settings()
    settings.set("LOG_INSTALL_ROOT_HANDLER", False)
    process = AsyncCrawlerProcess(settings)
    logging.disable(logging.CRITICAL)
    work = asyncio.get_event_loop().create_task(run(process, plan))
    process.start(stop_after_crawl=False)
    work.result()


if __name__ == "__main__":
    main()
