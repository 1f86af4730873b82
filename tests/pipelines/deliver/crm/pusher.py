"""A process that pushes when it is told to: `python -m tests.pipelines.deliver.crm.pusher`, one JSON line for each push.

It answers "ready" to a line, waits for another one, pushes, and says how that ended.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import Any

import orjson

from leads import decisions
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.connections import ADAPTERS
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.pace import Pace
from pipelines.deliver.crm.protocol import CrmError
from tests.crm_fakes.office import Time
from tests.pipelines.deliver.crm.gate import ToGate
from tests.pipelines.deliver.samples import draft


def main() -> None:
    """Read lines to the end."""
    for line in sys.stdin.buffer:
        asked: dict[str, Any] = orjson.loads(line)
        os.environ.pop("DATABASE_URL", None)
        os.environ |= asked["environment"]
        decisions.open_decisions(asked["data"])
        time = Time()
        connection = Connection(
            asked["name"], asked["adapter"], asked["url"], asked["options"], asked["secrets"], pace=Pace(time.clock()),
            transport=ToGate(asked["port"]) if asked["port"] else None,
        )  # fmt: skip
        with closing(ADAPTERS[connection.adapter](connection)) as crm:
            _say({"ready": True})
            sys.stdin.buffer.readline()
            try:
                report = push(draft(asked["leads"]), crm, clock=time.clock(), approved=True)
            except CrmError as error:
                _say({"refused": str(error)})
            else:
                said = {"created": report.created, "adopted": report.adopted, "unchanged": report.unchanged}
                _say({**said, "complete": report.complete, "line": report.as_line()})
        decisions.close_decisions()


def _say(said: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
