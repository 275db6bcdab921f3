// SPDX-License-Identifier: MIT
// The numbers of Keras' own tests of initializers, regularizers and constraints.
#include "support/keras_vectors.hpp"

#include <tenon/tenon.hpp>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

template <class Init, std::size_t... D>
struct Drawn {
  tn::InitParam<Init, float, D...> p;
  TENON_MODULE(Drawn, p);
  explicit Drawn(std::uint64_t seed) { tn::initialize(*this, seed); }
};
template <class P>
double deviation(P const& p) {
  double sum = 0, squares = 0;
  for (double const x : p) sum += x, squares += x * x;
  double const n = double(p.size), mean = sum / n;
  return std::sqrt(squares / n - mean * mean);
}
template <class P>
std::vector<double> values(P const& p) {
  return std::vector<double>(p.begin(), p.end());
}
template <class Init, std::size_t... D>
void check_deviation(std::string_view id) {
  Json const& expected = keras_vector(id).all["expected"];
  CHECK(deviation(Drawn<Init, D...>(7).p) == Approx(expected["std"].number(0)).margin(expected["atol"].number(0)));
}
using SomeAxes = FanAxes<Axes<0>, Axes<1, 2>>;

}  // namespace

TEST_CASE("keras: initializers", "[initializer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_values(keras_vector("initializers.Ones.01"), values(Drawn<Ones, 3, 3>(1).p));
  check_values(keras_vector("initializers.Zeros.01"), values(Drawn<Zeros, 3, 3>(1).p));
  check_values(keras_vector("c.initializers.Identity.01"), values(Drawn<IdentityInitializer<2>, 3, 3>(1).p));
  check_deviation<RandomNormal<0, 1>, 25, 20>("initializers.RandomNormal.01");
  CHECK(values(Drawn<RandomNormal<0, 1>, 25, 20>(7).p) == values(Drawn<RandomNormal<0, 1>, 25, 20>(7).p));
  check_deviation<VarianceScaling<2>, 25, 20>("initializers.VarianceScaling.01");
  check_deviation<VarianceScaling<2, FanMode::in, Distribution::truncated_normal, SomeAxes>, 32, 4, 16>(
      "initializers.VarianceScaling.03");
  Json const& fans = keras_vector("initializers.compute_fans.02").all["expected"];
  Fans const f = FanAxes<Axes<0, 1>, Axes<2>>::of(tn::dims_of<tn::Shape<512, 8, 64>>);
  CHECK(f.in == fans["fan_in"].number(0));
  CHECK(f.out == fans["fan_out"].number(0));
}

TEST_CASE("keras: regularizers", "[regularizer][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto check = [](std::string_view id, auto regularizer) {
    KerasVector const& v = keras_vector(id);
    check_expected(v, regularizer.call(v.input<float, 4, 4>("w")));
  };
  check("regularizers.L1.01", L1<0.1>{});
  check("regularizers.L2.01", L2<0.1>{});
  check("regularizers.L1L2.01", L1L2<>{});
  check("c.regularizers.L1L2.01", L1L2<0.1, 0.2>{});
  check("c.regularizers.OrthogonalRegularizer.01", OrthogonalRegularizer<0.1>{});
}

TEST_CASE("keras: constraints", "[constraint][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  KerasVector const& norm = keras_vector("constraints.MaxNorm.01");
  check_expected(norm, MaxNorm<2>{}.call(norm.input<float, 3, 4>("w")));
  KerasVector const& positive = keras_vector("constraints.NonNeg.02");
  check_expected(positive, NonNeg{}.call(positive.input<float, 5, 5>("w")));
}

TEST_CASE("penalties of known matrices", "[regularizer]") {
  tn::Tensor<float, 2, 3> const w{{1, -2, 0}, {3, 0, 4}};
  auto value = [](auto const& x) { return double(tn::Tensor<float>(x).item()); };
  CHECK(value(L1<>{}.call(w)) == Approx(0.1));
  CHECK(value(L2<0.5>{}.call(w)) == Approx(15));
  // One pair of rows, of cosine 3 / (sqrt(5) 5); columns 1 and 2 are orthogonal, the other pairs are not.
  CHECK(value(OrthogonalRegularizer<1>{}.call(w)) == Approx(3 / (std::sqrt(5.0) * 5)));
  double const first = std::abs(-2) / (std::sqrt(10.0) * 2), last = 12 / (std::sqrt(10.0) * 4);
  CHECK(value(OrthogonalRegularizer<1, Vectors::columns>{}.call(w)) == Approx((first + last) / 3));
  CHECK(value(OrthogonalRegularizer<>{}.call(tn::Tensor<float, 1, 3>{{1, 2, 3}})) == Approx(0).margin(1e-6));
}

TEST_CASE("constraints of known matrices", "[constraint]") {
  tn::Tensor<float, 2, 2> const w{{3, 0.3f}, {-4, 0.4f}};
  tn::Tensor<float, 2, 2> const unit = UnitNorm<>{}.call(w), rows = UnitNorm<1>{}.call(w);
  CHECK(unit(1, 0) == Approx(-0.8).epsilon(1e-6));
  CHECK(unit(0, 1) == Approx(0.6).epsilon(1e-6));
  CHECK(rows(0, 0) == Approx(3 / std::sqrt(9.09)).epsilon(1e-6));
  tn::Tensor<float, 2, 2> const between = MinMaxNorm<1, 2>{}.call(w), half = MinMaxNorm<1, 2, 0.5>{}.call(w);
  CHECK(between(0, 0) == Approx(1.2).epsilon(1e-6));
  CHECK(between(0, 1) == Approx(0.6).epsilon(1e-6));
  CHECK(half(0, 0) == Approx(3 * (0.5 * 2 + 0.5 * 5) / 5).epsilon(1e-6));
  tn::Tensor<float, 2, 2> const zeros = MaxNorm<>{}.call(tn::zeros<float, 2, 2>()), nans = NonNeg{}.call(w / 0.f * 0.f);
  CHECK(zeros(0, 0) == 0);
  CHECK(std::isnan(nans(0, 0)));
}
