"""Says what the onnx package makes of each model named on standard input: one JSON line each."""
import hashlib
import json
import os
import sys

import onnx
from onnx import numpy_helper


def tensors(graph):
    for initializer in graph.initializer:
        yield initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                yield attribute.t
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from tensors(attribute.g)


for line in sys.stdin:
    path = line.strip()
    result = {"path": path}
    try:
        onnx.checker.check_model(path)
        result["valid"] = True
    except Exception as error:
        result.update(valid=False, reason=str(error).split("\n")[0])
    try:
        model = onnx.load(path)
        digest = hashlib.sha256()
        for tensor in tensors(model.graph):
            array = numpy_helper.to_array(tensor, base_dir=os.path.dirname(path))
            digest.update(repr((tensor.name, tensor.data_type, list(tensor.dims))).encode())
            digest.update(array.tobytes() if array.dtype != object else repr(array.tolist()).encode())
        result["tensors"] = digest.hexdigest()
    except Exception as error:
        result["unreadable"] = str(error).split("\n")[0]
    print(json.dumps(result), flush=True)
