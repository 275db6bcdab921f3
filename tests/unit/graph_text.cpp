// SPDX-License-Identifier: MIT
// A graph as text.
#include "support/catch.hpp"

#include <tenon/core.hpp>
#include <tenon/graph/text.hpp>
#include <tenon/trace/function.hpp>

#include <string>

namespace tn = tenon;

TEST_CASE("to_text: a node a line, then the outputs") {
  constexpr auto f = tn::function([](auto const& x, auto const& w) { return tn::sum<1>(tn::relu(tn::matmul(x, w)) * 2.f); });
  std::string const text = tn::to_text(f.graph<tn::Tensor<float, 4, 3>, tn::Tensor<float, 3, 5>>);
  CHECK(text == "%0 = leaf 0 input : float32[4, 3]\n"
                "%1 = leaf 1 input : float32[3, 5]\n"
                "%2 = matmul(%0, %1) : float32[4, 5]\n"
                "%3 = relu(%2) : float32[4, 5]\n"
                "%4 = constant 2.000000 : float32[4, 5]\n"
                "%5 = mul(%3, %4) : float32[4, 5]\n"
                "%6 = sum(%5) over axes 1 : float32[4]\n"
                "output 0: %6\n");
}

TEST_CASE("to_text: views say where they read") {
  constexpr auto f = tn::function([](auto const& x) {
    return tn::concat<0>(tn::transpose(x)(tn::all, tn::from<1>), tn::expand<0>(x(tn::at<1>, tn::to<2>)));
  });
  std::string const text = tn::to_text(f.graph<tn::Tensor<int, 3, 2>>);
  INFO(text);
  CHECK(text.find("view(%0) at (i1 + 1, i0) : int32[2, 2]") != std::string::npos);
  CHECK(text.find("at (1, i1) : int32[1, 2]") != std::string::npos);
  CHECK(text.find("along axis 0 : int32[3, 2]") != std::string::npos);
}
