// SPDX-License-Identifier: MIT
// Distributions of one uniform number: their shape, their parameters, their extremes.
#include "support/random_statistics.hpp"
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <limits>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

constexpr std::size_t n = 20000;
constexpr rnd::Key key = rnd::key(20, 11);

double normal_cdf(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }
double truncated_cdf(double x) {
  double const tail = normal_cdf(-2);
  return std::min(1.0, std::max(0.0, (normal_cdf(x) - tail) / (1 - 2 * tail)));
}

template <class T>
void shapes() {
  using X = tn::Tensor<T, n>;
  X const u = rnd::uniform<T, n>(key), z = rnd::normal<T, n>(key), t = rnd::truncated_normal<T, n>(key);
  X const e = rnd::exponential<T, n>(key), g = rnd::gumbel<T, n>(key);
  check_distribution("uniform", u, [](double x) { return x; });
  check_distribution("normal", z, normal_cdf);
  check_distribution("truncated normal", t, truncated_cdf);
  check_distribution("exponential", e, [](double x) { return -std::expm1(-x); });
  check_distribution("gumbel", g, [](double x) { return std::exp(-std::exp(-x)); });
  check_moments("uniform", u, 0.5, 1.0 / 12, 1.0 / 80);
  check_moments("normal", z, 0, 1, 3);
  double const cut = 1 - 4 * std::exp(-2.0) / std::sqrt(2 * M_PI) / (1 - 2 * normal_cdf(-2));
  check_moments("truncated normal", t, 0, cut, 3 * cut - 8 * 2 * std::exp(-2.0) / std::sqrt(2 * M_PI) / (1 - 2 * normal_cdf(-2)));
  check_moments("exponential", e, 1, 1, 9);
  check_moments("gumbel", g, 0.57721566490153286, M_PI * M_PI / 6, 14.611363655);
  for (T const x : u) REQUIRE((x >= 0 && x < 1));
  for (T const x : t) REQUIRE((x >= -2 && x <= 2));
  for (T const x : e) REQUIRE((x > 0 && x < std::numeric_limits<T>::infinity()));
}

/// x with tail probability p beyond it, in long double.
long double normal_reference(long double p) {
  long double x = std::sqrt(-2 * std::log(p));
  for (int i = 0; i < 40; ++i) {
    long double const off = std::erfc(x / std::sqrt(2.0L)) / 2 - p;
    long double const slope = -std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979323846264338327950288L);
    x -= off / slope / (1 + x * off / slope / 2);
  }
  return x;
}

/// A deviate against the exact function of the tail that it is made of.
template <class T>
void accuracy() {
  Worst normal{"normal", 0, {}}, truncated{"truncated normal", 0, {}}, exponential{"exponential", 0, {}};
  using X = tn::Tensor<T, 3000>;
  // The tails that the draws are made of: in 1000 of the numbers as they come, in the others down to the least.
  Random numbers{3};
  X p;
  for (std::size_t i = 0; i < 3000; ++i) {
    double const least = sizeof(T) == 4 ? -33 : -55;
    p(i) = static_cast<T>(i < 1000 ? numbers.uniform(1e-3, 0.4999) : std::exp2(numbers.uniform(least, -1.01)));
    if (i % 2 == 1) p(i) = -p(i);
  }
  using L = tn::lanes::Lane<T, 1>;
  long double const beyond = std::erfc(std::sqrt(2.0L)) / 2;
  for (T const x : p) {
    long double const tail = std::abs(static_cast<long double>(x)), sign = x < 0 ? -1 : 1;
    std::string const at = std::to_string(x);
    normal.add(ulps_off(tn::op::NormalOfTail::lane(L(x)).v[0], sign * normal_reference(tail)), at);
    long double const cut = tail * (1 - 2 * beyond) + beyond;
    truncated.add(ulps_off(tn::op::TruncatedNormalOfTail::lane(L(x)).v[0], sign * normal_reference(cut)), at);
    exponential.add(ulps_off(tn::op::ExponentialOfTail::lane(L(x)).v[0], x < 0 ? -std::log(tail) : -std::log1p(-tail)), at);
  }
  normal.check(7);
  truncated.check(7);
  exponential.check(1);
}

}  // namespace

