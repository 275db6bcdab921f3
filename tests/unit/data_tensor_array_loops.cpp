// SPDX-License-Identifier: MIT
// Loops whose state is a tensor array, run by kernels: where the array is written in place and where it must not be.
#include "support/catch.hpp"

#include <tenon/data/tensor_array.hpp>
#include <tenon/embedded.hpp>

#include <cmath>
#include <tuple>

namespace tn = tenon;

namespace {

using Row = tn::Tensor<double, 3>;
using Array = tn::TensorArray<Row, 6>;
using Rows = tn::Tensor<double, 6, 3>;

Rows rows() {
  Rows x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = std::sin(static_cast<double>(i) * 0.7) + 0.1;
  return x;
}

constexpr auto recurrent = [](auto const& x, auto const& factor) {
  auto const first = Array{}.write(0, x[0]);
  auto const all = tn::fori_loop<1, 6>(
      [](auto const& i, auto const& a, auto const& y, auto const& k) { return a.write(i, tn::tanh(a.read(i - 1) * k + y[i])); },
      first, x, factor);
  return tn::sum(all.stack() * x);
};
constexpr auto unrolled = [](auto const& x, auto const& factor) {
  auto a = Array{}.write(0, x[0]);
  for (int i = 1; i < 6; ++i) a.write(i, tn::tanh(a.read(i - 1) * factor + x[i]));
  return tn::sum(a.stack() * x);
};

/// Each step looks at the array as it was before and after its write, and writes a second slot.
constexpr auto looks_back = tn::function([](auto const& start, auto const& x) {
  return tn::scan(
      [](auto const& a, auto const& row) {
        auto const slot = tn::cast<int>(row[0] * 0.0) + 1;
        auto const next = a.write(slot, row);
        return std::tuple{next.write(2, a.read(1)), std::tuple{tn::sum(a.stack()), tn::sum(next.stack())}};
      },
      start, x);
});
/// One write, and what was there before it.
constexpr auto replaces = tn::function([](auto const& start, auto const& x) {
  return tn::scan([](auto const& a, auto const& row) { return std::tuple{a.write(1, row), a.stack()}; }, start, x);
});
/// As often as the data say; not at all, and the result is what the loop began with.
constexpr auto until = tn::function([](auto const& start, auto const& steps) {
  auto const [last, count] = tn::while_loop([](auto const& c, auto const& n) { return std::get<1>(c) < n; },
                                            [](auto const& c, auto const&) {
                                              auto const i = std::get<1>(c);
                                              return std::tuple{std::get<0>(c).write(i, std::get<0>(c).read(0) * 2.0), i + 1};
                                            },
                                            std::tuple{start, 0}, steps);
  return last;
});

}  // namespace

TEST_CASE("gradients of a loop that writes an array in place", "[data]") {
  Rows const x = rows();
  auto const [value, gradients] = tn::value_and_grad(recurrent)(x, 0.8);
  auto const [expected, expected_gradients] = tn::value_and_grad(unrolled)(x, 0.8);
  CHECK(value.item() == tenon_test::Approx(expected.item()).epsilon(1e-12));
  for (std::size_t i = 0; i < x.size; ++i)
    CHECK(std::get<0>(gradients).element(i) == tenon_test::Approx(std::get<0>(expected_gradients).element(i)).epsilon(1e-12));
  CHECK(std::get<1>(gradients).item() == tenon_test::Approx(std::get<1>(expected_gradients).item()).epsilon(1e-12));
}

TEST_CASE("what a step reads of an array is what was there", "[data]") {
  Rows const x = rows();
  Array start;
  start.unstack(x * 0.5);
  Array const kept = start;
  Array eager = start;
  auto const [last, sums] = looks_back(start, x);
  auto const [replaced, before] = replaces(start, x);
  for (int i = 0; i < 6; ++i) {
    CHECK(std::get<0>(sums)(i) == tenon_test::Approx(tn::sum(eager.stack()).item()));
    Row const old = eager.read(1);
    eager.write(1, x[i]);
    CHECK(std::get<1>(sums)(i) == tenon_test::Approx(tn::sum(eager.stack()).item()));
    eager.write(2, old);
    for (int k = 0; k < 3; ++k) CHECK(before(i, 1, k) == (i == 0 ? x(1, k) * 0.5 : x(i - 1, k)));
  }
  for (std::size_t e = 0; e < x.size; ++e) {
    CHECK(last.stack().element(e) == eager.stack().element(e));
    CHECK(start.stack().element(e) == kept.stack().element(e));  // the argument is as it was
  }
  CHECK(replaced.read(1)(2) == x(5, 2));
}

TEST_CASE("a loop of no step gives the array that it began with", "[data]") {
  Array start;
  start.write(0, {1.0, 2.0, 3.0});
  for (int steps = 0; steps < 6; ++steps) {
    Array const a = until(start, steps);
    for (int i = 1; i < 6; ++i) CHECK(a.written()(i) == (i < steps));
    CHECK(a.read(0)(0) == (steps > 0 ? 2 : 1));
    if (steps > 2) CHECK(a.read(2)(1) == 8);
  }
  CHECK(start.read(0)(1) == 2);
}
