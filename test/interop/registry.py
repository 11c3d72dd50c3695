"""Says what GTO makes of each repository named on standard input: one JSON line each, as `gto show --json` and `gto history --json` print it."""
import json
import sys

import gto.api
from gto.constants import VersionSort

for line in sys.stdin:
    result = {}
    try:
        path = line.rstrip("\n")
        result["show"] = gto.api.show(
            path, assignments_per_version=-1, versions_per_stage=1, sort=VersionSort.Timestamp
        )
        result["history"] = [
            {**event, "timestamp": int(event["timestamp"].timestamp())} for event in gto.api.history(path, ascending=True)
        ]
    except Exception as error:
        result = {"error": type(error).__name__}
    print(json.dumps(result), flush=True)
