// SPDX-License-Identifier: MIT
#include "support/catch.hpp"

#include <tenon/model.hpp>

#include <algorithm>
#include <cmath>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;

namespace {

constexpr bool equal(tn::Philox::Block const& b, std::uint32_t w0, std::uint32_t w1, std::uint32_t w2, std::uint32_t w3) {
  return b.word[0] == w0 && b.word[1] == w1 && b.word[2] == w2 && b.word[3] == w3;
}

// The known answers of the generator's authors, in constant evaluation.
static_assert(equal(tn::Philox(0)(0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
static_assert(equal(tn::Philox(~0ull)(~0ull, ~0ull), 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
static_assert(equal(tn::Philox(0x299f31d0a4093822)(0x85a308d3243f6a88, 0x0370734413198a2e), 0xd16cfe09, 0x94fdcceb, 0x5001e420,
                    0x24126ea1));
static_assert(tn::Philox(0).word(2) == 0xbc57ac4c && tn::Philox(0).word(7) == tn::Philox(0)(1).word[3]);
static_assert(tn::Philox(42).uniform(0) == 0.6129598617553711f && tn::Philox(42).uniform(0, 1) == 0.010058820247650146f);
static_assert(tn::Philox(7).uniform(0) == 0.9545971155166626f);

// Fans: the last two axes, times the receptive field before them.
constexpr bool fans(tn::Dims const& d, double in, double out) { return Fans::of(d).in == in && Fans::of(d).out == out; }
static_assert(fans(tn::dims_of<tn::Shape<>>, 1, 1) && fans(tn::dims_of<tn::Shape<5>>, 5, 5) &&
              fans(tn::dims_of<tn::Shape<8, 30>>, 8, 30));
static_assert(fans(tn::dims_of<tn::Shape<512, 8, 64>>, 4096, 32768) && fans(tn::dims_of<tn::Shape<3, 3, 4, 16>>, 36, 144));

template <class Init, std::size_t... D>
struct One {
  tn::InitParam<Init, float, D...> p;
  TENON_MODULE(One, p);
};

struct Moments {
  double mean = 0, deviation = 0, least = 0, most = 0;
};
template <class Init, std::size_t... D>
Moments moments(std::uint64_t seed) {
  One<Init, D...> m;
  tn::initialize(m, seed);
  Moments r;
  double squares = 0;
  for (double const x : m.p) {
    r.mean += x;
    squares += x * x;
    r.least = std::min(r.least, x);
    r.most = std::max(r.most, x);
  }
  auto const n = static_cast<double>(m.p.size);
  r.mean /= n;
  r.deviation = std::sqrt(squares / n - r.mean * r.mean);
  return r;
}
/// Mean 0 and the given deviation, to four standard errors of 20,000 numbers, and no number beyond the bound.
void check_distribution(Moments const& m, double deviation, double bound) {
  CHECK(std::abs(m.mean) < 4 * deviation / std::sqrt(20000.0));
  CHECK(m.deviation == Approx(deviation).epsilon(0.02));
  CHECK(m.most <= bound * (1 + 1e-6));
  CHECK(m.least >= -bound * (1 + 1e-6));
  CHECK(m.most > 0.98 * bound);
  CHECK(m.least < -0.98 * bound);
}

constexpr double truncated = 0.87962566103423978;  // the deviation of a normal distribution cut off at two of its own

}  // namespace

TEST_CASE("the distributions", "[initializer]") {
  for (std::uint64_t const seed : {1u, 2u}) {
    double const uniform = std::sqrt(6.0 / 300);
    check_distribution(moments<GlorotUniform, 200, 100>(seed), uniform / std::sqrt(3.0), uniform);
    check_distribution(moments<GlorotNormal, 200, 100>(seed), std::sqrt(2.0 / 300), 2 * std::sqrt(2.0 / 300) / truncated);
    check_distribution(moments<HeNormal, 200, 100>(seed), std::sqrt(2.0 / 200), 2 * std::sqrt(2.0 / 200) / truncated);
    check_distribution(moments<LecunNormal, 200, 100>(seed), std::sqrt(1.0 / 200), 2 * std::sqrt(1.0 / 200) / truncated);
  }
  CHECK(moments<Zeros, 3, 3>(1).deviation == 0);
  CHECK(moments<Ones, 3, 3>(1).mean == 1);
  // Keras' test of variance scaling by 2 / fan in: 25 inputs.
  CHECK(moments<HeNormal, 25, 20>(1).deviation == Approx(0.2828).margin(0.03));
}

TEST_CASE("the normal quantile is the inverse of the distribution", "[initializer]") {
  for (double p = 1e-7; p < 1; p += 0.00999) {
    double const x = tn::nn::detail::normal_quantile(p), back = 0.5 * std::erfc(-x / std::sqrt(2.0));
    CHECK(back == Approx(p).epsilon(1e-6));
  }
  CHECK(tn::nn::detail::truncated_normal(0) == Approx(-2).epsilon(1e-6));
  CHECK(tn::nn::detail::truncated_normal(0.5) == Approx(0).margin(1e-7));
}

TEST_CASE("a seed gives the same numbers everywhere", "[initializer]") {
  auto first = [](auto m) {
    tn::initialize(m, 42);
    return m.p;
  };
  auto const uniform = first(One<GlorotUniform, 8, 30>{});
  CHECK(uniform(0, 0) == 0.0897713951667499f);
  CHECK(uniform(0, 1) == -0.024964914775240914f);
  CHECK(uniform(7, 29) == 0.1953914050367536f);
  auto const lecun = first(One<LecunNormal, 8, 30>{});
  CHECK(lecun(0, 0) == Approx(0.10998666).epsilon(3e-7));
  CHECK(lecun(0, 1) == Approx(-0.03023769).epsilon(3e-7));
  CHECK(lecun(7, 29) == Approx(0.25202007).epsilon(3e-7));
  CHECK(first(One<HeNormal, 8, 30>{})(7, 29) == Approx(0.35641020).epsilon(3e-7));
  CHECK(first(One<GlorotNormal, 8, 30>{})(0, 0) == Approx(0.07136877).epsilon(3e-7));
}

namespace {
struct Inner {
  tn::Param<float, 4, 4> kernel;
  tn::Param<float, 4> bias;
  TENON_MODULE(Inner, kernel, bias);
};
struct Outer {
  Inner a;
  tn::Tensor<float> rate{0.5f};
  tn::Variable<float, 2> count{7, 7};
  Inner b;
  tn::Param<double, 100, 40> large;
  TENON_MODULE(Outer, a, rate, count, b, large);
};
}  // namespace

TEST_CASE("initialize draws every parameter, from a stream of its own", "[initializer]") {
  Outer m, again, other;
  m.a.bias.fill(9);
  tn::initialize(m, 3);
  tn::initialize(again, 3);
  tn::initialize(other, 4);
  CHECK(std::equal(m.a.kernel.begin(), m.a.kernel.end(), again.a.kernel.begin()));
  CHECK(!std::equal(m.a.kernel.begin(), m.a.kernel.end(), other.a.kernel.begin()));
  CHECK(!std::equal(m.a.kernel.begin(), m.a.kernel.end(), m.b.kernel.begin()));
  // Without an initializer of its own: Glorot uniform from two axes on, zeros below.
  CHECK(m.a.bias(0) == 0);
  CHECK(std::all_of(m.large.begin(), m.large.end(), [](double x) { return x != 0 && std::abs(x) <= std::sqrt(6.0 / 140); }));
  // What is not trained keeps its value.
  CHECK(m.rate.item() == 0.5f);
  CHECK(m.count(1) == 7);
}
