#!/bin/sh
# SPDX-License-Identifier: MIT
# 23_saving.sh PROGRAM PYTHON   Another language reads the weights that the example saved, by the format's description alone;
# and with the safetensors package where it is installed.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
"$1" "$directory" >/dev/null
"$2" - "$directory" <<'PYTHON'
import json, struct, sys
directory = sys.argv[1]
def read(name):
    data = open(f"{directory}/{name}", "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for tensor, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] in ("F32", "U64", "I64"), entry
        count = 1
        for extent in entry["shape"]:
            count *= extent
        letter = {"F32": "f", "U64": "Q", "I64": "q"}[entry["dtype"]]
        tensors[tensor] = (entry["shape"], struct.unpack(f"<{count}{letter}", data[8 + length + begin:8 + length + end]))
    return metadata, tensors
metadata, model = read("model.safetensors")
assert metadata["format"] == "tenon 1" and metadata["type 0"].startswith("DenseLayer<2,8,Tanh"), metadata
assert {name: shape for name, (shape, _) in model.items()} == {"0.kernel": [2, 8], "0.bias": [8], "1.kernel": [8, 1], "1.bias": [1]}
assert all(abs(x) < 10 for _, values in model.values() for x in values) and any(model["0.kernel"][1])
metadata, training = read("training.safetensors")
assert metadata["epochs"] == "2" and training["loss:threshold"] == ([], (2.0,)), metadata
assert training["slots:0.kernel.velocity"][0] == [2, 8] and all(training[name] == model[name] for name in model)
history = json.load(open(f"{directory}/history.json"))
rows = [line.split(",") for line in open(f"{directory}/log.csv").read().splitlines()]
assert rows[0][:3] == ["epoch", "loss", "mean_absolute_error"] and len(rows) == 1 + len(history["val_loss"])
assert [float(row[1]) for row in rows[1:]] == history["loss"]
try:
    import numpy
except ImportError:
    numpy = None
if numpy:
    data = open(f"{directory}/model.safetensors", "rb").read()
    length = int.from_bytes(data[:8], "little")
    begin, end = json.loads(data[8:8 + length])["0.kernel"]["data_offsets"]
    kernel = numpy.frombuffer(data[8 + length + begin:8 + length + end], dtype="<f4").reshape(2, 8)
    assert tuple(kernel.ravel().tolist()) == model["0.kernel"][1]
try:
    from safetensors.numpy import load_file
    loaded = load_file(f"{directory}/training.safetensors")
    assert tuple(loaded["0.kernel"].ravel().tolist()) == model["0.kernel"][1]
    print("read by the safetensors package too")
except ImportError:
    print("without the safetensors package")
PYTHON
