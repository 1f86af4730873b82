"""The same night under Prefect: few, coarse tasks around exactly the plain functions, for its history and retries.

Importing this module starts nothing; PREFECT_API_URL decides whether a server or the ephemeral API is used.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from flows import nightly
from flows.crawling import Crawled, Spiders
from flows.planning import Plan, plan
from flows.shards import Built
from flows.syncing import pull_outcomes
from flows.working import working


@task(name="crawl", task_run_name="crawl {source}", cache_policy=NO_CACHE)
def crawl_task(planned: Plan, source: str, spiders: Spiders) -> Crawled:
    """One source's subprocess."""
    return nightly.crawl_one(planned, source, spiders)


@task(name="build", cache_policy=NO_CACHE)
def build_task(planned: Plan) -> list[Built]:
    """All shards, in processes of their own."""
    return nightly.build_shards(planned, get_run_logger().info)


CRAWLS: Any = ThreadPoolTaskRunner(max_workers=(os.cpu_count() or 1) + 1)


@flow(name="firstcall-night", validate_parameters=False, task_runner=CRAWLS)
def night(options: dict[str, Any]) -> str:
    """The nightly flow; `options` are those of `planning.plan`. Returns the verdict; a night that fails raises."""
    tell = get_run_logger().info
    planned = plan(**options)
    with working(planned) as record:
        spiders = Spiders()
        try:
            waiting = [crawl_task.submit(planned, source, spiders) for source in planned.sources if planned.crawl]
            crawled = [future.result() for future in waiting]
        except BaseException:
            spiders.stop()
            raise
        for each in crawled:
            tell(each.as_line())
        pulled = pull_outcomes(planned.data, tell)
        built = build_task(planned)
        done = nightly.publish(planned, crawled, built, record, tell)
        done = nightly.to_crm(done, pulled, planned, record, tell)
    tell(done.as_line())
    return done.as_line()
