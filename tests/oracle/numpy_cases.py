#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What NumPy gives for cases of the tensor language: writes numpy_FAMILY.txt beside itself, which
tests/unit/oracle_FAMILY.cpp compares Tenon with. The tests need no Python.

    numpy_cases.py              write the files
    numpy_cases.py --check      exit 1 if they are not what this script makes, 77 if it cannot be told here
    numpy_cases.py --list NAME  the cases of a family, as the test names them

To add a case, say at the end of a family's function here what NumPy gives, under the text of the C++ expression,

    c.case("sum<0>(a)", wide(a).sum(0))

and in tests/unit/oracle_FAMILY.cpp, in the function of that group, that Tenon gives it too:

    CLOSE(1, sum<0>(a));        // or EXACT(...), ULPS(2, ...)

Then run this script. (At the end, as what stands below an operand that is drawn later would be drawn anew.) Blanks and tn::
in the text do not matter. A case that no test asks for fails the test, as does one that is not here, and an operand nobody
reads. A new family is a function below with @family and a file tests/unit/oracle_NAME.cpp; `c.group` names what follows,
usually by its dtype; `c.given` keeps an operand, which the test reads with `cases.input<float, 3, 4>("a")`.

Floating functions are computed in the x87 long double of `wide` and rounded once at the end, so that the result is that of
an exact function but for one in a thousand double roundings, and the same on every processor with a long double of 64 bits.
numpy.linalg knows no wider type than double: `settled` rounds what it gives to 32 bits, of which every BLAS is sure.

SciPy makes the family sparse: where it cannot be imported that family is neither written nor checked, all others are.
"""
import math
import os
import re
import sys
import zlib
from fractions import Fraction

try:
    import numpy as np
except ImportError:
    print("SKIPPED: no NumPy here")
    sys.exit(77)
try:
    import scipy.sparse as scipy_sparse
except ImportError:
    scipy_sparse = None

HERE = os.path.dirname(os.path.abspath(__file__))
FAMILIES = {}
INTEGERS = [np.dtype(s) for s in "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()]
f4, f8, i4 = np.float32, np.float64, np.int32


def family(function):
    FAMILIES[function.__name__] = function
    return function


class Cases:
    def __init__(self, name):
        self.random = np.random.RandomState(zlib.crc32(name.encode()) & 0xFFFF)  # a stream that NumPy never changes
        self.lines, self.names, self.texts = [], set(), []
        self.name, self.dtype = "", f4

    def group(self, name, dtype=None):
        """What follows is about this; long doubles are rounded to `dtype`, by default the one that is named."""
        self.name = str(name)
        self.dtype = np.dtype(dtype or name)

    def put(self, text, value):
        value = np.asarray(value)
        if value.dtype == np.longdouble:
            value = value.astype(self.dtype)
        name = self.name + ": " + re.sub(r"\s", "", text)
        if name in self.names:
            raise ValueError(name + " comes twice")
        self.names.add(name)
        shape = ",".join(map(str, value.shape))
        self.lines.append(f"@ {name} | {value.dtype.name}[{shape}]")
        text = value.astype(value.dtype.newbyteorder("<")).tobytes().hex()
        self.lines += [text[i : i + 118] for i in range(0, len(text), 118)]
        return value

    def given(self, text, value):
        return self.put(text, np.asarray(value))

    def case(self, text, value):
        self.texts.append(f"{self.name}: {text}")
        self.put(text, value)

    def uniform(self, low, high, *shape):
        return self.random.uniform(low, high, shape).astype(self.dtype)

    def integers(self, low, high, *shape, dtype=None):
        return self.random.randint(low, high, shape).astype(dtype or self.dtype)


def wide(x):
    return np.asarray(x).astype(np.longdouble)


def settled(x, dtype=f8):
    """Rounded to 32 bits (of a float, to 24)."""
    mantissa, exponent = np.frexp(np.asarray(x, f8))
    return np.ldexp(np.rint(np.ldexp(mantissa, 32)), exponent - 32).astype(dtype)


def index(x):
    return np.asarray(x).astype(i4)


def numbers(c):
    """Forty numbers of a floating dtype that functions find hard, and easy ones."""
    info = np.finfo(c.dtype)
    hard = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2.5, 1e-3, -1e-3, 88.5, -88.5, 3, 0.75, 1.5, 1e6, -1e6]
    hard += [info.max, info.min, info.tiny, info.tiny / 4, 1e-8, np.pi, -7, 10]
    return np.concatenate([np.array(hard, c.dtype), c.uniform(-4, 4, 12)])


def of_each(function):
    """A function of Python's math, in double, on each number."""

    def one(v):
        try:
            return function(v)
        except (ValueError, OverflowError):
            return math.nan if v == -math.inf else math.inf

    return lambda x: np.array([one(float(v)) for v in x], f8)


def of_fractions(p, q):
    """Quotients of finite numbers rounded down, exact, then rounded to the dtype."""
    info = np.finfo(p.dtype)

    def one(a, b):
        k = Fraction(float(a)) // Fraction(float(b))
        return float(k) if abs(k) <= float(info.max) else math.inf if k > 0 else -math.inf

    return np.array([one(a, b) for a, b in zip(p, q)], f8).astype(p.dtype)


# --- elementwise --------------------------------------------------------------------------------------------------------

SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
EXPONENTIAL = {
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "rsqrt": lambda x: 1 / np.sqrt(x), "cbrt": np.cbrt, "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, np.longdouble(0)), "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: np.longdouble(SELU_SCALE) * np.where(x > 0, x, np.longdouble(SELU_ALPHA) * np.expm1(x)),
}  # fmt: skip
TRIGONOMETRIC = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
}  # fmt: skip


