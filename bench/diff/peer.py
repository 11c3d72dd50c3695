"""What a script would do: onnx.load both models, and compare their initializers with numpy.

Prints seconds and peak memory above the process's baseline, in bytes.
"""

import json
import resource
import sys
import time

import numpy as np
import onnx
from onnx import numpy_helper


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


# 5: the kernel forgets the peak so far.
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
base = resident()
start = time.perf_counter()
before, after = onnx.load(sys.argv[1]), onnx.load(sys.argv[2])
known = {tensor.name: tensor for tensor in before.graph.initializer}
changed, largest = 0, 0.0
for tensor in after.graph.initializer:
    other = known[tensor.name]
    if other.raw_data == tensor.raw_data:
        continue
    a, b = (numpy_helper.to_array(one).astype(np.float64) for one in (other, tensor))
    l2, widest = np.linalg.norm(b - a), np.abs(b - a).max()
    cosine = np.vdot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)
    changed, largest = changed + 1, max(largest, float(l2))
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "bytes": peak() - base, "changed": changed, "largest": largest, "peer": f"onnx {onnx.__version__}"}))
