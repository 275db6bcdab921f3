// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T, std::size_t N>
void check_where() {
  auto const m = random_tensor<bool, N>(1);
  auto const a = random_tensor<T, N>(2), b = random_tensor<T, N>(3);
  Array const k = array(m), x = array(a), y = array(b);
  check_equal<T>(tn::where(m, a, b), array({N}, [&](Index const& i) { return k(i) != 0 ? x(i) : y(i); }));
  check_equal<T>(tn::where(a < b && !m, a, b),
                 array({N}, [&](Index const& i) { return x(i) < y(i) && k(i) == 0 ? x(i) : y(i); }));
}

// The condition comes from comparing another dtype.
template <class C, class T, std::size_t N>
void check_mixed() {
  auto const c = random_tensor<C, N>(1);
  auto const a = random_tensor<T, N>(2), b = random_tensor<T, N>(3);
  Array const k = array(c), x = array(a), y = array(b);
  check_equal<T>(tn::where(c > 1, a, b), array({N}, [&](Index const& i) { return k(i) > 1 ? x(i) : y(i); }));
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("where selects", "[op]") {
  check_where<float, 1>();
  check_where<float, 7>();
  check_where<float, 33>();
  check_where<double, 17>();
  check_where<std::int8_t, 100>();
  check_where<std::int16_t, 9>();
  check_where<std::int64_t, 13>();
}

TEST_CASE("a condition of one dtype selects values of another", "[op]") {
  check_mixed<double, float, 19>();
  check_mixed<float, double, 19>();
  check_mixed<std::int8_t, float, 35>();
  check_mixed<float, std::int8_t, 35>();
  check_mixed<std::int64_t, float, 11>();
  check_mixed<std::uint8_t, double, 21>();
  check_mixed<std::int16_t, std::int64_t, 21>();
}

TEST_CASE("NaN in the branch not taken stays there", "[op]") {
  tn::Tensor<float, 4> const x{-1, 0, 4, 9};
  check_equal<float>(tn::where(x > 0, tn::sqrt(x), 0), Array{{4}, {0, 0, 2, 3}});
}

TEST_CASE("booleans from and to memory", "[op]") {
  auto const m = random_tensor<bool, 3, 5>(1);
  auto const a = random_tensor<float, 3, 5>(2);
  Array const k = array(m), x = array(a);
  tn::Tensor<bool, 3, 5> const kept = m && a > 0;
  check_equal<bool>(tn::transpose(kept),
                    array({5, 3}, [&](Index const& i) { return k({i[1], i[0]}) != 0 && x({i[1], i[0]}) > 0; }));
  check_equal<std::int32_t>(tn::sum<1>(tn::cast<std::int32_t>(kept)), array({3}, [&](Index const& i) {
                              double n = 0;
                              for (std::size_t j = 0; j < 5; ++j) n += k({i[0], j}) != 0 && x({i[0], j}) > 0;
                              return n;
                            }));
}

TEST_CASE("clip limits from both sides and keeps NaN", "[op]") {
  tn::Tensor<double, 6> const x{-3, -1, 0, 2, not_a_number, infinity};
  check_equal<double>(tn::clip(x, -1, 1), Array{{6}, {-1, -1, 0, 1, not_a_number, 1}});
  check_equal<double>(tn::clip(x, tn::Tensor<double>{-2}, 0.5), Array{{6}, {-2, -1, 0, 0.5, not_a_number, 0.5}});
  tn::Tensor<int, 3> const i{-5, 5, 50};
  check_equal<int>(tn::clip(i, 0, 10), Array{{3}, {0, 5, 10}});
}

TEST_CASE("elu takes a slope", "[op]") {
  tn::Tensor<double, 3> const x{-1, 0, 2};
  check_equal<double>(tn::elu(x, 0.5), Array{{3}, {0.5 * std::expm1(-1.0), 0, 2}}, 1e-15);
}