TEST_CASE("distributions: shape and moments, float and double") {
  shapes<float>();
  shapes<double>();
}

TEST_CASE("distributions: a deviate is the function of its tail, within the documented bounds") {
  accuracy<float>();
  accuracy<double>();
}

TEST_CASE("distributions: uniform numbers are those of the generator") {
  tn::Tensor<float, 200> const u = rnd::uniform<float, 200>(key);
  tn::Tensor<double, 200> const v = rnd::uniform<double, 200>(key);
  tn::Philox const philox(key(0));
  for (std::size_t i = 0; i < 200; ++i) {
    REQUIRE(u(i) == philox.uniform(i, key(1)));
    std::uint64_t const word = philox.word(2 * i, key(1)) | std::uint64_t{philox.word(2 * i + 1, key(1))} << 32;
    REQUIRE(v(i) == static_cast<double>(word >> 11) * 0x1p-53);
  }
}

TEST_CASE("distributions: the extreme words give the extreme numbers") {
  using namespace tn::op::detail;
  std::uint64_t const all = ~std::uint64_t{0}, sign = std::uint64_t{1} << 63;
  CHECK((UnitOfWord::of<float>(0) == 0 && UnitOfWord::of<float>(~0u) == 1 - 0x1p-24f));
  CHECK((UnitOfWord::of<double>(0) == 0 && UnitOfWord::of<double>(all) == 1 - 0x1p-53));
  CHECK((TailOfWord::of<float>(0) == 0x1p-33f && TailOfWord::of<float>(1u << 31) == -0x1p-33f));
  CHECK((TailOfWord::of<float>(~0u) == -0.5f && TailOfWord::of<float>(~0u >> 1) == 0.5f));
  CHECK((TailOfWord::of<double>(0) == 0x1p-55 && TailOfWord::of<double>(sign) == -0x1p-55));
  CHECK((TailOfWord::of<double>(all) == -0.5 && TailOfWord::of<double>(all >> 1) == 0.5));
  for (float const p : {0x1p-33f, 0.5f, -0x1p-33f, -0.5f}) {
    using L = tn::lanes::Lane<float, 1>;
    CHECK(std::abs(tn::op::NormalOfTail::lane(L(p)).v[0]) < 6.4f);
    CHECK(std::abs(tn::op::TruncatedNormalOfTail::lane(L(p)).v[0]) <= 2);
    float const e = tn::op::ExponentialOfTail::lane(L(p)).v[0];
    CHECK((e > 1e-10f && e < 23));
  }
  // A double that holds 53 bits exactly, whatever they are.
  for (std::uint64_t k : {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 53) - 1, std::uint64_t{0x123456789abcd}})
    CHECK(as_double(k) == static_cast<double>(k));
}

TEST_CASE("distributions: bounds of a uniform number") {
  tn::Tensor<float, 2, 3> const low{{-1, 0, 5}, {1, 2, 3}};
  tn::Tensor<float, 3> const width{0.5f, 0, 1000};
  tn::Tensor<float, 2, 3> const x = rnd::uniform<float>(key, low, low + width);
  tn::Tensor<float, 2, 3> const u = rnd::uniform<float, 2, 3>(key);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      float const high = low(i, j) + width(j), scaled = u(i, j) * (high - low(i, j));
      CHECK(x(i, j) == low(i, j) + scaled);
    }
  // 1 - 2^-24 of [1, 2) would round to 2.
  tn::Tensor<float, 1000000> many = rnd::uniform<float, 1000000>(key, 1, 1.0000002f);
  for (float const v : many) REQUIRE((v >= 1 && v < 1.0000002f));
  float const most = std::numeric_limits<float>::max();
  tn::Tensor<float, 9> const empty = rnd::uniform<float, 9>(key, 3, 2), wide = rnd::uniform<float, 9>(key, -most, most);
  for (float const v : empty) CHECK(v == 3);
  for (float const v : wide) CHECK(v == -most);
}

