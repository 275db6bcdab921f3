#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes print.txt: arrays as NumPy prints them. `python3 print.py >print.txt`; made with NumPy 1.24.

A case is a line "@ DTYPE SHAPE OPTION=VALUE ...", a line with the elements (hexadecimal, or `arange`), and the text, each
line after a "|". Without options the text is str(array), with options array2string's.
"""
import numpy as np

NAMES = {"edge_items": "edgeitems", "line_width": "max_line_width", "float_mode": "floatmode"}


def show(array, arange=False, **options):
    array = np.asarray(array)
    shape = ",".join(map(str, array.shape)) or "-"
    print("@", array.dtype.str[1:], shape, *(f"{k}={str(v).replace(' ', '_')}" for k, v in options.items()))
    print("arange" if arange else array.tobytes().hex() or "-")
    text = np.array2string(array, **{NAMES.get(k, k): v for k, v in options.items()}) if options else str(array)
    for line in text.split("\n"):
        print("|" + line)


def floats(values, **options):
    for dtype in np.float32, np.float64:
        with np.errstate(over="ignore"):
            show(np.array(values, dtype), **options)


random = np.random.RandomState(20240501)
nan, inf = np.nan, np.inf

# Digits, the scientific form, and what is not finite.
for values in ([1, 2, 3], [1.5, 2.25, -3], [0.1, 0.2, 0.3], [1 / 3, 2], [0, -0.0], [0], [-1e-3, 1], [1e-5, 1.5], [1e8, 1],
               [99999999, 1e5], [1, 1000], [1, 1001], [1e-4, 0.05], [9.9e-5, 0.05], [123456.789012345], [1e-30, 2e30],
               [1e-38, 1.5e-38], [nan, 1, -inf], [inf, 0.5], [nan, nan], [-inf, nan], [inf], [nan, 1e10, inf], [-1e-9, nan],
               [0.999999999, 1], [9.99999999999, 1e9], [16777217, 0.5], [67108872, 0.5], [99999992, -33554434], [2.5, 3.5, 1e7], [1e15, 1e16], [0.5, 1e22]):
    floats(values)
for values in (1, 0.1, 1e-5, 1.5e16, 1e15, -2.5, 1e-4, 9.9e-5, 0, -0.0, nan, inf, -inf, 123456789, 16777216):
    floats(values)
floats(random.standard_normal((4, 5)))
floats(random.standard_normal((2, 3, 4)) * 100)
floats(random.standard_normal((3, 7)) * 10.0 ** random.randint(-9, 9, (3, 7)))
floats(random.standard_normal(23))
floats(random.uniform(0, 1, (2, 2, 2, 2)))

# Options.
sample, mixed = random.standard_normal((3, 4)) * 10, [1e-9, 1.5, -250.125, nan, 3e5]
for precision in 0, 1, 2, 3, 5, 16:
    floats(sample, precision=precision)
    floats(mixed, precision=precision)
    for mode in "fixed", "maxprec_equal", "unique":
        floats(sample[:2, :2], precision=precision, float_mode=mode)
        floats(mixed, precision=precision, float_mode=mode)
        floats([0.5, 1.25, 2], precision=precision, float_mode=mode)
    floats(mixed, precision=precision, suppress_small=True)
floats(3.14159265, precision=3)
floats([2.5, 0.125, 0.375], precision=0)
floats([1e-7, -1e-7, 1], suppress_small=True)
floats([1e-7, 1e9], suppress_small=True)
floats([[1, 2], [3, 4.5]], separator=", ")
floats(random.uniform(-1, 1, 40), separator=", ", precision=3)
floats(random.uniform(-1, 1, (2, 9)), line_width=30)
floats(random.uniform(-1, 1, (2, 1, 9)), line_width=20)
floats(random.uniform(-1, 1, 4), line_width=5)
floats(sample, line_width=200, precision=4)

# Whole numbers and truth.
for dtype in "i1 i2 i4 i8 u1 u2 u4 u8".split():
    info = np.iinfo(dtype)
    show(np.array([[info.min, info.max], [1, 42]], dtype))
show(np.array([[1, -2, 30], [4, 50, 6]], "i4"))
show(np.array(7, "i4"))
show(np.array([True, False]))
show(np.array([[True], [True]]))
show(np.array(True))
show(np.array(True), precision=3)
show(np.array([[1, 2], [3, 4]], "i8"), separator=",")
show(np.array([[[1], [2]], [[3], [4]]], "i8"), separator=", ")

# Nothing, lines that break, and edges.
for shape in (0,), (2, 0), (0, 3), (1, 0, 2):
    show(np.zeros(shape))
    show(np.zeros(shape, "i4"))


def arange(dtype, shape, **options):
    show(np.arange(int(np.prod(shape))).astype(dtype).reshape(shape), arange=True, **options)


for dtype in "i4", "f4", "f8":
    for shape in (30,), (70,), (1001,), (100, 20), (501, 2), (2, 501), (1, 1, 1001), (11, 10, 10), (7, 7, 7, 7):
        arange(dtype, shape)
    arange(dtype, (50,), threshold=10)
    arange(dtype, (8, 8), threshold=5, edge_items=1)
    arange(dtype, (8, 8), threshold=5, edge_items=2, separator=", ")
    arange(dtype, (8, 8), threshold=5, edge_items=4)
    arange(dtype, (3, 6, 6), threshold=5, edge_items=1, line_width=12)
arange("i4", (1000,))
arange("i4", (1001,), threshold=1001)
arange("i4", (5, 300), threshold=10, edge_items=40)
