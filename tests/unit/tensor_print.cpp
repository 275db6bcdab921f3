// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/tensor/create.hpp>
#include <tenon/tensor/print.hpp>

#include <limits>
#include <sstream>

namespace tn = tenon;

// What NumPy prints for the same arrays.

TEST_CASE("whole numbers keep the point and are right-aligned", "[print]") {
  CHECK(tn::to_string(tn::Tensor<float, 3>{1, 2, 3}) == "[1. 2. 3.]");
  CHECK(tn::to_string(tn::Tensor<double, 2, 2>{{1, -20}, {300, 4}}) == "[[  1. -20.]\n [300.   4.]]");
  CHECK(tn::to_string(tn::Tensor<float, 2>{0.f, -0.f}) == "[ 0. -0.]");
}

TEST_CASE("fractions are as short as tells the value, padded with blanks", "[print]") {
  CHECK(tn::to_string(tn::Tensor<float, 3>{1.5f, 2.25f, 3}) == "[1.5  2.25 3.  ]");
  CHECK(tn::to_string(tn::Tensor<float, 2>{0.1f, 3.1415927f}) == "[0.1       3.1415927]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1.0 / 3, 2}) == "[0.33333333 2.        ]");
  CHECK(tn::to_string(tn::Tensor<double, 1>{123456.789012345}) == "[123456.78901235]");
}

TEST_CASE("large, small and far apart values print in scientific form", "[print]") {
  CHECK(tn::to_string(tn::Tensor<double, 2>{1e-5, 1.5}) == "[1.0e-05 1.5e+00]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1e8, -1}) == "[ 1.e+08 -1.e+00]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1e-300, 2e100}) == "[1.e-300 2.e+100]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1e-5, 1e100}) == "[1.e-005 1.e+100]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1, 1001}) == "[1.000e+00 1.001e+03]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{1, 1000}) == "[   1. 1000.]");
}

TEST_CASE("nan and inf", "[print]") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  CHECK(tn::to_string(tn::Tensor<double, 3>{nan, 1, -inf}) == "[ nan   1. -inf]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{inf, 0.5}) == "[inf 0.5]");
  CHECK(tn::to_string(tn::Tensor<double, 2>{nan, nan}) == "[nan nan]");
}

TEST_CASE("integers and booleans", "[print]") {
  CHECK(tn::to_string(tn::Tensor<int, 2, 2>{{1, -2}, {30, 4}}) == "[[ 1 -2]\n [30  4]]");
  CHECK(tn::to_string(tn::Tensor<std::uint8_t, 2>{255, 1}) == "[255   1]");
  CHECK(tn::to_string(tn::Tensor<std::int8_t, 2>{-128, 65}) == "[-128   65]");
  CHECK(tn::to_string(tn::Tensor<std::uint64_t, 1>{18446744073709551615u}) == "[18446744073709551615]");
  CHECK(tn::to_string(tn::Tensor<bool, 2>{true, false}) == "[ True False]");
  CHECK(tn::to_string(tn::Tensor<bool, 1>{true}) == "[ True]");
}

TEST_CASE("scalars print as in Python", "[print]") {
  CHECK(tn::to_string(tn::Tensor<float>{1}) == "1.0");
  CHECK(tn::to_string(tn::Tensor<double>{0.1}) == "0.1");
  CHECK(tn::to_string(tn::Tensor<double>{1e-5}) == "1e-05");
  CHECK(tn::to_string(tn::Tensor<double>{1.5e16}) == "1.5e+16");
  CHECK(tn::to_string(tn::Tensor<double>{1e15}) == "1000000000000000.0");
  CHECK(tn::to_string(tn::Tensor<float>{-std::numeric_limits<float>::infinity()}) == "-inf");
  CHECK(tn::to_string(tn::Tensor<bool>{true}) == "True");
  CHECK(tn::to_string(tn::Tensor<int>{7}) == "7");
}

TEST_CASE("more axes are separated by empty lines", "[print]") {
  CHECK(tn::to_string(tn::reshape<2, 1, 2>(tn::arange<int, 4>())) == "[[[0 1]]\n\n [[2 3]]]");
  CHECK(tn::to_string(tn::reshape<1, 2, 1, 1>(tn::arange<int, 2>())) == "[[[[0]]\n\n  [[1]]]]");
  CHECK(tn::to_string(tn::Tensor<float, 0>()) == "[]");
  CHECK(tn::to_string(tn::Tensor<float, 2, 0>()) == "[]");
}

TEST_CASE("lines break before 75 characters", "[print]") {
  CHECK(tn::to_string(tn::arange<int, 30>()) == "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n"
                                                " 24 25 26 27 28 29]");
}

TEST_CASE("only the edges of more than 1000 elements are shown", "[print]") {
  CHECK(tn::to_string(tn::arange<int, 1001>()) == "[   0    1    2 ...  998  999 1000]");
  CHECK(tn::to_string(tn::reshape<100, 20>(tn::arange<float, 2000>())) ==
        "[[0.000e+00 1.000e+00 2.000e+00 ... 1.700e+01 1.800e+01 1.900e+01]\n"
        " [2.000e+01 2.100e+01 2.200e+01 ... 3.700e+01 3.800e+01 3.900e+01]\n"
        " [4.000e+01 4.100e+01 4.200e+01 ... 5.700e+01 5.800e+01 5.900e+01]\n"
        " ...\n"
        " [1.940e+03 1.941e+03 1.942e+03 ... 1.957e+03 1.958e+03 1.959e+03]\n"
        " [1.960e+03 1.961e+03 1.962e+03 ... 1.977e+03 1.978e+03 1.979e+03]\n"
        " [1.980e+03 1.981e+03 1.982e+03 ... 1.997e+03 1.998e+03 1.999e+03]]");
  std::string const narrow = tn::to_string(tn::zeros<int, 501, 2>());  // a short axis is shown whole
  CHECK(narrow == "[[0 0]\n [0 0]\n [0 0]\n ...\n [0 0]\n [0 0]\n [0 0]]");
}

TEST_CASE("streams and expressions", "[print]") {
  tn::Tensor<float, 2> const a{1, 2};
  std::ostringstream out;
  out << a << ' ' << a + a << ' ' << a(tn::from<1>);
  CHECK(out.str() == "[1. 2.] [2. 4.] [2.]");
}
