"""`scrapy declarations`: every source's declaration as JSON."""

from __future__ import annotations

import argparse
import sys

import orjson
from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader


class Command(ScrapyCommand):
    """Prints the declarations of all sources, sorted by name, as one JSON list."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """One line for `scrapy -h`."""
        return "Print what every source declares, as JSON"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Print the list; a wrong declaration ends with its sentence and exit code 1."""
        assert self.settings is not None
        try:
            loader = get_spider_loader(self.settings)
            found = [loader.load(name).declaration.model_dump(mode="json") for name in sorted(loader.list())]  # type: ignore[attr-defined]
        except TypeError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
