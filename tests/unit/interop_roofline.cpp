// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/interop/benchmark.hpp>

#include <map>
#include <string>
#include <type_traits>

namespace tn = tenon;

namespace {

/// What Google Benchmark's State has of interest: the library is not needed to test what it is told.
struct Counter {
  enum Flags { kDefaults = 0, kIsIterationInvariantRate = 5 };
  double value = 0;
  Flags flags = kDefaults;
  Counter() = default;
  explicit Counter(double v, Flags f) : value(v), flags(f) {}
};
struct State {
  std::map<std::string, Counter> counters;
};

constexpr auto layer = [](auto const& x, auto const& w) { return tn::relu(tn::matmul(x, w)); };
using X = tn::Tensor<float, 4, 8>;
using W = tn::Tensor<float, 8, 16>;

static_assert(std::is_same_v<tn::bench::detail::Calculates<>::type, float>);
static_assert(std::is_same_v<tn::bench::detail::Calculates<tn::Tensor<int, 2>, tn::Tensor<double, 2>, float>::type, double>);

}  // namespace

TEST_CASE("a roof is above what can be and below what is", "[interop]") {
  double const f32 = tn::bench::flops_per_second<float>(), f64 = tn::bench::flops_per_second<double>();
  CHECK(f32 > 1e7);
  CHECK(f32 < 1e13);
  CHECK(f64 > 1e7);
  CHECK(f64 < 1e13);
  CHECK(tn::bench::flops_per_second<float>() == f32);  // measured once
  double const near = tn::bench::bytes_per_second(1 << 12), all = tn::bench::bytes_per_second(1 << 20);
  CHECK(near > 1e7);
  CHECK(all > 1e7);
  CHECK(tn::bench::bytes_per_second(1) == near);  // the least
  CHECK(tn::bench::bytes_per_second((1 << 19) + 1) == all);

  tn::Cost busy{}, moving{};
  busy.flops = 1'000'000, busy.bytes_moved = 1, busy.peak_bytes = 1;
  CHECK(tn::bench::roof_seconds(busy) == 1e6 / f32);
  CHECK(tn::bench::roof_seconds<double>(busy) == 1e6 / f64);
  moving.flops = 1, moving.bytes_moved = 1'000'000, moving.peak_bytes = 1 << 20;
  CHECK(tn::bench::roof_seconds(moving) == 1e6 / all);
}

TEST_CASE("a report has the constants of the program as rates", "[interop]") {
  constexpr tn::Cost cost = tn::cost<decltype(layer), X, W>;
  static_assert(cost.flops == 2 * 4 * 8 * 16 + 4 * 16);
  State by_type, by_value;
  tn::bench::report<decltype(layer), X, W>(by_type);
  tn::bench::report<layer, X, W>(by_value);
  for (State const& s : {by_type, by_value}) {
    CHECK(s.counters.at("FLOP").value == static_cast<double>(cost.flops));
    CHECK(s.counters.at("bytes").value == static_cast<double>(cost.bytes_moved));
    CHECK(s.counters.at("roof%").value == 100 * tn::bench::roof_seconds(cost));
    for (auto const& [name, counter] : s.counters) CHECK(counter.flags == Counter::kIsIterationInvariantRate);
  }
}
