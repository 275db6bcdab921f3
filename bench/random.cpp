// SPDX-License-Identifier: MIT
// Random numbers. The peer is the standard library: Mersenne's twister through its distributions. No sample has the numbers
// of another, so the figures that are compared are means.
#include "harness.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <cstring>
#include <memory>
#include <random>

namespace tn = tenon;

namespace {

template <class T, std::size_t N>
struct Sample {
  tn::Tensor<T, N> x;
  tn::random::Key key = tn::random::key(42);
  std::mt19937 twister{42};

  bench::Values mean() const {
    double sum = 0;
    for (T const v : x) sum += static_cast<double>(v);
    return {sum / N};
  }
};

/// Draws N numbers; `limit` is to fill as many bytes.
template <class T, std::size_t N, class Draw, class Standard>
bench::Row draws(Draw draw, Standard standard, double mean, double deviation) {
  auto const s = std::make_shared<Sample<T, N>>();
  bench::Row row;
  row.ours = bench::contestant("tenon", [s, draw] { draw(*s); }, [s, draw] { return draw(*s), s->mean(); });
  row.peers.push_back(bench::contestant(
      "std",
      [s, standard]() mutable {
        for (T& v : s->x) v = standard(s->twister);
      },
      [s, standard]() mutable {
        for (T& v : s->x) v = standard(s->twister);
        return s->mean();
      }));
  row.limit = bench::contestant("memset", [s] { std::memset(s->x.data(), 1, N * sizeof(T)); }, nullptr);
  row.expected = {mean};
  row.tolerance = 5 * deviation / std::sqrt(double(N));  // five standard errors
  return row;
}

template <class T, std::size_t N>
bench::Row uniform() {
  return draws<T, N>([](auto& s) { s.x = tn::random::uniform<T, N>(s.key); },
                     [](auto& g) { return std::uniform_real_distribution<T>{}(g); }, 0.5, 0.29);
}
template <class T, std::size_t N>
bench::Row normal() {
  return draws<T, N>([](auto& s) { s.x = tn::random::normal<T, N>(s.key); },
                     [d = std::normal_distribution<T>{}](auto& g) mutable { return d(g); }, 0, 1);
}
template <std::size_t N>
bench::Row integers() {
  return draws<int, N>([](auto& s) { s.x = tn::random::randint<int, N>(s.key, -50, 51); },
                       [](auto& g) { return std::uniform_int_distribution<int>{-50, 50}(g); }, 0, 29.2);
}
template <std::size_t N>
bench::Row gamma() {
  return draws<float, N>([](auto& s) { s.x = tn::random::gamma<float, N>(s.key, 2.5); },
                         [](auto& g) { return std::gamma_distribution<float>{2.5f}(g); }, 2.5, 1.6);
}

[[maybe_unused]] bool const added = [] {
  bench::add("uniform_f32_1000", uniform<float, 1000>);
  bench::add("uniform_f32_100000", uniform<float, 100000>);
  bench::add("uniform_f64_100000", uniform<double, 100000>);
  bench::add("normal_f32_100000", normal<float, 100000>);
  bench::add("normal_f64_100000", normal<double, 100000>);
  bench::add("randint_100000", integers<100000>);
  return bench::add("gamma_f32_100000", gamma<100000>);
}();

}  // namespace
