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

TEST_CASE("more distributions", "[initializer]") {
  auto const he = std::sqrt(6.0 / 200), lecun = std::sqrt(3.0 / 200);
  check_distribution(moments<HeUniform, 200, 100>(1), he / std::sqrt(3.0), he);
  check_distribution(moments<LecunUniform, 200, 100>(1), lecun / std::sqrt(3.0), lecun);
  check_distribution(moments<RandomUniform<>, 200, 100>(1), 0.05 / std::sqrt(3.0), 0.05);
  check_distribution(moments<TruncatedNormal<>, 200, 100>(1), 0.05 * truncated, 0.1);
  Moments const normal = moments<RandomNormal<2, 0.5>, 200, 100>(1);
  CHECK(normal.mean == Approx(2).epsilon(0.01));
  CHECK(normal.deviation == Approx(0.5).epsilon(0.02));
  CHECK(normal.most > 2 + 3 * 0.5);  // not cut off
  auto const wide = moments<VarianceScaling<3, FanMode::out, Distribution::untruncated_normal>, 200, 100>(1);
  CHECK(wide.deviation == Approx(std::sqrt(3.0 / 100)).epsilon(0.02));
  CHECK(moments<Constant<0.25>, 3, 3>(1).mean == 0.25);
}

namespace {
template <std::size_t Rows, std::size_t Columns, class P>
void check_orthogonal(P const& p, double gain) {
  constexpr std::size_t vectors = std::min(Rows, Columns), length = std::max(Rows, Columns);
  auto at = [&](std::size_t v, std::size_t i) { return double(p.data()[Rows >= Columns ? i * Columns + v : v * Columns + i]); };
  for (std::size_t a = 0; a < vectors; ++a)
    for (std::size_t b = 0; b < vectors; ++b) {
      double dot = 0;
      for (std::size_t i = 0; i < length; ++i) dot += at(a, i) * at(b, i);
      CHECK(dot == Approx(a == b ? gain * gain : 0).margin(2e-6));
    }
}
constexpr double one_over_inputs(tn::Philox const&, std::uint64_t, std::uint64_t, Fans f) { return 1 / f.in; }
}  // namespace

TEST_CASE("orthogonal and identity", "[initializer]") {
  One<Orthogonal<>, 7, 4> tall;
  One<Orthogonal<2>, 4, 7> flat;
  One<Orthogonal<>, 2, 3, 5> deep;  // rows are all axes but the last
  tn::initialize(tall, 3);
  tn::initialize(flat, 3);
  tn::initialize(deep, 3);
  check_orthogonal<7, 4>(tall.p, 1);
  check_orthogonal<4, 7>(flat.p, 2);
  check_orthogonal<6, 5>(deep.p, 1);
  One<IdentityInitializer<3>, 2, 3> eye;
  tn::initialize(eye, 1);
  CHECK(eye.p(0, 0) == 3);
  CHECK(eye.p(1, 1) == 3);
  CHECK(eye.p(0, 1) == 0);
  CHECK(eye.p(1, 2) == 0);
}

TEST_CASE("an initializer of one's own as a function", "[initializer]") {
  One<Initializer<one_over_inputs>, 8, 2> m;
  tn::initialize(m, 1);
  CHECK(m.p(3, 1) == 0.125f);
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