@family
def exponential(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        x = c.given("x", numbers(c))
        for name, function in EXPONENTIAL.items():
            c.case(f"{name}(x)", function(wide(x)))
        b = c.given("b", np.resize(np.array([2, -2, 0.5, 3, -0.0, np.inf, -np.inf, np.nan, 0, 1, -1, 40], dtype), 40))
        c.case("pow(x, b)", np.power(wide(x), wide(b)))
        c.case("hypot(x, b)", np.hypot(wide(x), wide(b)))


@family
def trigonometric(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        x = c.given("x", numbers(c))
        for name, function in TRIGONOMETRIC.items():
            c.case(f"{name}(x)", function(wide(x)))
        b = c.given("b", np.resize(np.array([2, -2, 0.5, 3, -0.0, np.inf, -np.inf, np.nan, 0, 1, -1], dtype), 40))
        c.case("atan2(x, b)", np.arctan2(wide(x), wide(b)))
    c.group("float32 special", f4)
    x = c.given("x", numbers(c))
    for name in ("erf", "erfc"):  # NumPy has none: those of Python
        c.case(f"{name}(x)", of_each(getattr(math, name))(x).astype(f4))
    y = c.given("y", np.concatenate([c.uniform(0.01, 3, 24), np.array([0, 1, 2, -0.5, -1.5, 30, 1e6, np.inf, np.nan], f4)]))
    c.case("lgamma(y)", of_each(math.lgamma)(y).astype(f4))


@family
def arithmetic(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        x = c.given("x", numbers(c))
        y = c.given("y", np.roll(np.where(np.arange(40) % 3 == 0, x, numbers(c)), 7))
        w = c.given("w", c.uniform(0, 1, 40))
        m = c.given("m", c.integers(0, 2, 40, dtype=bool))
        c.case("x + y", x + y)
        c.case("x - y", x - y)
        c.case("x * y", x * y)
        c.case("x / y", x / y)
        c.case("-x", -x)
        c.case("2 / x + 1", dtype(2) / x + dtype(1))
        c.case("abs(x)", np.abs(x))
        c.case("sign(x)", np.sign(x))
        c.case("square(x)", np.square(x))
        c.case("sqrt(x)", np.sqrt(x))
        c.case("reciprocal(x)", np.reciprocal(x))
        c.case("floor(x)", np.floor(x))
        c.case("ceil(x)", np.ceil(x))
        c.case("trunc(x)", np.trunc(x))
        c.case("round(x)", np.round(x))
        c.case("round(x * 0.5)", np.round(x * dtype(0.5)))
        c.case("relu(x)", np.where(x < 0, dtype(0), x))
        c.case("fma(w, x, y)", wide(w) * wide(x) + wide(y))
        c.case("lerp(x, y, w)", x + w * (y - x))
        c.case("minimum(x, y)", np.where(np.isnan(x), x, np.minimum(x, y)))
        c.case("maximum(x, y)", np.where(np.isnan(x), x, np.maximum(x, y)))
        c.case("clip(x, -1, 2)", np.clip(x, -1, 2))
        c.case("where(m, x, y)", np.where(m, x, y))
        c.case("nan_to_num(x)", np.nan_to_num(x))
        c.case("nan_to_num(x, 7)", np.nan_to_num(x, nan=7))
        # Quotients that are not close to the end of the mantissa, and none of infinities.
        p = c.given("p", c.uniform(-50, 50, 24))
        q = c.given("q", np.where(np.arange(24) % 2 == 0, c.uniform(0.5, 9, 24), c.uniform(-9, -0.5, 24)))
        c.case("floor_divide(p, q)", np.floor_divide(p, q))
        c.case("remainder(p, q)", np.remainder(p, q))
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name + " quotients", dtype)
        info = np.finfo(dtype)
        least, most, digits = np.nextafter(dtype(0), dtype(1)), info.max, info.nmant

        def signed(pairs):
            x, y = np.array(pairs, dtype).T
            return c.given("p", np.concatenate([x, -x, x, -x])), c.given("q", np.concatenate([y, y, -y, -y]))

        # Whole quotients that the dtype holds: multiples, the numbers next to them, subnormal divisors, none at all.
        pairs = [(0, 3), (least, 3), (least, least), (3 * least, 2 * least), (info.tiny, 5 * least), (most, most), (1, most)]
        pairs += [(6, 2), (1, 0.1), (3, np.inf), (0, np.inf), (np.inf, 2), (np.inf, np.inf), (2, 0), (0, 0), (np.nan, 2)]
        for k in (1, 3, 1000, 2**20 - 1):
            y = c.uniform(1, 2, 1)[0] * dtype(2.0 ** c.random.randint(-100, 100))
            x = dtype(k) * y
            pairs += [(x, y), (np.nextafter(x, dtype(0)), y), (np.nextafter(x, dtype(np.inf)), y), (2 * y, y)]
        p, q = signed(pairs)
        c.case("floor_divide(p, q)", np.floor_divide(p, q))
        c.case("remainder(p, q)", np.remainder(p, q))
        c.case("fmod(p, q)", np.fmod(p, q))
        # Quotients of more digits. NumPy's floor_divide is then (p - fmod(p, q)) / q with two roundings, so here it is that
        # of rational numbers; what is left is exact.
        c.group(np.dtype(dtype).name + " huge quotients", dtype)
        pairs = [(most, 3), (most, 7), (most, info.tiny), (most, least), (most, 3 * least), (1, 3 * least), (1e30, 0.1)]
        pairs += [(2.0 ** (digits + 1) + 2, 1), (2.0 ** (digits + 2), 3), (2.0**100, 3), (2.0**90, 2.0**-30)]
        for _ in range(4):  # the last digit of these quotients is a half
            y = dtype(c.random.uniform(1, 8))
            pairs.append((dtype(c.random.uniform(2.0 ** (digits - 1), 2.0**digits) * y), y))
        for _ in range(9):
            a, b = sorted(int(e) for e in c.random.randint(info.minexp - digits, info.maxexp - 1, 2))
            x, y = (dtype(np.ldexp(v, e)) for v, e in zip(c.random.uniform(1, 2, 2), (max(b, a + digits), a)))
            pairs.append((x, y) if np.isfinite(x) else (most, y))
        p, q = signed(pairs)
        c.case("floor_divide(p, q)", of_fractions(p, q))
        c.case("remainder(p, q)", np.remainder(p, q))
        c.case("fmod(p, q)", np.fmod(p, q))


@family
def integers(c):
    for dtype in INTEGERS:
        c.group(dtype.name)
        info = np.iinfo(dtype)
        edge = np.array([0, 1, 2, 7, info.max, info.min, info.max - 1, info.min + 1, info.max // 3], dtype)
        signed = info.min < 0
        p = np.concatenate([edge, c.integers(-100 if signed else 0, 100, 15)])
        q = np.concatenate([np.roll(edge, 2), c.integers(-9 if signed else 0, 9, 15)])
        q[0], p[1], q[1] = (dtype.type(-1) if signed else 1), info.min, (-1 if signed else 3)
        p, q = c.given("p", p), c.given("q", q)
        c.case("p + q", p + q)
        c.case("p - q", p - q)
        c.case("p * q", p * q)
        c.case("p / q", np.floor_divide(p - np.fmod(p, q), q))  # truncates
        c.case("-p", -p)
        c.case("abs(p)", np.abs(p))
        c.case("sign(p)", np.sign(p))
        c.case("square(p)", np.square(p))
        c.case("fma(p, q, p)", p * q + p)
        c.case("floor_divide(p, q)", np.floor_divide(p, q))
        c.case("remainder(p, q)", np.remainder(p, q))
        c.case("minimum(p, q)", np.minimum(p, q))
        c.case("maximum(p, q)", np.maximum(p, q))
        c.case("clip(p, 3, 9)", np.clip(p, 3, 9))
        c.case("relu(p)", np.maximum(p, 0))
        c.case("nan_to_num(p)", np.nan_to_num(p))
        c.case("p < q", p < q)
        c.case("where(p >= q, p, q + 1)", np.where(p >= q, p, q + dtype.type(1)))


@family
def bits(c):
    for dtype in (INTEGERS[0], INTEGERS[5], INTEGERS[2], INTEGERS[7]):
        c.group(dtype.name)

        def random(*shape):
            return c.random.randint(0, 256, math.prod(shape) * dtype.itemsize).astype(np.uint8).view(dtype).reshape(shape)

        i, k = c.given("i", random(3, 19)), c.given("k", random(19))
        # Counts within the width, next to it, and far beyond.
        width, info = 8 * dtype.itemsize, np.iinfo(dtype)
        far = [-1, -width, info.min] if info.min < 0 else [width + 9, info.max, info.max // 2]
        n = np.array([0, 1, width - 1, width, width + 1, 2 * width - 1, *far], dtype)
        n = c.given("n", np.concatenate([n, c.integers(0, width, 10, dtype=dtype)]))
        c.case("bitwise_and(i, k)", i & k)
        c.case("bitwise_or(i, k)", i | k)
        c.case("bitwise_xor(i, k)", i ^ k)
        c.case("i & 21", i & dtype.type(21))
        c.case("(i | 64) ^ k", (i | dtype.type(64)) ^ k)
        c.case("invert(i)", ~i)
        c.case("left_shift(i, n)", np.left_shift(i, n))
        c.case("right_shift(i, n)", np.right_shift(i, n))
        c.case("i << 3", i << dtype.type(3))
        c.case("i >> 5", i >> dtype.type(5))
        c.case("1 << n", np.left_shift(dtype.type(1), n))
    c.group("bool")
    p, q = c.given("p", c.integers(0, 2, 3, 11)), c.given("q", c.integers(0, 2, 3, 1))
    c.case("p & q", p & q)
    c.case("p | q", p | q)
    c.case("p ^ q", p ^ q)
    c.case("~p", ~p)


@family
def comparison(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        x = c.given("x", numbers(c))
        y = c.given("y", np.where(np.arange(40) % 3 == 0, x, np.roll(x, 5)))
        c.case("x == y", x == y)
        c.case("x != y", x != y)
        c.case("x < y", x < y)
        c.case("x <= y", x <= y)
        c.case("x > y", x > y)
        c.case("x >= y", x >= y)
        c.case("isnan(x)", np.isnan(x))
        c.case("isinf(x)", np.isinf(x))
        c.case("isfinite(x)", np.isfinite(x))
        z = c.given("z", np.where(np.isfinite(y), y * (1 + np.where(np.arange(40) % 2 == 0, 3e-6, 3e-5)), y).astype(dtype))
        c.case("isclose(y, z)", np.isclose(y, z))
        c.case("isclose(y, z, 1e-4, 0)", np.isclose(y, z, rtol=1e-4, atol=0))
        c.case("allclose(y, z)", np.allclose(y, z))
        g = c.given("g", c.uniform(1, 2, 9))
        h = c.given("h", g * dtype(1 + 5e-6))
        c.case("allclose(g, h)", np.allclose(g, h))
    c.group("bool")
    p, q = c.given("p", c.integers(0, 2, 35)), c.given("q", c.integers(0, 2, 35))
    c.case("p && q", p & q)
    c.case("p || q", p | q)
    c.case("logical_xor(p, q)", p ^ q)
    c.case("!p", ~p)
    c.group("casts", f4)
    x = c.given("x", np.concatenate([c.uniform(-120, 120, 20), np.array([0, -0.0, 0.99, -0.99, 1e-30], f4)]))
    for dtype, name in [(np.int8, "std::int8_t"), (np.int64, "std::int64_t"), (bool, "bool"), (f8, "double")]:
        c.case(f"cast<{name}>(x)", x.astype(dtype))
    i = c.given("i", np.concatenate([c.integers(-(2**31), 2**31, 20, dtype=i4), np.array([0, 1, -1, 2**24 + 1, -(2**31)], i4)]))
    for dtype, name in [(np.uint8, "std::uint8_t"), (np.int16, "std::int16_t"), (np.uint64, "std::uint64_t"), (bool, "bool"),
                        (f4, "float")]:  # fmt: skip
        c.case(f"cast<{name}>(i)", i.astype(dtype))


@family
def broadcast(c):
    """Shapes of no to five axes that stretch against each other, at random."""
    c.group("float32")
    full, shapes = (2, 3, 2, 4, 3), [(), (1,), (3,), (4, 1)]
    while len(shapes) < 16:
        shape = tuple(n if c.random.randint(3) else 1 for n in full[-c.random.randint(1, 6) :])
        if shape not in shapes:
            shapes.append(shape)
    operands = [c.given(f"e{k}", c.uniform(-2, 2, *s)) for k, s in enumerate(shapes)]
    for n in range(32):
        i, k, sign = n % 16, (n * 5 + n // 16 + 3) % 16, "-*/+"[n % 4]
        c.case(f"e{i} {sign} e{k}", eval(f"x {sign} y", {"x": operands[i], "y": operands[k]}))
    for n in range(8):
        i, k, m = n, n + 8, (n * 5 + 7) % 16
        c.case(f"where(e{i} < e{k}, e{k}, e{m})", np.where(operands[i] < operands[k], operands[k], operands[m]))


# --- folds --------------------------------------------------------------------------------------------------------------

AXES = [(), (0,), (1,), (2,), (-1,), (0, 1), (0, 2), (-1, -2), (2, 0, 1)]


def angled(axes):
    return "<" + ", ".join(map(str, axes)) + ">" if axes else ""


@family
def reduce(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        a = c.given("a", c.uniform(-2, 2, 3, 4, 5))
        for axes in AXES if dtype == f4 else AXES[::3]:
            at = axes or None
            c.case(f"sum{angled(axes)}(a)", wide(a).sum(at))
            c.case(f"mean{angled(axes)}(a)", wide(a).mean(at))
            c.case(f"max{angled(axes)}(a)", a.max(at))
            c.case(f"min{angled(axes)}(a, keepdims)", a.min(at, keepdims=True))
            c.case(f"prod{angled(axes)}(a)", wide(a).prod(at))
        c.case("sum<0, 2>(a, keepdims)", wide(a).sum((0, 2), keepdims=True))
        c.case("mean<1>(a, keepdims)", wide(a).mean(1, keepdims=True))
        c.case("prod<1>(a, keepdims)", wide(a).prod(1, keepdims=True))
        n = np.where(c.uniform(0, 1, 4, 6) < 0.15, dtype(np.nan), np.round(c.uniform(-3, 3, 4, 6)) + 0)
        n[1] = np.where(np.isnan(n[1]), 1, n[1])
        n = c.given("n", n)
        for name, function in [("max", np.max), ("min", np.min), ("sum", np.sum)]:
            c.case(f"{name}<1>(n)", function(n, 1))
        for name, function in [("argmax", np.argmax), ("argmin", np.argmin)]:
            c.case(f"{name}<1>(n)", index(function(n, 1)))
            c.case(f"{name}<0>(n)", index(function(n, 0)))
            c.case(f"{name}(a)", index(function(a)))
            c.case(f"{name}<-2>(a)", index(function(a, -2)))
        big = c.given("big", np.concatenate([np.array([1e8, 1, 1e8, np.pi], dtype), c.uniform(-1, 1, 196)]))
        c.case("sum(big)", wide(big).sum())
        none = np.zeros((3, 0, 2), dtype)
        c.given("none", none)
        c.case("sum<1>(none)", none.sum(1))
        c.case("prod<1>(none)", none.prod(1))
        c.case("sum<0>(none)", none.sum(0))


@family
def reduce_integers(c):
    for dtype in INTEGERS:
        c.group(dtype.name)
        i = c.given("i", c.random.randint(0, 256, 24 * dtype.itemsize).astype(np.uint8).view(dtype).reshape(2, 3, 4))
        c.case("sum(i)", i.sum(dtype=dtype))
        c.case("sum<1>(i)", i.sum(1, dtype=dtype))
        c.case("prod<2>(i)", i.prod(2, dtype=dtype))
        c.case("max<0, 2>(i)", i.max((0, 2)))
        c.case("min<-1>(i, keepdims)", i.min(-1, keepdims=True))
        c.case("argmax<1>(i)", index(i.argmax(1)))
        c.case("any<0>(i)", np.any(i, 0))
    c.group("truth", bool)
    t = c.given("t", c.random.uniform(0, 1, (4, 3, 5)) < 0.7)
    for axes in [(), (0,), (1,), (-1,), (0, 1), (1, 2)]:
        at = axes or None
        c.case(f"any{angled(axes)}(t)", t.any(at))
        c.case(f"all_of{angled(axes)}(t)", t.all(at))
        c.case(f"count_nonzero{angled(axes)}(t)", index(np.count_nonzero(t, at)))
    c.case("any<1>(t, keepdims)", t.any(1, keepdims=True))
    c.case("all_of<2>(t, keepdims)", t.all(2, keepdims=True))
    z = c.given("z", np.zeros((2, 0), f4))
    c.case("any<1>(z)", z.any(1))
    c.case("all_of<1>(z)", z.all(1))


@family
def statistics(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        a = c.given("a", c.uniform(-2, 2, 2, 3, 6))
        w = wide(a)
        for axes in [(), (0,), (-1,), (0, 1), (1, 2)]:
            at = axes or None
            c.case(f"var{angled(axes)}(a)", w.var(at))
            c.case(f"std{angled(axes)}(a, ddof<1>)", w.std(at, ddof=1))
            c.case(f"median{angled(axes)}(a)", np.median(w, at))
            c.case(f"logsumexp{angled(axes)}(a)", np.log(np.exp(w).sum(at)))
            c.case(f"norm{angled(axes)}(a)", np.sqrt((w * w).sum(at)))
        c.case("var<1>(a, keepdims, ddof<1>)", w.var(1, ddof=1, keepdims=True))
        c.case("std<0>(a, keepdims)", w.std(0, keepdims=True))
        c.case("median<0>(a, keepdims)", np.median(w, 0, keepdims=True))
        c.case("logsumexp<2>(a, keepdims)", np.log(np.exp(w).sum(2, keepdims=True)))
        c.case("norm<1>(a, order<1>)", np.linalg.norm(w, 1, 1))
        c.case("norm<2>(a, order<3>)", np.linalg.norm(w, 3, 2))
        c.case("norm<0>(a, order_inf)", np.linalg.norm(w, np.inf, 0))
        c.case("std::get<0>(moments<1>(a))", w.mean(1))
        c.case("std::get<1>(moments<1>(a))", w.var(1))
        m = w.max(-1, keepdims=True)
        e = np.exp(w - m)
        c.case("softmax(a)", e / e.sum(-1, keepdims=True))
        c.case("softmax<0>(a * 30)", np.exp(wide(a * dtype(30))) / np.exp(wide(a * dtype(30))).sum(0))
        c.case("log_softmax<1>(a)", w - np.log(np.exp(w).sum(1, keepdims=True)))
        n = np.round(c.uniform(-3, 3, 4, 5)) + 0  # no -0: which of two zeros is the least is nobody's promise
        n[2, 3], n[3, 0], n[3, 1] = np.nan, np.inf, -np.inf
        n = c.given("n", n)
        c.case("median<1>(n)", np.median(n, 1))
        c.case("median<0>(n)", np.median(n, 0))
        c.case("median(n)", np.median(n))


@family
def quantile(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        a = c.given("a", c.uniform(-2, 2, 2, 3, 7))
        q = c.given("q", np.array([[0, 0.1, 0.3], [0.5, 0.85, 1]], f8))
        w = wide(a)
        c.case("quantile(a, 0.3)", np.quantile(w, 0.3))
        c.case("quantile<0>(a, 0.25)", np.quantile(w, 0.25, 0))
        c.case("quantile<-1>(a, 0.9)", np.quantile(w, 0.9, -1))
        c.case("quantile<0, 2>(a, 0.6)", np.quantile(w, 0.6, (0, 2)))
        c.case("quantile<1>(a, 0.75, keepdims)", np.quantile(w, 0.75, 1, keepdims=True))
        c.case("quantile<2>(a, q)", np.quantile(w, q, 2))
        c.case("quantile<1, 0>(a, q)", np.quantile(w, q, (1, 0)))
        for method in ("lower", "higher", "nearest", "midpoint"):
            c.case(f"quantile<QuantileMethod::{method}, 2>(a, q)", np.quantile(w, q, 2, method=method))
            c.case(f"quantile<QuantileMethod::{method}>(a, 0.35)", np.quantile(w, 0.35, method=method))
        c.case("percentile(a, 12.5)", np.percentile(w, 12.5))
        c.case("percentile<1>(a, 35)", np.percentile(w, 35, 1))
        c.case("percentile<-1>(a, 90, keepdims)", np.percentile(w, 90, -1, keepdims=True))
        c.case("median<0, 2>(a)", np.median(w, (0, 2)))
        c.case("median<1>(a, keepdims)", np.median(w, 1, keepdims=True))
        n = np.round(c.uniform(-3, 3, 4, 5)) + 0
        n[2, 3], n[3, 0], n[3, 4] = np.nan, np.inf, -np.inf
        n = c.given("n", n)
        c.case("quantile<1>(n, 0.5)", np.quantile(wide(n), 0.5, 1))
        c.case("quantile<QuantileMethod::higher, 0>(n, 0.3)", np.quantile(n, 0.3, 0, method="higher"))


@family
def scan(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)
        n = np.round(c.uniform(-3, 3, 4, 5)) + 0
        n[2, 3], n[3, 0], n[3, 1] = np.nan, np.inf, -np.inf
        n = c.given("n", n)
        c.case("cumsum(n)", n.cumsum(1))
        c.case("cummax<0>(n)", np.maximum.accumulate(n, 0))
        c.case("cummin<1>(n)", np.minimum.accumulate(n, 1))
        b = c.given("b", c.uniform(-2, 2, 3, 9))
        for axis in (0, 1):
            c.case(f"cumsum<{axis}>(b)", wide(b).cumsum(axis))
            c.case(f"cumprod<{axis}>(b)", wide(b).cumprod(axis))
            c.case(f"cummax<{axis}>(b)", np.maximum.accumulate(b, axis))
            c.case(f"cumsum<{axis}>(b, reverse)", np.flip(np.flip(wide(b), axis).cumsum(axis), axis))
            c.case(f"cumprod<{axis}>(b, reverse)", np.flip(np.flip(wide(b), axis).cumprod(axis), axis))
            c.case(f"cummin<{axis}>(b, reverse)", np.flip(np.minimum.accumulate(np.flip(b, axis), axis), axis))
    for dtype in INTEGERS[::3]:
        c.group(dtype.name)
        i = c.given("i", c.random.randint(0, 256, 15 * dtype.itemsize).astype(np.uint8).view(dtype).reshape(3, 5))
        c.case("cumsum(i)", i.cumsum(1, dtype=dtype))
        c.case("cumsum<0>(i, reverse)", np.flip(np.flip(i, 0).cumsum(0, dtype=dtype), 0))
        c.case("cumprod<-2>(i)", i.cumprod(0, dtype=dtype))
        c.case("cummax(i)", np.maximum.accumulate(i, 1))
        c.case("cummin<0>(i)", np.minimum.accumulate(i, 0))


# --- layout -------------------------------------------------------------------------------------------------------------


@family
def layout(c):
    c.group("int16")
    a, b = c.given("a", c.integers(-99, 99, 2, 3, 4)), c.given("b", c.integers(-99, 99, 2, 3, 4))
    m, v = c.given("m", c.integers(-99, 99, 3, 4)), c.given("v", c.integers(-99, 99, 5))
    u = c.given("u", c.integers(-99, 99, 1, 3, 1))
    c.case("transpose(a)", a.T)
    c.case("permute<2, 0, 1>(a)", a.transpose(2, 0, 1))
    c.case("permute<1, 0, 2>(a)", a.transpose(1, 0, 2))
    c.case("moveaxis<0, -1>(a)", np.moveaxis(a, 0, -1))
    c.case("moveaxis<2, 0>(a)", np.moveaxis(a, 2, 0))
    c.case("swapaxes<0, 2>(a)", np.swapaxes(a, 0, 2))
    c.case("swapaxes<-1, -2>(a)", np.swapaxes(a, -1, -2))
    c.case("reshape<4, 6>(a)", a.reshape(4, 6))
    c.case("reshape<3, 2, 2, 2>(transpose(a))", a.T.reshape(3, 2, 2, 2))
    c.case("flatten(permute<1, 2, 0>(a))", a.transpose(1, 2, 0).ravel())
    c.case("expand<0>(m)", np.expand_dims(m, 0))
    c.case("expand<-1>(m)", np.expand_dims(m, -1))
    c.case("expand<1>(m)", np.expand_dims(m, 1))
    c.case("squeeze(u)", np.squeeze(u))
    c.case("squeeze<0>(u)", np.squeeze(u, 0))
    c.case("squeeze<-1>(u)", np.squeeze(u, -1))
    c.case("broadcast_to<2, 3, 4>(m)", np.broadcast_to(m, (2, 3, 4)))
    c.case("broadcast_to<4, 3, 2>(u)", np.broadcast_to(u, (4, 3, 2)))
    c.case("flip(a)", np.flip(a))
    c.case("flip<1>(a)", np.flip(a, 1))
    c.case("flip<0, -1>(a)", np.flip(a, (0, -1)))
    c.case("roll<2>(v)", np.roll(v, 2))
    c.case("roll<1>(a)", np.roll(a, 1, -1))
    c.case("roll<-2, 1>(a)", np.roll(a, -2, 1))
    c.case("roll<7, 0>(a)", np.roll(a, 7, 0))
    for k in (-1, 1, 2, 3, 4):
        c.case(f"rot90<{k}>(m)", np.rot90(m, k))
    c.case("rot90(a)", np.rot90(a))
    c.case("tile<3>(v)", np.tile(v, 3))
    c.case("tile<2, 3>(m)", np.tile(m, (2, 3)))
    c.case("tile<2>(a)", np.tile(a, 2))
    c.case("tile<2, 1, 2>(a)", np.tile(a, (2, 1, 2)))
    c.case("repeat<2>(v)", np.repeat(v, 2))
    c.case("repeat<3, 0>(m)", np.repeat(m, 3, 0))
    c.case("repeat<2, 1>(a)", np.repeat(a, 2, 1))
    c.case("pad<2, 1>(v)", np.pad(v, (2, 1)))
    c.case("pad<1, 0, 2, 3>(m)", np.pad(m, ((1, 0), (2, 3))))
    c.case("pad<PadMode::edge, 2, 1, 0, 3>(m)", np.pad(m, ((2, 1), (0, 3)), mode="edge"))
    c.case("pad<PadMode::reflect, 2, 1, 3, 0>(m)", np.pad(m, ((2, 1), (3, 0)), mode="reflect"))
    c.case("pad<PadMode::reflect, 1, 1, 2, 2, 3, 3>(a)", np.pad(a, ((1, 1), (2, 2), (3, 3)), mode="reflect"))
    c.case("concat<0>(a, b)", np.concatenate((a, b), 0))
    c.case("concat<1>(a, b, a)", np.concatenate((a, b, a), 1))
    c.case("concat<-1>(a, flip<0>(b))", np.concatenate((a, np.flip(b, 0)), -1))
    c.case("stack(a, b)", np.stack((a, b)))
    c.case("stack<1>(a, b, a)", np.stack((a, b, a), 1))
    c.case("stack<-1>(a, b)", np.stack((a, b), -1))
    c.case("std::get<1>(split<2>(a))", np.split(a, 2)[1])
    c.case("std::get<2>(split<3, 1>(a))", np.split(a, 3, 1)[2])
    c.case("std::get<0>(split<2, -1>(a))", np.split(a, 2, -1)[0])
    c.case("std::get<1>(unstack(a))", a[1])
    c.case("std::get<3>(unstack<-1>(a))", a[..., 3])
    for k in (0, 1, -1, 5):
        c.case(f"tril<{k}>(m)", np.tril(m, k))
        c.case(f"triu<{k}>(a)", np.triu(a, k))
    for k in (0, 2, -1):
        c.case(f"diagonal<{k}>(a)", np.diagonal(a, k, 1, 2))
        c.case(f"diag<{k}>(v)", np.diag(v, k))
    c.case('rearrange<"a b c -> c (a b)">(a)', a.transpose(2, 0, 1).reshape(4, 6))
    c.case('rearrange<"(x y) b -> x b y", axis<"y", 2>>(transpose(m))', m.T.reshape(2, 2, 3).transpose(0, 2, 1))
    c.case('rearrange<"a (p q) c -> (a q) (c p)", axis<"p", 1>>(a)', a.reshape(2, 1, 3, 4).transpose(0, 2, 3, 1).reshape(6, 4))
    c.case('rearrange<"a b (p q) -> p (b q) a", axis<"q", 2>>(a)', a.reshape(2, 3, 2, 2).transpose(2, 1, 3, 0).reshape(2, 6, 2))
    c.case('reduce<"a b c -> c a", op::max>(a)', a.max(1).T)
    c.case('reduce<"a b (p q) -> a q", op::min, axis<"p", 2>>(a)', a.reshape(2, 3, 2, 2).min((1, 2)))
    c.case('reduce<"a b c -> b", op::sum>(a)', a.sum((0, 2), dtype=np.int16))
    c.case('repeat<"a b c -> a b r c", axis<"r", 2>>(a)', np.repeat(a[:, :, None], 2, 2))
    c.case('repeat<"a b -> (b r) a", axis<"r", 3>>(m)', np.repeat(m.T, 3, 0))
    w, x = c.given("w", c.integers(-99, 99, 3)), c.given("x", c.integers(-99, 99, 2))
    for i in (0, 1):
        c.case(f"std::get<{i}>(meshgrid(v, w))", np.meshgrid(v, w)[i])
        c.case(f"std::get<{i}>(meshgrid<Indexing::ij>(v, w))", np.meshgrid(v, w, indexing="ij")[i])
    for i in (0, 1, 2):
        c.case(f"std::get<{i}>(meshgrid(w, x, v))", np.meshgrid(w, x, v)[i])
    c.case("std::get<2>(meshgrid<Indexing::ij>(w, x, v))", np.meshgrid(w, x, v, indexing="ij")[2])
    c.case("std::get<0>(meshgrid(w))", np.meshgrid(w)[0])


@family
def slicing(c):
    """Slices at random, steps of both signs, dropped and new axes."""
    c.group("int16")
    operands = [c.given(f"s{r}", c.integers(-999, 999, *(4, 3, 4, 3, 2)[:r])) for r in range(1, 6)]

    def item(n):
        kind = c.random.randint(7)
        if kind == 0:
            return "all", slice(None)
        if kind == 1:
            return "reversed", slice(None, None, -1)
        if kind == 2:
            i = int(c.random.randint(-n, n))
            return f"at<{i}>", i
        if kind == 3:
            i = int(c.random.randint(-n, n))
            return f"from<{i}>", slice(i, None)
        if kind == 4:
            i = int(c.random.randint(-n, n)) or n
            return f"to<{i}>", slice(i)
        if kind == 5:
            i, k = sorted(int(v) for v in c.random.randint(0, n + 1, 2))
            s = int(c.random.randint(1, 4))
            return f"range<{i}, {k}, {s}>", slice(i, k, s)
        i, k = sorted(int(v) for v in c.random.randint(0, n, 2))
        s = int(c.random.randint(1, 4))
        return f"range<{k}, {i}, {-s}>", slice(k, i, -s)

    seen = set()
    while len(seen) < 48:
        x = operands[len(seen) % 5]
        items = [item(n) for n in x.shape[: c.random.randint(1, x.ndim + 1)]]
        if c.random.randint(4) == 0:
            items.insert(c.random.randint(0, len(items) + 1), ("newaxis", None))
        if c.random.randint(3) == 0:
            keep = c.random.randint(0, len(items))
            named = [(t, s) for t, s in items[:keep]]
            last = item(x.shape[-1])
            if sum(s is not None for _, s in named) < x.ndim:
                items = named + [("ellipsis", Ellipsis), last]
        text = f"s{x.ndim}({', '.join(t for t, _ in items)})"
        value = x[tuple(s for _, s in items)]
        if text in seen or value.ndim > 6:
            continue
        seen.add(text)
        c.case(text, value)


# --- indexing and sorting -----------------------------------------------------------------------------------------------


@family
def indexing(c):
    for dtype in (f4, np.dtype("int16")):
        c.group(np.dtype(dtype).name)
        x = c.given("x", c.uniform(-99, 99, 3, 4, 2))
        rows = c.given("rows", np.array([2, 0, -1, 0, -3, 2], np.int64))
        grid = c.given("grid", np.array([[3, 1], [-4, 0]], np.int16))
        c.case("take(x, rows)", np.take(x, rows, 0))
        c.case("take<1>(x, grid)", np.take(x, grid, 1))
        c.case("take<-1>(x, one)", np.take(x, c.given("one", i4(-2)), -1))
        for axis, n in enumerate(x.shape):
            shape = tuple(2 if a == axis else e for a, e in enumerate(x.shape))
            at = c.given(f"at{axis}", c.integers(-n, n, *shape, dtype=i4))
            c.case(f"take_along_axis<{axis}>(x, at{axis})", np.take_along_axis(x, at, axis))
        p1 = c.given("p1", np.array([[1], [0], [-1]], i4))
        p2 = c.given("p2", np.array([[0, 3], [-1, -4], [2, 2], [0, 3]], i4))
        p3 = c.given("p3", np.array([[[0, 3, 1], [2, 0, -2]], [[1, 1, 1], [0, 3, 1]]], np.int8))
        c.case("gather_nd(x, p1)", x[p1[:, 0]])
        c.case("gather_nd(x, p2)", x[p2[:, 0], p2[:, 1]])
        c.case("gather_nd(x, p3)", x[p3[..., 0], p3[..., 1], p3[..., 2]])
        v2 = c.given("v2", np.round(c.uniform(-9, 9, 4, 2)))
        v3 = c.given("v3", np.round(c.uniform(-9, 9, 2, 2)))
        y = c.given("y", np.round(x))

        def update(at, of, to):
            at[of] = to

        for name, join in [("add", np.add.at), ("sub", np.subtract.at), ("min", np.minimum.at), ("max", np.maximum.at),
                           ("update", update)]:  # fmt: skip
            z = y.copy()
            join(z, (p2[:, 0], p2[:, 1]), v2)
            c.case(f"scatter_nd_{name}(y, p2, v2)", z)
            z = y.copy()
            join(z, (p3[..., 0], p3[..., 1], p3[..., 2]), v3)
            c.case(f"scatter_nd_{name}(y, p3, v3)", z)
        along = c.given("along", np.array([[[3, 0]], [[1, 1]], [[-4, 2]]], i4))
        va = c.given("va", np.round(c.uniform(-9, 9, 3, 1, 2)))
        i, _, k = np.ogrid[:3, :1, :2]
        for name, join in [("add", np.add.at), ("sub", np.subtract.at), ("min", np.minimum.at), ("max", np.maximum.at)]:
            z = y.copy()
            join(z, (i, along, k), va)
            c.case(f"scatter_along_axis_{name}<1>(y, along, va)", z)
        z = y.copy()
        np.put_along_axis(z, along, va, 1)
        c.case("scatter_along_axis_update<1>(y, along, va)", z)
        groups = c.given("groups", np.array([2, 0, 2], np.uint8))
        for name, join, start in [("sum", np.add.at, 0), ("max", np.maximum.at, None), ("min", np.minimum.at, None)]:
            info = np.iinfo(y.dtype) if y.dtype.kind == "i" else None
            nothing = start if start is not None else (
                (info.min if info else -np.inf) if name == "max" else (info.max if info else np.inf))  # fmt: skip
            z = np.full((4, 4, 2), nothing, y.dtype)
            join(z, groups, y)
            c.case(f"segment_{name}<4>(y, groups)", z)
        if dtype == f4:
            z = np.zeros((4, 4, 2), np.longdouble)
            np.add.at(z, groups, wide(y))
            c.case("segment_mean<4>(y, groups)", z / np.bincount(groups, minlength=4)[:, None, None])
    c.group("numbers", f4)
    n = c.given("n", c.integers(0, 6, 3, 4, dtype=i4))
    c.case("bincount<7>(n)", index(np.bincount(n.ravel(), minlength=7)))
    c.case("one_hot<6>(n)", np.eye(6, dtype=f4)[n])
    c.case("one_hot<6, std::uint8_t>(n)", np.eye(6, dtype=np.uint8)[n])


@family
def sort(c):
    for dtype in (f4, f8, *INTEGERS[::2]):
        dtype = np.dtype(dtype)
        c.group(dtype.name)
        x = c.integers(-6 if dtype.kind != "u" else 0, 7, 3, 8)
        if dtype.kind == "f":
            x[0, 2], x[0, 5], x[1, 1], x[2, 7] = np.nan, np.nan, np.inf, -np.inf
        x = c.given("x", x)
        for axis in (0, 1):
            c.case(f"sort<{axis}>(x)", np.sort(x, axis))
            c.case(f"argsort<{axis}>(x)", index(np.argsort(x, axis, kind="stable")))
        s = c.given("s", np.sort(x[1]))
        v = c.given("v", np.concatenate([x[2], x[0, :3]]))
        c.case("searchsorted(s, v)", index(np.searchsorted(s, v)))
        c.case("searchsorted(s, v, reverse)", index(np.searchsorted(s, v, side="right")))
        # NumPy sorts downwards by the negative; NaN has none, and is left out here.
        d = c.given("d", np.where(np.isnan(x), 0, x).astype(dtype))
        order = np.argsort(-d.astype(np.float64), -1, kind="stable")
        c.case("argsort(d, reverse)", index(order))
        c.case("sort(d, reverse)", np.take_along_axis(d, order, -1))
        c.case("std::get<0>(top_k<3>(d))", np.take_along_axis(d, order, -1)[:, :3])
        c.case("std::get<1>(top_k<3>(d))", index(order[:, :3]))
    c.group("float32 long", f4)
    y = c.given("y", np.round(c.uniform(-50, 50, 2, 101)))
    c.case("sort(y)", np.sort(y))
    c.case("argsort(y)", index(np.argsort(y, kind="stable")))


def filled(x, size, fill):
    """x with `fill` behind it: shapes are types, and have room for everything."""
    x = np.asarray(x)
    return np.concatenate([x, np.full((size - len(x), *x.shape[1:]), fill, x.dtype)])


@family
def selection(c):
    for dtype in (f4, np.dtype("int16"), np.dtype("uint8")):
        c.group(np.dtype(dtype).name)
        x = np.round(c.uniform(0, 5, 4, 6)) + 0
        if dtype == f4:
            x[0, 2], x[3, 1], x[2, 2], x[2, 3] = np.nan, np.nan, np.inf, -np.inf
        x = c.given("x", x)
        values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
        c.case("std::get<0>(unique(x))", filled(values, 24, values[-1]))
        c.case("std::get<1>(unique(x))", index(len(values)))
        c.case("std::get<1>(unique_inverse(x))", index(inverse.reshape(4, 6)))
        c.case("std::get<1>(unique_counts(x))", index(filled(counts, 24, 0)))
        c.case("std::get<0>(argwhere(x))", index(filled(np.argwhere(x), 24, 0)))
        c.case("std::get<1>(argwhere(x))", index(np.count_nonzero(x)))
        for i in (0, 1):
            c.case(f"std::get<{i}>(nonzero(x > 2))", index(filled(np.nonzero(x > 2)[i], 24, 0)))
        rows, columns = c.given("rows", np.array([1, 0, 1, 1], bool)), c.given("columns", np.array([0, 1, 1, 0, 0, 1], bool))
        c.case("std::get<0>(compress(rows, x))", filled(np.compress(rows, x, 0), 4, 0))
        c.case("std::get<0>(compress<-1>(columns, x, 9))", filled(np.compress(columns, x, 1).T, 6, 9).T)
        c.case("std::get<0>(boolean_mask(x, x > 2))", filled(x[x > 2], 24, 0))
        c.case("std::get<1>(boolean_mask(x, x > 2))", index((x > 2).sum()))


@family
def sets(c):
    for dtype in (np.dtype("int8"), i4, np.dtype("int64"), np.dtype("uint16")):
        c.group(np.dtype(dtype).name)
        low = 0 if np.dtype(dtype).kind == "u" else -4
        a, b = c.integers(low, 8, 6, 9), c.integers(low, 8, 6, 5)
        extremes = np.iinfo(dtype)
        a[1], b[1] = 3, 3  # a set of one
        a[2, :2], b[2, 0] = (extremes.max, extremes.min), extremes.max
        a[3], b[3] = 1, 2  # sets without a common element
        a[4, :5] = b[4]  # one set in the other
        a, b = c.given("a", a), c.given("b", b)
        for text, width, join in [
            ("set_union(a, b)", 14, np.union1d),
            ("set_union(b, a)", 14, np.union1d),
            ("intersection(a, b)", 5, np.intersect1d),
            ("difference(a, b)", 9, np.setdiff1d),
        ]:
            one, other = (b, a) if "(b" in text else (a, b)
            rows = [join(one[r], other[r]) for r in range(6)]
            c.case(f"sets::to_dense(sets::{text}, 7)", np.array([filled(r, width, 7) for r in rows], dtype))
            c.case(f"sets::size(sets::{text})", index([len(r) for r in rows]))
        c.case("sets::size(a)", index([len(np.unique(r)) for r in a]))
        kept = [np.unique(r[r != 7]) for r in a]
        c.case("sets::to_dense(sets::from_dense(a, 7))", np.array([filled(r, 9, 0) for r in kept], dtype))


@family
def counting(c):
    for dtype in (f4, f8, i4):
        c.group(np.dtype(dtype).name)
        x = c.uniform(-5, 5, 3, 20) if dtype != i4 else c.integers(-5, 6, 3, 20)
        if dtype == f4:  # elements on the edges
            x = np.round(x * 4) / 4
        x = c.given("x", x)
        for bins, bounds in [(5, None), (1, None), (8, (-4, 4)), (7, (-1, 2)), (4, (3, 3))]:
            counts, edges = np.histogram(x, bins, bounds)
            text = f"histogram<{bins}>(x{', %d, %d' % bounds if bounds else ''})"
            c.case(f"std::get<0>({text})", index(counts))
            c.case(f"std::get<1>({text})", edges)
        e = c.given("e", np.array([-4, -1, -1, 0, 2, 3], dtype))
        c.case("digitize(x, e)", index(np.digitize(x, e)))
        if dtype == f8:
            n = c.given("n", np.array([np.nan, -0.5, np.inf, 1, -np.inf, 0, np.nan, 0.25, 1.5]))
            c.case("std::get<0>(histogram<3>(n, -1, 1))", index(np.histogram(n, 3, (-1, 1))[0]))
            c.case("digitize(n, e)", index(np.digitize(n, e)))
    for dtype in (INTEGERS[0], INTEGERS[3], INTEGERS[4]):
        c.group(dtype.name)
        k = c.given("k", c.integers(0, 9, 4, 10))
        c.case("bincount<9>(k)", index(np.bincount(k.ravel(), minlength=9)))
        c.case("bincount<20>(k)", index(np.bincount(k.ravel(), minlength=20)))
        c.case("bincount<3>(remainder(k, 3))", index(np.bincount((k % 3).ravel(), minlength=3)))


# --- products and linear algebra ----------------------------------------------------------------------------------------


@family
def products(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)

        named = {}

        def operand(name, *shape):
            named[name] = wide(c.given(name, c.uniform(-2, 2, *shape)))
            return named[name]

        a, b, v, w = operand("a", 3, 4), operand("b", 4, 5), operand("v", 4), operand("w", 3)
        p, q, r = operand("p", 2, 3, 4), operand("q", 2, 4, 3), operand("r", 5, 1, 4, 3)
        c.case("matmul(a, b)", a @ b)
        c.case("matmul(transpose(b), transpose(a))", b.T @ a.T)
        c.case("matmul(a, v)", a @ v)
        c.case("matmul(w, a)", w @ a)
        c.case("matmul(v, v)", v @ v)
        c.case("matmul(p, q)", p @ q)
        c.case("matmul(p, b)", p @ b)
        c.case("matmul(p, r)", p @ r)
        c.case("matmul(p, v)", p @ v)
        c.case("matmul(flip<1>(p), q(all, reversed))", np.flip(p, 1) @ q[:, ::-1])
        c.case("dot(v, v)", v @ v)
        c.case("dot(p, v)", (p * v).sum(-1))
        c.case("outer(w, v)", np.outer(w, v))
        c.case("inner(a, p)", np.inner(a, p))
        c.case("kron(a, b)", np.kron(a, b))
        c.case("tensordot<1>(p, b)", np.tensordot(p, b, 1))
        c.case("tensordot<2>(p, a)", np.tensordot(p, a, 2))
        c.case("tensordot<0>(w, v)", np.tensordot(w, v, 0))
        g = operand("g", 2, 3, 3)
        c.case("trace(g)", np.trace(g, axis1=1, axis2=2))
        for name, shape in [("m", (5, 2)), ("n", (2, 6)), ("h", (2, 2, 4, 3))]:
            operand(name, *shape)
        for pattern, operands in [
            ("ij,jk->ik", "ab"), ("ij,jk,kl,lm->im", "abmn"), ("ij->ji", "a"), ("bii->bi", "g"), ("bii->b", "g"),
            ("bij->", "p"), ("bij->j", "p"), ("i,j->ij", "wv"), ("i,i->", "vv"), ("bij,bjk->bik", "pq"),
            ("bij,bjk->kib", "pq"), ("ij,ij->i", "aa"), ("bij,j->bi", "pv"), ("...ij,jk->...ik", "pb"),
            ("bhqd,bhkd->bhqk", "hh"), ("i,ij,j->", "wav"), ("bij,kj,j->bk", "pav"), ("...j->...", "h"),
            ("bij,cij->bc", "pp"), ("ij,jk", "ab"), ("ji,kj", "ba"),
        ]:  # fmt: skip
            values = [named[o] for o in operands]
            c.case(f'einsum<"{pattern}">({", ".join(operands)})', np.einsum(pattern, *values))
    for dtype in (INTEGERS[0], INTEGERS[2], INTEGERS[7]):
        c.group(dtype.name)
        a = c.given("a", c.random.randint(0, 256, 12 * dtype.itemsize).astype(np.uint8).view(dtype).reshape(3, 4))
        b = c.given("b", c.random.randint(0, 256, 20 * dtype.itemsize).astype(np.uint8).view(dtype).reshape(4, 5))
        c.case("matmul(a, b)", a @ b)
        c.case('einsum<"ij,jk->k">(a, b)', np.einsum("ij,jk->k", a, b))


@family
def linalg(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)

        def result(x):
            return settled(x, dtype)

        for n in (1, 2, 3, 4, 5, 8):
            a = c.given(f"a{n}", np.round(c.uniform(-4, 4, 2, n, n) * 4) / 4 + np.eye(n, dtype=dtype) * 4)
            b = c.given(f"b{n}", c.uniform(-2, 2, 2, n, 3))
            w = a.astype(f8)
            c.case(f"inv(a{n})", result(np.linalg.inv(w)))
            c.case(f"det(a{n})", result(np.linalg.det(w)))
            c.case(f"solve(a{n}, b{n})", result(np.linalg.solve(w, b.astype(f8))))
            spd = c.given(f"p{n}", a @ a.swapaxes(1, 2) + np.eye(n, dtype=dtype))
            c.case(f"cholesky(p{n})", result(np.linalg.cholesky(spd.astype(f8))))
        square = c.given("m", c.uniform(-2, 2, 3, 3) + 3 * np.eye(3, dtype=dtype))
        m = square.astype(f8)
        v = c.given("v", c.uniform(-2, 2, 3))
        c.case("solve(m, v)", result(np.linalg.solve(m, v.astype(f8))))
        for k in (-2, -1, 2, 5):
            c.case(f"matrix_power<{k}>(m)", result(np.linalg.matrix_power(m, k)))
        c.case("matrix_power<0>(m)", np.eye(3, dtype=dtype))
        sign, log = np.linalg.slogdet(m * -1)
        c.case("std::get<0>(slogdet(-m))", result(sign))
        c.case("std::get<1>(slogdet(-m))", result(log))
        c.case("triangular_solve(m, v)", result(np.linalg.solve(np.tril(m), v.astype(f8))))
        c.case("triangular_solve(m, v, upper)", result(np.linalg.solve(np.triu(m), v.astype(f8))))
        c.case("triangular_solve(m, v, transposed)", result(np.linalg.solve(np.tril(m).T, v.astype(f8))))
        unit = np.tril(m, -1) + np.eye(3)
        c.case("triangular_solve(m, v, unit_diagonal)", result(np.linalg.solve(unit, v.astype(f8))))
        tall, broad = c.given("tall", c.uniform(-2, 2, 6, 3)), c.given("broad", c.uniform(-2, 2, 3, 5))
        for name, x in [("tall", tall), ("broad", broad), ("m", square)]:
            q, r = np.linalg.qr(x.astype(f8))
            c.case(f"std::get<0>(qr({name}))", result(q))
            c.case(f"std::get<1>(qr({name}))", result(r))
        c.case("norm(tall)", np.sqrt((wide(tall) ** 2).sum()))
        c.given("s", np.array([[1, 2, 3], [2, 4, 6], [1, 1, 1]], dtype))
        c.case("det(s)", np.zeros((), dtype))


@family
def matrices(c):
    for dtype in (f4, f8):
        c.group(np.dtype(dtype).name)

        def operand(name, *shape):
            return wide(c.given(name, c.uniform(-2, 2, *shape)))

        u, v, r = operand("u", 3), operand("v", 3), operand("r", 4, 1, 3)
        c.case("cross(u, v)", np.cross(u, v))
        c.case("cross(r, u)", np.cross(r, u))
        p, q = operand("p", 2, 3, 4), operand("q", 4, 5, 2)
        c.case("cross(r, transpose(reshape<3, 8>(p)))", np.cross(r, p.reshape(3, 8).T))
        c.case("tensordot<Axes<0, 2>, Axes<2, 0>>(p, q)", np.tensordot(p, q, ((0, 2), (2, 0))))
        c.case("tensordot<Axes<-1>, Axes<0>>(p, q)", np.tensordot(p, q, (-1, 0)))
        c.case("tensordot<Axes<1>, Axes<1>>(p, p)", np.tensordot(p, p, (1, 1)))
        c.case("vdot(p, reshape<4, 6>(p))", (p * p).sum())
        a, b, d, e, f = (operand(n, *s) for n, s in zip("abdef", [(2, 9), (9, 3), (3, 8), (8, 2), (2, 5)]))
        c.case("multi_dot(a, b)", a @ b)
        c.case("multi_dot(a, b, d)", a @ b @ d)
        c.case("multi_dot(a, b, d, e, f)", a @ b @ d @ e @ f)
        c.case("multi_dot(v, d, e)", v @ d @ e)
        c.case("multi_dot(a, b, v)", a @ b @ v)
        c.case("multi_dot(v, d, e, a, b, u)", v @ d @ e @ a @ b @ u)

        def result(x):
            return settled(x, dtype)

        g = c.given("g", c.uniform(-1, 1, 2, 3, 4, 4) + 2 * np.eye(4, dtype=dtype))
        h = c.given("h", c.uniform(-2, 2, 5, 2, 2))
        m = c.given("m", np.round(c.uniform(-9, 9, 20, 20)) * dtype(2.0 ** (20 if dtype == f4 else 90)))
        s = c.given("s", np.array([[1, 2, 3], [2, 4, 6], [1, 1, 1]], dtype))
        for name, x in (("g", g), ("h", h), ("m", m), ("s", s)):  # that of m has no place in the dtype
            sign, log = np.linalg.slogdet(x.astype(f8))
            c.case(f"std::get<0>(slogdet({name}))", result(sign))
            c.case(f"std::get<1>(slogdet({name}))", result(log))
        for k in (-3, 1, 3, 8):
            c.case(f"matrix_power<{k}>(g)", result(np.linalg.matrix_power(g.astype(f8), k)))
        c.case("matrix_power<0>(h)", np.broadcast_to(np.eye(2, dtype=dtype), (5, 2, 2)))
    for dtype in (INTEGERS[0], INTEGERS[6]):
        c.group(dtype.name)
        u, i = c.given("u", c.integers(0, 100, 2, 3)), c.given("i", c.integers(0, 100, 3, 3))
        c.case("cross(u, i(at<0>))", np.cross(u, i[0]))
        c.case("multi_dot(u, i, transpose(u))", u @ i @ u.T)
        c.case("matrix_power<5>(i)", np.linalg.matrix_power(i, 5))
        c.case("vdot(i, i)", (i * i).sum(dtype=dtype))


# --- sparse matrices: SciPy's -------------------------------------------------------------------------------------------


@family
def sparse(c):
    def quarters(*shape):  # sums of their products are exact in any order
        return c.random.randint(1, 40, shape) * c.random.choice([-0.25, 0.25], shape)

    def matrix(name, rows, columns, entries, allowed=lambda r, c: True):
        """Some entries at indices that are allowed, as csr_matrix holds them."""
        cells = np.array([(r, k) for r in range(rows) for k in range(columns) if allowed(r, k)]).reshape(-1, 2)
        r, k = cells[c.random.permutation(len(cells))[:entries]].T
        m = scipy_sparse.csr_matrix((quarters(entries), (r, k)), shape=(rows, columns))
        m.sort_indices()
        for part in ("indptr", "indices", "data"):
            c.given(f"{name}.{part}", getattr(m, part).astype(f8 if part == "data" else i4))
        return m

    def both(name, rows, columns, inner, entries, allowed=lambda r, c: True):
        """Operations on a and u [rows, inner], b [inner, columns]; of so many entries each."""
        c.group(f"float64 {name}", f8)
        a = matrix("a", rows, inner, entries[0], allowed)
        b, u = matrix("b", inner, columns, entries[1]), matrix("u", rows, inner, entries[2])
        x, v = c.given("x", quarters(inner, 3)), c.given("v", quarters(inner))
        y, w = c.given("y", quarters(rows, 3)), c.given("w", quarters(rows))
        c.case("sparse::matmul(a, x)", a @ x)
        c.case("sparse::matmul(a, v)", a @ v)
        c.case("sparse::matmul<true>(a, y)", a.T @ y)
        c.case("sparse::matmul<true>(a, w)", a.T @ w)
        c.case("sparse::to_dense(sparse::matmul(a, b))", (a @ b).toarray())
        c.case("sparse::to_dense(a + u)", (a + u).toarray())
        c.case("sparse::to_dense(a - u)", (a - u).toarray())
        c.case("sparse::to_dense(a * u)", a.multiply(u).toarray())
        c.case("sparse::to_dense(a * v)", a.multiply(v).toarray())
        c.case("sparse::to_dense(sparse::transpose(a))", a.T.toarray())
        c.case("sparse::to_dense(sparse::slice<0, 1, 3>(a))", a[1:3].toarray())
        c.case("sparse::to_dense(sparse::slice<1, 1, 4>(a))", a[:, 1:4].toarray())
        c.case("sparse::sum<0>(a)", np.asarray(a.sum(0)).ravel())
        c.case("sparse::sum<1>(a)", np.asarray(a.sum(1)).ravel())
        c.case("sparse::sum(a)", a.sum())

    # Row 2 and column 4 of a are empty; then it has no entry at all.
    both("5x7", 5, 4, 7, (13, 11, 12), lambda r, k: r != 2 and k != 4)
    both("empty", 4, 2, 5, (0, 3, 6))
    # Entries in no order, some of one index, and how rows and columns hold their sum.
    c.group("float64 layouts", f8)
    at = np.stack([c.random.randint(0, 6, 20), c.random.randint(0, 5, 20)], 1).astype(np.int64)
    at[at[:, 0] == 3] = (1, 2)
    at, values = c.given("s.at", at), c.given("s.values", np.abs(quarters(20)))  # no sum is 0: SciPy may drop those
    s = scipy_sparse.coo_matrix((values, at.T), shape=(6, 5))
    x = c.given("x", quarters(5, 2))
    c.case("sparse::matmul(s, x)", s @ x)
    for name, m in (("csr", s.tocsr()), ("csc", s.tocsc()), ("product", s.tocsr() @ s.tocsr().T)):
        m.sort_indices()
        c.case(f"{name}.indptr()", index(m.indptr))
        c.case(f"{name}.indices()", index(m.indices))
        c.case(f"{name}.values", m.data)


# --- the program --------------------------------------------------------------------------------------------------------


def text_of(name):
    c = Cases(name)
    with np.errstate(all="ignore"):
        FAMILIES[name](c)
    return "\n".join(c.lines) + "\n", c.texts


def main(arguments):
    if scipy_sparse is None:
        FAMILIES.pop("sparse")
        print("no SciPy here: without the family sparse", file=sys.stderr)  # not the word that skips the whole test
    if arguments[:1] == ["--list"]:
        print("\n".join(text_of(arguments[1])[1]))
        return 0
    check = arguments == ["--check"]
    if check and (np.finfo(np.longdouble).nmant != 63 or np.__version__.split(".")[0] != "1"):
        print("SKIPPED: another long double, or another NumPy, than that the cases were made with")
        return 77
    status, count = 0, 0
    for name in FAMILIES:
        text, texts = text_of(name)
        count += len(texts)
        path = os.path.join(HERE, f"numpy_{name}.txt")
        if not check:
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
        elif not os.path.exists(path) or open(path, encoding="ascii").read() != text:
            print(f"error: {path} is not what {__file__} makes; run it, and look at what changed")
            status = 1
    print(f"{count} cases in {len(FAMILIES)} families")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
