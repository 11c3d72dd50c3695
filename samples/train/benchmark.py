"""Latency of one row, for the `benchmark` section of the demo's metrics: this machine's, so only ratios travel."""

import platform
import time

import numpy as np
import onnxruntime as ort

RUNS, WARM_UP = 500, 50
TYPES = {"tensor(float)": np.float32, "tensor(int64)": np.int64}


def cpu_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def one_row(session):
    """Ones of the shape the model wants: one row, and ten where another dimension is free."""
    feeds = {}
    for value in session.get_inputs():
        shape = [1, *(size if isinstance(size, int) else 10 for size in value.shape[1:])]
        feeds[value.name] = np.ones(shape, TYPES[value.type])
    return feeds


def benchmark(paths):
    """Version → median and 95th percentile. The models take turns, so that what else the machine does meets all of them."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = {version: ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]) for version, path in paths.items()}
    feeds = {version: one_row(session) for version, session in sessions.items()}
    taken = {version: [] for version in paths}
    for turn in range(WARM_UP + RUNS):
        for version, session in sessions.items():
            start = time.perf_counter_ns()
            session.run(None, feeds[version])
            if turn >= WARM_UP:
                taken[version].append((time.perf_counter_ns() - start) / 1e6)
    return {
        version: {
            "runtime": f"onnxruntime {ort.__version__}",
            "device": cpu_name(),
            "threads": 1,
            "batch": 1,
            "runs": RUNS,
            "p50Milliseconds": round(float(np.percentile(times, 50)), 4),
            "p95Milliseconds": round(float(np.percentile(times, 95)), 4),
        }
        for version, times in taken.items()
    }
