// SPDX-License-Identifier: MIT
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

// Saturation written down a second time, in a type that holds every value.
template <class U, class T>
U reference(T x) {
  if constexpr (std::is_same_v<U, bool>)
    return x != T(0);
  else if constexpr (std::is_floating_point_v<T> && !std::is_floating_point_v<U>) {
    if (std::isnan(x)) return U(0);
    long double const whole = std::trunc(static_cast<long double>(x));
    if (whole < static_cast<long double>(std::numeric_limits<U>::min())) return std::numeric_limits<U>::min();
    if (whole > static_cast<long double>(std::numeric_limits<U>::max())) return std::numeric_limits<U>::max();
    return static_cast<U>(whole);
  } else
    return static_cast<U>(x);
}

template <class T>
std::vector<T> samples() {
  std::vector<T> s = special_values<T>();
  if constexpr (std::is_floating_point_v<T>)
    for (double const x : {-127.5, 127.5, -128.5, 255.5, -0.5, 32767.9, -32768.9, 2147483647.0, -2147483647.0, -2147483648.0,
                           2147483648.0, 4294967295.0, 9223372036854775807.0, -9223372036854775808.0, 1e19, 1.9e19})
      s.push_back(static_cast<T>(x));
  return s;
}

template <class U, class T>
void check_cast() {
  std::vector<T> const s = samples<T>();
  Worst w{"cast to " + dtype_name<U>() + " from " + dtype_name<T>(), 0, {}};
  for (std::size_t first = 0; first < s.size(); first += 19) {
    tn::Tensor<T, 19> x;
    for (std::size_t i = 0; i < 19; ++i) x(i) = s[(first + i) % s.size()];
    tn::Tensor<U, 19> const y = tn::cast<U>(x);
    for (std::size_t i = 0; i < 19; ++i)
      w.add(same_bits(y(i), reference<U>(x(i))) ? 0 : 1, std::to_string(x(i)) + " gives " + std::to_string(y(i)));
  }
  w.check(0);
}

template <class T>
void check_casts_from() {
  check_cast<bool, T>();
  check_cast<std::int8_t, T>();
  check_cast<std::int16_t, T>();
  check_cast<std::int32_t, T>();
  check_cast<std::int64_t, T>();
  check_cast<std::uint8_t, T>();
  check_cast<std::uint16_t, T>();
  check_cast<std::uint32_t, T>();
  check_cast<std::uint64_t, T>();
  check_cast<float, T>();
  check_cast<double, T>();
}

}  // namespace

TEST_CASE("every dtype converts to every other", "[op]") {
  check_casts_from<bool>();
  check_casts_from<std::int8_t>();
  check_casts_from<std::int16_t>();
  check_casts_from<std::int32_t>();
  check_casts_from<std::int64_t>();
  check_casts_from<std::uint8_t>();
  check_casts_from<std::uint16_t>();
  check_casts_from<std::uint32_t>();
  check_casts_from<std::uint64_t>();
  check_casts_from<float>();
  check_casts_from<double>();
}

TEST_CASE("casts are the same in constant evaluation", "[op]") {
  constexpr tn::Tensor<double, 6> x{-128.5, 127.9, 300, -1e30, 1e30, -0.9};
  constexpr tn::Tensor<std::int8_t, 6> bytes = tn::cast<std::int8_t>(x);
  check_equal<std::int8_t>(bytes, Array{{6}, {-128, 127, 127, -128, 127, 0}});
  constexpr tn::Tensor<std::uint64_t, 6> large = tn::cast<std::uint64_t>(x);
  CHECK(large(4) == std::numeric_limits<std::uint64_t>::max());
  CHECK(large(3) == 0);
}

TEST_CASE("a cast within a larger kernel", "[op]") {
  auto const i = random_tensor<std::int64_t, 21>(1);
  auto const x = random_tensor<float, 21>(2);
  Array const k = array(i), y = array(x);
  check_equal<float>(tn::cast<float>(i) * x + 1, array({21}, [&](Index const& n) { return k(n) * y(n) + 1; }), 1e-5);
  check_equal<double>(tn::cast<double>(tn::cast<float>(i) * x) - 1, array({21}, [&](Index const& n) { return k(n) * y(n) - 1; }),
                      1e-5);
  auto const image = random_tensor<std::uint8_t, 3, 7>(3);
  Array const p = array(image);
  check_equal<float>(tn::cast<float>(tn::transpose(image)) / 255,
                     array({7, 3}, [&](Index const& n) { return p({n[1], n[0]}) / 255; }), 1e-7);
}
