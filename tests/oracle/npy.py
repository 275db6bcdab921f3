#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes npy.txt: .npy files as NumPy writes them, in hexadecimal. `python3 npy.py >npy.txt`; made with NumPy 1.24."""
import io
import warnings

import numpy as np

NUMBERS = "i2 i4 i8 u2 u4 u8 f4 f8".split()
BYTES = "b1 i1 u1".split()


def values(kind, shape):
    n = int(np.prod(shape, dtype=int))
    v = (np.arange(n) * 37 + 11) % 101
    v = v % 2 if kind[0] == "b" else v if kind[0] == "u" else v - 50
    return (v * 0.25 if kind[0] == "f" else v).reshape(shape)


def show(name, array, version=None):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.lib.format.write_array(out, array, version=version)
    print("@", name)
    text = out.getvalue().hex()
    for i in range(0, len(text), 118):
        print(text[i:i + 118])


def array(kind, order, memory, shape):
    return np.asarray(values(kind, shape), dtype=order + kind, order=memory)


for memory in "CF":
    for kind in BYTES:
        show(f"|{kind} {memory} (2, 3)", array(kind, "|", memory, (2, 3)))
    for kind in NUMBERS:
        for order in "<>":
            show(f"{order}{kind} {memory} (2, 3)", array(kind, order, memory, (2, 3)))
    for shape in [(), (5,), (0,), (2, 0, 3), (2, 3, 4), (2, 1, 3, 2)]:
        show(f"<f4 {memory} {shape}", array("f4", "<", memory, shape))
for version in [(2, 0), (3, 0)]:
    show("version %d.%d" % version, array("f4", "<", "C", (2, 3)), version)
for kind in "f4 f8".split():
    info = np.finfo(kind)
    show(f"special {kind}", np.array([np.nan, np.inf, -np.inf, -0.0, info.max, info.tiny, info.tiny / 4], "<" + kind))
show("special i8", np.array([np.iinfo("i8").min, -1, np.iinfo("i8").max], "<i8"))
show("special u8", np.array([0, np.iinfo("u8").max], "<u8"))
show("rows", values("f", (4, 3)).astype("<f8"))
