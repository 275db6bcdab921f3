// SPDX-License-Identifier: MIT
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

TEST_CASE("Activation", "[layer]") {
  layer_laws<Activation<Tanh>, tn::Shape<3>, tn::Shape<3>>();
  layer_laws<Activation<Selu>, tn::Shape<2, 3>, tn::Shape<2, 3>>();
  layer_laws<Activation<Linear>, tn::Shape<>, tn::Shape<>>();
  tenon_test::module_laws<Activation<Relu>>({});
}
TEST_CASE("Flatten", "[layer]") {
  layer_laws<Flatten, tn::Shape<2, 3>, tn::Shape<6>>();
  layer_laws<Flatten, tn::Shape<>, tn::Shape<1>>();
  auto const y = tn::call(Flatten{}, tn::Tensor<float, 2, 2, 2>{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}});
  CHECK(y(1, 2) == 7);
}
TEST_CASE("activations with numbers that can be set", "[layer]") {
  layer_laws<LeakyReLU<0.1>, tn::Shape<3>, tn::Shape<3>>();
  layer_laws<ReLU<1, 0.25, 0.5>, tn::Shape<3>, tn::Shape<3>>();
  tenon_test::module_laws<ReLU<6>>(
      {{"max_value", 1, tn::LeafKind::hyper}, {"negative_slope", 1, tn::LeafKind::hyper}, {"threshold", 1, tn::LeafKind::hyper}});
  float const inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  auto const y = tn::call(ReLU<>{}, tn::Tensor<float, 1, 4>{{-inf, inf, nan, -0.5F}});
  CHECK(y(0, 0) == 0);
  CHECK(y(0, 1) == inf);
  CHECK(y(0, 2) != y(0, 2));
  CHECK(y(0, 3) == 0);
  ELU<> elu;
  elu.alpha = 2.F;  // set at run time
  CHECK(tn::call(elu, tn::Tensor<float, 1, 1>{{-1}})(0, 0) == Approx(2 * std::expm1(-1.0)).epsilon(1e-6));
  // An activation stands in a model by itself too.
  static_assert(std::is_same_v<Sequential<tn::Shape<4>, Dense<6>, Glu, Softmax>::output_shape, tn::Shape<3>>);
}

namespace {
/// An activation on one row.
template <class Function, std::size_t N>
void check(float const (&x)[N], double const (&expected)[N], double tolerance = 1e-6) {
  tn::Tensor<float, 1, N> row;
  for (std::size_t i = 0; i < N; ++i) row(0, i) = x[i];
  auto const y = tn::call(Activation<Function>{}, row);
  for (std::size_t i = 0; i < N; ++i) CHECK(y(0, i) == Approx(expected[i]).epsilon(tolerance).margin(1e-12));
}
}  // namespace

// Inputs are those of Keras' tests, expected values the definitions in double.
TEST_CASE("the numbers of Keras' tests", "[layer][keras]") {
  check<Relu>({-12100, -45600, 69100, 22400, 0}, {0, 0, 69100, 22400, 0});
  check<Selu>({-1, -2, 0.549f}, {-1.1113307378125625, -1.520166468595695, 0.549 * 1.0507009873554804934});
  check<Elu>({0.549f, -1, -20}, {0.549, -0.6321205588285577, -0.9999999979388464});
  check<Sigmoid>({0.549f, 0.964f, -8.26f, 9.57f, -0.77f, 99, -4.71f},
                 {0.6339035522622584, 0.7239219565728914, 0.0002585921040492921, 0.9999302134869015, 0.31647910626368436, 1,
                  0.008924415208431322});
  check<Softplus>({0.549f, 0.964f, -8.26f, 9.57f, -0.77f, 99, -4.71f},
                  {1.0048584618865182, 1.2870716871955206, 0.0002586255447526195, 9.570069788948292, 0.3804980545416522, 99,
                   0.00896447632798889});
  check<Tanh>({0.549f, 9.57f, -0.77f, -7.63f, 9.54e-8f, -1.71e-8f},
              {0.4997703566046211, 0.9999999902583255, -0.6469294504417665, -0.9999995282671726, 9.53999999999997e-08,
               -1.7099999999999998e-08});
  check<Linear>({-1, 2.5f}, {-1, 2.5});
}

// Each against its definition in double, on both sides of every bend.
TEST_CASE("every activation is a layer by itself", "[layer]") {
  constexpr float x[] = {-3.5F, -0.75F, -0.25F, 0.F, 0.25F, 0.625F, 2.5F, 7.F};
  auto against = [&x]<class Function>(Function, auto const& f) {
    constexpr std::size_t n = std::size(x);
    tn::Tensor<float, 1, n> row;
    for (std::size_t i = 0; i < n; ++i) row(0, i) = x[i];
    auto const y = tn::call(Function{}, row);
    INFO(Function::name);
    for (std::size_t i = 0; i < n; ++i) CHECK(y(0, i) == Approx(f(double(x[i]))).epsilon(2e-6).margin(1e-6));
  };
  auto clip = [](double v, double low, double high) { return std::min(std::max(v, low), high); };
  auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  auto gelu = [](double v) { return v / 2 * (1 + std::erf(v / std::sqrt(2.0))); };
  double const pi = std::acos(-1.0);
  against(Relu6{}, [&](double v) { return clip(v, 0, 6); });
  against(LeakyRelu{}, [](double v) { return v < 0 ? 0.2 * v : v; });
  against(Celu{}, [](double v) { return v < 0 ? std::expm1(v) : v; });
  against(Gelu{}, gelu);
  against(GeluTanh{}, [&](double v) { return v / 2 * (1 + std::tanh(std::sqrt(2 / pi) * (v + 0.044715 * v * v * v))); });
  against(Silu{}, [&](double v) { return v * sigmoid(v); });
  against(Mish{}, [](double v) { return v * std::tanh(std::log1p(std::exp(v))); });
  against(Softsign{}, [](double v) { return v / (1 + std::abs(v)); });
  against(Squareplus{}, [](double v) { return (v + std::sqrt(v * v + 4)) / 2; });
  against(SparsePlus{}, [](double v) { return v <= -1 ? 0 : v < 1 ? (v + 1) * (v + 1) / 4 : v; });
  against(LogSigmoid{}, [](double v) { return -std::log1p(std::exp(-v)); });
  against(SparseSigmoid{}, [&](double v) { return clip((v + 1) / 2, 0, 1); });
  against(HardSigmoid{}, [&](double v) { return clip(v / 6 + 0.5, 0, 1); });
  against(HardSilu{}, [&](double v) { return v * clip(v / 6 + 0.5, 0, 1); });
  against(HardTanh{}, [&](double v) { return clip(v, -1, 1); });
  against(HardShrink{}, [](double v) { return std::abs(v) > 0.5 ? v : 0; });
  against(SoftShrink{}, [](double v) { return v > 0.5 ? v - 0.5 : v < -0.5 ? v + 0.5 : 0; });
  against(TanhShrink{}, [](double v) { return v - std::tanh(v); });
  against(Exponential{}, [](double v) { return std::exp(v); });
  double sum = 0;
  for (float const v : x) sum += std::exp(double(v));
  against(Softmax{}, [&](double v) { return std::exp(v) / sum; });
  against(LogSoftmax{}, [&](double v) { return v - std::log(sum); });
  against(Sparsemax{}, [](double v) { return v == 7 ? 1 : 0; });  // the others are more than 1 below
}
