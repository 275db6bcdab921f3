// SPDX-License-Identifier: MIT
// Division to integral quotients, and what it leaves.
#include "support/op_laws.hpp"
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

// Python's and NumPy's rules, on the C library's exact fmod.
template <class W>
W remainder_of(W a, W b) {
  if constexpr (std::is_same_v<W, Int128>) {
    if (b == 0) return 0;
    W const r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
  } else {
    W const r = std::fmod(a, b);
    return r == 0 ? std::copysign(W(0), b) : (r < 0) != (b < 0) ? r + b : r;
  }
}
template <class W>
W quotient_of(W a, W b) {
  if constexpr (std::is_same_v<W, Int128>)
    return b == 0 ? 0 : (a - remainder_of(a, b)) / b;
  else {
    if (b == 0) return a / b;
    W const r = std::fmod(a, b);
    W q = (a - r) / b;
    if (r != 0 && (r < 0) != (b < 0)) q -= 1;
    return q == 0 ? std::copysign(W(0), a / b) : std::nearbyint(q);
  }
}

struct Fmod {
  using op = tn::op::Fmod;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::fmod(a, b); };
  static constexpr auto reference = [](auto a, auto b) {
    if constexpr (std::is_same_v<decltype(a), Int128>)
      return b == 0 ? 0 : a % b;
    else
      return std::fmod(a, b);
  };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct Remainder {
  using op = tn::op::Remainder;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::remainder(a, b); };
  static constexpr auto reference = [](auto a, auto b) { return remainder_of(a, b); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};
struct FloorDivide {
  using op = tn::op::FloorDivide;
  static constexpr auto call = [](auto const& a, auto const& b) { return tn::floor_divide(a, b); };
  static constexpr auto reference = [](auto a, auto b) { return quotient_of(a, b); };
  static constexpr double ulps = 0.5, low = -9, high = 9;
};

/// Operands of all magnitudes: the quotients of most have more digits than the type.
template <class T>
void all_magnitudes() {
  Worst rest{"fmod of all magnitudes", 0, {}};
  Random random{9};
  constexpr int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits,
                most = std::numeric_limits<T>::max_exponent - 1;
  for (int round = 0; round < 400; ++round) {
    tn::Tensor<T, 33> a, b;
    for (T* p : {a.data(), b.data()})
      for (int i = 0; i < 33; ++i)
        p[i] = std::ldexp(static_cast<T>(random.uniform(-2, 2)), static_cast<int>(random.uniform(least, most)));
    if (round % 2 == 0)  // quotients of few digits, and operands that are multiples
      for (int i = 0; i < 33; ++i) a.data()[i] = b.data()[i] * std::nearbyint(static_cast<T>(random.uniform(-1e6, 1e6)));
    tn::Tensor<T, 33> const y = tn::fmod(a, b);
    for (int i = 0; i < 33; ++i)
      rest.add(same_bits(y.data()[i], std::fmod(a.data()[i], b.data()[i])) ? 0 : 1,
               std::to_string(a.data()[i]) + " % " + std::to_string(b.data()[i]));
  }
  rest.check(0);
}

}  // namespace

TEST_CASE("fmod", "[op]") { op_laws_short<Fmod, float, double, std::int32_t, std::int8_t, std::uint64_t>(); }
TEST_CASE("remainder", "[op]") { op_laws<Remainder, float, double, std::int32_t, std::int8_t, std::uint16_t>(); }
TEST_CASE("floor_divide", "[op]") { op_laws_short<FloorDivide, float, double, std::int64_t, std::int16_t, std::uint8_t>(); }

TEST_CASE("fmod is exact for operands of all magnitudes") {
  all_magnitudes<float>();
  all_magnitudes<double>();
}

TEST_CASE("floor division and its remainder have Python's signs") {
  tn::Tensor<int, 8> const p{7, -7, 7, -7, 6, -6, 0, 5}, q{3, 3, -3, -3, 3, 3, -2, 0};
  check_equal<int>(tn::floor_divide(p, q), Array{{8}, {2, -3, -3, 2, 2, -2, 0, 0}});
  check_equal<int>(tn::remainder(p, q), Array{{8}, {1, 2, -2, -1, 0, 0, 0, 0}});
  tn::Tensor<std::uint8_t, 2> const u{200, 7}, w{7, 9};
  check_equal<std::uint8_t>(tn::floor_divide(u, w), Array{{2}, {28, 0}});
  check_equal<std::uint8_t>(tn::remainder(u, w), Array{{2}, {4, 7}});
  tn::Tensor<double, 5> const x{7.5, -7.5, 7.5, -7.5, 6}, y{2, 2, -2, -2, 1.5};
  check_equal<double>(tn::floor_divide(x, y), Array{{5}, {3, -4, -4, 3, 4}});
  check_equal<double>(tn::remainder(x, y), Array{{5}, {1.5, 0.5, -0.5, -1.5, 0}});
  // As NumPy's: infinite divisors, and zeros with a sign.
  constexpr double inf = std::numeric_limits<double>::infinity();
  tn::Tensor<double, 4> const a{5, -5, 0, -6}, b{inf, inf, -3, 2};
  check_equal<double>(tn::remainder(a, b), Array{{4}, {5, inf, 0, 0}});
  check_equal<double>(tn::floor_divide(a, b), Array{{4}, {0, -1, 0, -3}});
  CHECK(std::signbit(tn::Tensor<double, 4>(tn::remainder(a, b)).data()[2]));
  check_equal<int>(tn::remainder(7, q), Array{{8}, {1, 1, -2, -2, 1, 1, -1, 0}});
}
