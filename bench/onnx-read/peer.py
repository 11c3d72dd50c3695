"""onnx.load of one file: prints seconds and peak memory above the process's baseline, in bytes."""

import json
import resource
import sys
import time

import onnx


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


# 5: the kernel forgets the peak so far.
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
before = resident()
start = time.perf_counter()
model = onnx.load(sys.argv[1])
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "bytes": peak() - before, "nodes": len(model.graph.node), "peer": f"onnx {onnx.__version__}"}))
