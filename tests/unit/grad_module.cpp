// SPDX-License-Identifier: MIT
#include "support/laws/gradient_laws.hpp"

#include <string>

namespace tn = tenon;
using tenon_test::Approx;

namespace {

template <std::size_t In, std::size_t Units>
struct Affine {
  tn::Param<double, In, Units> kernel;
  tn::Tensor<double> scale{2.0};
  tn::Param<double, Units> bias;
  tn::Variable<double, Units> calls;
  TENON_MODULE(Affine, kernel, scale, bias, calls);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) * scale + bias + calls * 0; }
};
struct Frozen {
  tn::Tensor<double, 100> table;
  TENON_MODULE(Frozen, table);
  constexpr auto call(auto const& x) const { return x + tn::sum(table); }
};
struct Net {
  Affine<3, 4> first;
  Frozen frozen;
  Affine<4, 2> second;
  TENON_MODULE(Net, first, frozen, second);
  constexpr auto call(auto const& x) const { return second.call(tn::tanh(frozen.call(first.call(x)))); }
};

using X = tn::Tensor<double, 5, 3>;
constexpr auto loss = [](auto const& net, auto const& x) { return tn::mean(tn::square(net.call(x) - 1)); };

Net some_net() {
  Net net;
  std::size_t i = 0;
  tn::for_each_tensor(net, [&i](tn::Path const&, auto& t) {
    if constexpr (tn::leaf_kind_of<std::remove_cvref_t<decltype(t)>>() == tn::LeafKind::parameter)
      for (double& v : t) v = tenon_test::spread(i++, -0.5, 0.5);
  });
  return net;
}

}  // namespace

// The gradient holds the parameters and nothing else: a frozen tensor takes no byte.
struct FirstGradient {
  tn::Tensor<double, 3, 4> kernel;
  tn::Tensor<double, 4> bias;
};
struct SecondGradient {
  tn::Tensor<double, 4, 2> kernel;
  tn::Tensor<double, 2> bias;
};
static_assert(sizeof(tn::Gradient<Affine<3, 4>>) == sizeof(FirstGradient));
static_assert(sizeof(tn::Gradient<Net>) == sizeof(FirstGradient) + sizeof(SecondGradient));
static_assert(sizeof(tn::Gradient<Frozen>) == 1);
static_assert(tn::Module<tn::Gradient<Net>>);
static_assert(tn::tensor_count<tn::Gradient<Net>> == 4 && tn::parameter_count<Net> == 12 + 4 + 8 + 2);

TEST_CASE("the gradient with respect to a module has its field names", "[grad]") {
  using G = tn::Gradient<Net>;
  G g;
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(g.get<"first">())>, tn::Gradient<Affine<3, 4>>>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(g.get<"second">().get<"bias">())>, tn::Tensor<double, 2>>);
  std::string paths;
  tn::for_each_tensor(g, [&paths](tn::Path const& p, auto const&) { paths += std::string(p.parent->name) + "." + p.name + " "; });
  CHECK(paths == "first.kernel first.bias second.kernel second.bias ");
}

TEST_CASE("it is that of central differences", "[grad]") {
  Net net = some_net();
  X const x = tenon_test::spread_tensor<X>();
  auto const [value, g] = tn::value_and_grad<0>(loss)(net, x);
  constexpr auto f = tn::function(loss);
  CHECK(value.item() == Approx(f(net, x).item()));
  auto at = [&] { return f(net, x).item(); };
  tenon_test::check_gradient(net.first.kernel, g.get<"first">().get<"kernel">(), at, 1e-5, 2e-8);
  tenon_test::check_gradient(net.first.bias, g.get<"first">().get<"bias">(), at, 1e-5, 2e-8);
  tenon_test::check_gradient(net.second.kernel, g.get<"second">().get<"kernel">(), at, 1e-5, 2e-8);
  tenon_test::check_gradient(net.second.bias, g.get<"second">().get<"bias">(), at, 1e-5, 2e-8);
}

TEST_CASE("modules and tensors together", "[grad]") {
  Net const net = some_net();
  X x = tenon_test::spread_tensor<X>();
  auto const [gm, gx] = tn::grad(loss)(net, x);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(gm)>, tn::Gradient<Net>>);
  constexpr auto f = tn::function(loss);
  tenon_test::check_gradient(x, gx, [&] { return f(net, x).item(); }, 1e-5, 2e-8);
}

TEST_CASE("a module's gradient inside a function", "[grad]") {
  // One step of gradient descent on one field, and how much the loss falls.
  constexpr auto improvement = tn::function([](auto const& net, auto const& x) {
    constexpr auto objective = [](auto const& m, auto const& y) { return tn::mean(tn::square(m.call(y) - 1)); };
    auto const g = tn::grad<0>(objective)(net, x);
    auto const& bias = g.template get<"second">().template get<"bias">();
    return tn::sum(bias * bias);
  });
  Net const net = some_net();
  X const x = tenon_test::spread_tensor<X>();
  auto const g = tn::grad<0>(loss)(net, x);
  double expected = 0;
  for (double const v : g.get<"second">().get<"bias">()) expected += v * v;
  CHECK(improvement(net, x).item() == Approx(expected).epsilon(1e-12));
}

TEST_CASE("a layer used twice collects both gradients", "[grad]") {
  constexpr auto twice = [](auto const& m, auto const& x) { return tn::sum(m.call(tn::tanh(m.call(x)))); };
  Affine<3, 3> m;
  m.kernel = tenon_test::spread_tensor<tn::Tensor<double, 3, 3>>();
  X const x = tenon_test::spread_tensor<X>();
  auto const g = tn::grad<0>(twice)(m, x);
  constexpr auto f = tn::function(twice);
  tenon_test::check_gradient(m.kernel, g.get<"kernel">(), [&] { return f(m, x).item(); }, 1e-5, 2e-8);
}
