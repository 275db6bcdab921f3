// SPDX-License-Identifier: MIT
// Kernels on several cores: the bits are those of one core without threads, at any number of threads and from any of them.
#include "programs.hpp"

#include "catch.hpp"

#include <cstring>
#include <thread>

namespace {

/// The cut of a function's last kernel; before that of a framed convolution the frame is filled.
template <class... X, class F>
constexpr tn::kernel::Split split_of(F) {
  using Plan = tn::Planned<typename decltype(tn::function(F{}))::template source<X...>>;
  constexpr int last = Plan::size.kernels - 1;
  return tn::kernel::split<tn::kernel::Described<tn::detail::descriptor_of<Plan::plan.kernels[last].size>(Plan::plan, last)>>;
}
using tn::Tensor;

TEST_CASE("parallel: which kernels are cut, and along which axis", "[parallel]") {
  constexpr auto p = split_of<Tensor<float, rows, inner>, Tensor<float, inner, columns>>(product);
  STATIC_REQUIRE((p.axis == 0 && p.count == 4 && p.chunk == 64 && p.last == 11));
  constexpr auto few_rows = split_of<Tensor<float, 4, 600>, Tensor<float, 600, 961>>(wide_product);
  STATIC_REQUIRE((few_rows.axis == 1 && few_rows.count > 1 && few_rows.last > 1));
  constexpr auto m = split_of<Tensor<float, elements>>(map);
  STATIC_REQUIRE((m.count > 1 && m.chunk % 64 == 0 && m.last < m.chunk));
  STATIC_REQUIRE((m.count - 1) * m.chunk + m.last == elements);
  constexpr auto s = split_of<Tensor<float, 2003, 300>>(of_columns);
  STATIC_REQUIRE((s.axis == 0 && s.count > 1));
#if !defined(TENON_TEST_FEW)
  // Taps on zeros are left out where a chunk knows where it begins: of one image they are not.
  constexpr auto w = split_of<Tensor<float, 1, 37, 37, 6>, Tensor<float, 5, 5, 6, 24>>(framed);
  STATIC_REQUIRE((w.axis == 0 && w.count > 1));
#endif
  STATIC_REQUIRE(split_of<Tensor<float, 2003, 300>>(of_all).count == 1);  // one value has one order of additions
  STATIC_REQUIRE(split_of<Tensor<float, 20, 150>, Tensor<float, 150, 20>>(product).count == 1);  // too small
}

TEST_CASE("parallel: the same bits at any number of threads", "[parallel]") {
  Results const expected = serial_results();
  for (int threads : {1, 2, 3, 4, 8}) {
    tn::parallel::set_threads(threads);
    REQUIRE(tn::parallel::threads() == threads);
    Results const results = all_results();
    REQUIRE(results.size() >= 8);
    for (std::size_t i = 0; i < results.size(); ++i) {
      INFO(results[i].name << " on " << threads << " threads");
      auto const &a = results[i].values, &b = expected[i].values;
      REQUIRE(results[i].name == expected[i].name);
      REQUIRE(a.size() == b.size());
      CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
    }
  }
  tn::parallel::set_threads(0);
}

TEST_CASE("parallel: chunks run once each, whoever asks", "[parallel]") {
  for (int threads : {1, 2, 3, 8, 100}) {
    tn::parallel::set_threads(threads);
    for (int count : {0, 1, 2, 7, 150}) {
      std::vector<int> runs(150, 0);
      tn::parallel::for_each_chunk(count, [&](int i) { ++runs[static_cast<std::size_t>(i)]; });
      for (int i = 0; i < 150; ++i) CHECK(runs[static_cast<std::size_t>(i)] == (i < count ? 1 : 0));
    }
    int inside[6][5] = {};
    tn::parallel::for_each_chunk(6, [&](int i) { tn::parallel::for_each_chunk(5, [&, i](int j) { ++inside[i][j]; }); });
    for (auto const& row : inside)
      for (int runs : row) CHECK(runs == 1);
  }
  tn::parallel::set_threads(-1);
  CHECK(tn::parallel::threads() >= 1);
  CHECK(serial_chunks_are_in_order());
}

TEST_CASE("parallel: several threads of the caller's own", "[parallel]") {
  tn::parallel::set_threads(3);
  auto const a = numbers<rows, inner>(1);
  auto const b = numbers<inner, columns>(2);
  Tensor<float, rows, columns> const expected = tn::function(product)(a, b);
  Tensor<float, rows, columns> results[4];
  std::thread callers[4];
  for (int t = 0; t < 4; ++t)
    callers[t] = std::thread([&, t] {
      for (int i = 0; i < 20; ++i) results[t] = tn::function(product)(a, b);
    });
  for (auto& t : callers) t.join();
  for (auto const& r : results) CHECK(std::memcmp(r.data(), expected.data(), sizeof(float) * rows * columns) == 0);
  tn::parallel::set_threads(0);
}

}  // namespace
