// SPDX-License-Identifier: MIT
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

namespace {

struct Net : Sequential<tn::Shape<4>, Dense<5, Tanh>, Dense<2>> {};

/// A layer of a user's own.
struct Gain {
  tn::Param<float> gain{1.f};
  tn::Tensor<float> offset{0.25f};
  TENON_MODULE(Gain, gain, offset);
  constexpr auto call(auto const& x) const { return x * gain + offset; }
};
using Mixed = Sequential<tn::Shape<2, 3>, Flatten, DenseLayer<6, 4>, Activation<Relu>, Gain, Dense<1>>;
struct Nested : Sequential<tn::Shape<4>, Net, Dense<3>> {};
using Named = Net;
struct Renamed : Net {};

}  // namespace

static_assert(std::is_same_v<Net::output_shape, tn::Shape<2>> && Net::layer_count == 2);
static_assert(std::is_same_v<Mixed::output_shape, tn::Shape<1>> && Mixed::layer_count == 5);
static_assert(std::is_same_v<Sequential<tn::Shape<7, 3>, Dense<4>>::output_shape, tn::Shape<7, 4>>);
static_assert(std::is_same_v<Sequential<tn::Shape<7, 3>>::output_shape, tn::Shape<7, 3>>);
static_assert(tn::parameter_count<Renamed> == tn::parameter_count<Net>);

TEST_CASE("Sequential is a layer", "[layer]") {
  layer_laws<Net, tn::Shape<4>, tn::Shape<2>>();
  layer_laws<Mixed, tn::Shape<2, 3>, tn::Shape<1>>();
}

TEST_CASE("Sequential is a module: its layers' numbers are their names", "[layer][module]") {
  using enum tn::LeafKind;
  tenon_test::module_laws<Net>({{"0.kernel", 20}, {"0.bias", 5}, {"1.kernel", 10}, {"1.bias", 2}});
  tenon_test::module_laws<Mixed>(
      {{"1.kernel", 24}, {"1.bias", 4}, {"3.gain", 1}, {"3.offset", 1, hyper}, {"4.kernel", 4}, {"4.bias", 1}});
  tenon_test::module_laws<Nested>(
      {{"0.0.kernel", 20}, {"0.0.bias", 5}, {"0.1.kernel", 10}, {"0.1.bias", 2}, {"1.kernel", 6}, {"1.bias", 3}});
}

TEST_CASE("a model runs on tensors, and nests", "[layer]") {
  Nested n;
  tn::initialize(n, 1);
  using X = tn::Tensor<float, 2, 4>;
  X const x = tenon_test::spread_tensor<X>();
  auto const y = n(x);
  auto const inner = n.layer<0>()(x);
  auto const z = tn::call(n.layer<1>(), inner);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(y)>, tn::Tensor<float, 2, 3>>);
  for (std::size_t i = 0; i < y.size; ++i) CHECK(y.data()[i] == Approx(z.data()[i]).epsilon(1e-5).margin(1e-7));
}

TEST_CASE("more than ten layers keep their order", "[layer]") {
  using D = Dense<2>;
  using Deep = Sequential<tn::Shape<2>, D, D, D, D, D, D, D, D, D, D, D, Dense<3>>;
  Deep d;
  std::vector<std::string> names;
  tn::for_each_field(d, [&names](auto name, auto&) { names.push_back(name.c_str()); });
  CHECK(names.size() == 12);
  CHECK(names[9] == "9");
  CHECK(names[11] == "11");
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(d.layer<11>())>, DenseLayer<2, 3>>);
}
