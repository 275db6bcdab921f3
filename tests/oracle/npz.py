#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes npz.txt: .npz files of NumPy, and archives with all that zip and deflate allow, in hexadecimal.
`python3 npz.py >npz.txt`; made with NumPy 1.24."""
import io
import struct
import zipfile
import zlib

import numpy as np

ARRAYS = {
    "w": np.arange(6, dtype="<f4").reshape(2, 3) / 4,
    "layer/b": np.array([-1, 2**40, 3, 4], dtype=">i8"),
    "flag": np.array(True),
}


def show(name, content):
    print("@", name)
    text = content.hex()
    for i in range(0, len(text), 118):
        print(text[i:i + 118])


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def far():
    """Bytes that repeat at a distance near 32 KiB."""
    i = np.arange(500, dtype=np.int64)
    some = ((i * i * 31) >> 3) & 255
    return np.concatenate([some, np.zeros(32000, dtype=np.int64), some]).astype("u1")


def deflate(content, level, strategy=zlib.Z_DEFAULT_STRATEGY):
    c = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return c.compress(content) + c.flush()


def archive(entries, zip64=False, comment=b""):
    """entries: (name, method, bytes, bytes in the archive)"""
    body = directory = b""
    for name, method, content, packed in entries:
        name = name.encode()
        start, sizes, crc = len(body), (len(packed), len(content)), zlib.crc32(content)
        common = struct.pack("<HHHHHI", 45, 0, method, 0, 33, crc)
        body += b"PK\3\4" + common + struct.pack("<IIHH", *sizes, len(name), 0) + name + packed
        extra = b""
        if zip64:  # another extra field in front, then all that fits nowhere else
            extra = struct.pack("<HHI", 0x7075, 4, 7) + struct.pack("<HHQQQ", 1, 24, sizes[1], sizes[0], start)
            sizes, start = (0xffffffff, 0xffffffff), 0xffffffff
        directory += b"PK\1\2" + struct.pack("<H", 45) + common
        directory += struct.pack("<IIHHHHHII", *sizes, len(name), len(extra), 0, 0, 0, 0, start) + name + extra
    begin, count, size = len(body), len(entries), len(directory)
    body += directory
    if zip64:
        record = len(body)
        body += b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, begin)
        body += b"PK\6\7" + struct.pack("<IQI", 0, record, 1)
        count, size, begin = 0xffff, 0xffffffff, 0xffffffff
    return body + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, size, begin, len(comment)) + comment


class Stream(io.RawIOBase):
    """Cannot seek: sizes and checksums then follow the entries."""

    def __init__(self):
        self.content = b""

    def writable(self):
        return True

    def write(self, b):
        self.content += bytes(b)
        return len(b)


for name, save in ("savez", np.savez), ("savez_compressed", np.savez_compressed):
    out = io.BytesIO()
    save(out, **ARRAYS)
    show(name, out.getvalue())
out = Stream()
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
    for name, array in ARRAYS.items():
        z.writestr(zipfile.ZipInfo(name + ".npy"), npy(array), zipfile.ZIP_DEFLATED)  # of no date
show("stream", out.content)

stored = [(name + ".npy", 0, npy(array), npy(array)) for name, array in ARRAYS.items()]
show("comment", archive(stored, comment=b"PK\5\6 is how the end begins"))
show("zip64", archive(stored, zip64=True))
show("empty", archive([]))
content = npy(ARRAYS["w"])
show("bzip2", archive([("w.npy", 12, content, b"?")]))
show("deflate", archive([
    ("stored.npy", 8, content, deflate(content, 0)),
    ("fixed.npy", 8, content, deflate(content, 9, zlib.Z_FIXED)),
    ("huffman.npy", 8, content, deflate(content, 9, zlib.Z_HUFFMAN_ONLY)),
    ("far.npy", 8, npy(far()), deflate(npy(far()), 9)),
]))
