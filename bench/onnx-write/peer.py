"""onnx.load and onnx.save of one model with external data, flushed: prints seconds and peak memory above the process's baseline, in bytes."""

import json
import os
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


source, target = sys.argv[1:3]
data = os.path.basename(target) + ".data"
# 5: the kernel forgets the peak so far.
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
before = resident()
start = time.perf_counter()
model = onnx.load(source)
onnx.save(model, target, save_as_external_data=True, all_tensors_to_one_file=True, location=data)
# The writer beside it flushes what it wrote.
for name in (target, os.path.join(os.path.dirname(target), data)):
    with open(name, "rb+") as file:
        os.fsync(file.fileno())
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "bytes": peak() - before, "peer": f"onnx {onnx.__version__}"}))