TEST_CASE("distributions: parameters") {
  tn::Tensor<double, n> const z = rnd::normal<double, n>(key, 3, 2), e = rnd::exponential<double, n>(key, 0.5);
  tn::Tensor<double, n> const standard = rnd::normal<double, n>(key);
  check_moments("normal", z, 3, 4, 48);
  check_moments("exponential", e, 0.5, 0.25, 9.0 / 16);
  for (std::size_t i = 0; i < n; ++i) REQUIRE(std::abs(z(i) - (3 + 2 * standard(i))) <= 1e-15 * (4 + std::abs(z(i))));
  tn::Tensor<float, 4, 3> const rows =
      rnd::normal<float, tn::Shape<4, 3>>(key, tn::Tensor<float, 4, 1>{{0}, {100}, {200}, {300}}, tn::Tensor<float, 3>{1, 0, 2});
  CHECK((rows(2, 1) == 200 && std::abs(rows(3, 0) - 300) < 7 && rows(3, 0) != 300));
  tn::Tensor<double> const one = rnd::normal<double>(key, 10, 0);
  CHECK(one.item() == 10);
}

TEST_CASE("distributions: bernoulli") {
  for (double const p : {0.1, 0.5, 0.93}) {
    tn::Tensor<bool, n> const x = rnd::bernoulli<n>(key, p);
    double count = 0;
    for (bool const v : x) count += v;
    CHECK(std::abs(count - n * p) < 4 * std::sqrt(n * p * (1 - p)));
  }
  tn::Tensor<bool, 3, 500> const x = rnd::bernoulli<3, 500>(key, tn::Tensor<double, 3, 1>{{0}, {1}, {0.5}});
  for (std::size_t i = 0; i < 500; ++i) REQUIRE((!x(0, i) && x(1, i)));
  tn::Tensor<bool, 4> const each = rnd::bernoulli(key, tn::Tensor<float, 4>{0, 1, 0, 1});
  CHECK((!each(0) && each(1) && !each(2) && each(3)));
  tn::Tensor<bool> const nan = rnd::bernoulli(key, std::numeric_limits<float>::quiet_NaN());
  CHECK(!nan.item());
}

TEST_CASE("distributions: dropout") {
  auto const x = random_tensor<float, 100, 200>(6);
  tn::Tensor<float, 100, 200> const y = rnd::dropout(key, x, 0.2f);
  double dropped = 0;
  for (std::size_t i = 0; i < x.size; ++i) {
    REQUIRE((y.data()[i] == 0 || y.data()[i] == x.data()[i] * (1 / (1 - 0.2f))));
    dropped += y.data()[i] == 0;
  }
  CHECK(std::abs(dropped - 4000) < 4 * std::sqrt(20000 * 0.16));
  tn::Tensor<float, 100, 200> const all = rnd::dropout(key, x, 0), none = rnd::dropout(key, x, 1);
  for (std::size_t i = 0; i < x.size; ++i) REQUIRE((all.data()[i] == x.data()[i] && none.data()[i] == 0));
  // The same elements with the same key, and their derivatives.
  auto const total = [](auto const& k, auto const& t) { return tn::sum(rnd::dropout(k, t, 0.2f)); };
  tn::Tensor<float, 100, 200> const dx = tn::grad<1>(total)(key, x);
  for (std::size_t i = 0; i < x.size; ++i) REQUIRE(dx.data()[i] == (y.data()[i] == 0 ? 0 : 1 / (1 - 0.2f)));
  same_everywhere([](auto const& k, auto const& t) { return rnd::dropout(k, t, 0.5); }, key, random_tensor<double, 3, 7>(7));
}

TEST_CASE("distributions: element i does not depend on the size") {
  auto compare = []<class A, class B>(A const& few, B const& many) {
    for (std::size_t i = 0; i < few.size; ++i) REQUIRE(few.data()[i] == many.data()[i]);
  };
  compare(tn::Tensor<float, 5>(rnd::normal<float, 5>(key)), tn::Tensor<float, 10, 10>(rnd::normal<float, 10, 10>(key)));
  compare(tn::Tensor<double, 33>(rnd::uniform<double, 33>(key, 1, 3)),
          tn::Tensor<double, 99>(rnd::uniform<double, 99>(key, 1, 3)));
  compare(tn::Tensor<float, 1>(rnd::exponential<float, 1>(key)), tn::Tensor<float, 65>(rnd::exponential<float, 65>(key)));
  tn::Tensor<float, 0> const none = rnd::normal<float, 0>(key);
  CHECK(none.size == 0);
}
