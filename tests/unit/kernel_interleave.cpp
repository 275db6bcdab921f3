// SPDX-License-Identifier: MIT
// Items of every size come to lanes, and back to memory.
#include "support/catch.hpp"

#include <tenon/kernel/crossed_products.hpp>

#include <algorithm>
#include <utility>

namespace tn = tenon;

#if TENON_HAS_SIMD
namespace {

template <class T, int N, int Size>
void round_trip() {
  INFO(N << " items of " << Size);
  if constexpr (tn::simd::has_pack<T, N>)
    if constexpr (tn::simd::Pack<T, N>::registers == 1) {
      T from[N * Size], to[N * Size] = {};
      for (int i = 0; i < N * Size; ++i) from[i] = static_cast<T>(i);
      tn::simd::Pack<T, N> lanes[Size];
      tn::kernel::load_items<Size>(from, lanes);
      bool seen[N] = {}, whole = true;
      for (int lane = 0; lane < N; ++lane) {
        auto element = [&](int e) {
          T values[N];
          lanes[e].store(values);
          return static_cast<int>(values[lane]);
        };
        int const item = element(0) / Size;
        seen[item] = true;
        for (int e = 0; e < Size; ++e) whole = whole && element(e) == item * Size + e;
      }
      for (bool const s : seen) CHECK(s);
      CHECK(whole);
      tn::kernel::store_items<Size>(lanes, to);
      CHECK(std::equal(from, from + N * Size, to));
    }
}
template <class T, int... Size>
void round_trips(std::integer_sequence<int, Size...>) {
  (round_trip<T, 2, Size>(), ...);
  (round_trip<T, 4, Size>(), ...);
  (round_trip<T, 8, Size>(), ...);
  (round_trip<T, 16, Size>(), ...);
}

template <class T, int N>
void crossed() {
  INFO(N << " determinants");
  if constexpr (requires { tn::kernel::crossed_products<T, N>(nullptr, nullptr); }) {
    T from[4 * N], to[N] = {};
    for (int i = 0; i < 4 * N; ++i) from[i] = static_cast<T>(i * i % 23 - 7);
    tn::kernel::crossed_products<T, N>(from, to);
    for (int i = 0; i < N; ++i) CHECK(to[i] == from[4 * i] * from[4 * i + 3] - from[4 * i + 1] * from[4 * i + 2]);
  }
}

}  // namespace

TEST_CASE("differences of crossed products come in the order of the items") {
  crossed<float, 4>(), crossed<float, 8>(), crossed<float, 16>();
  crossed<double, 2>(), crossed<double, 4>(), crossed<double, 8>();
}

TEST_CASE("items of every size come to lanes and back") {
  round_trips<float>(std::integer_sequence<int, 1, 2, 3, 4, 5, 8, 9, 16, 36, 75>{});
  round_trips<double>(std::integer_sequence<int, 1, 2, 3, 4, 9, 33>{});
}
#endif
