// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: layers that are functions, layers and models with two inputs.
#include "support/housing.hpp"

#include <tuple>
#include <type_traits>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

struct WithExponential
    : nn::Sequential<tn::Shape<8>, nn::Dense<30, nn::Relu>, nn::Dense<1>, nn::Lambda<[](auto const& x) { return tn::exp(x); }>> {
};

/// Two inputs, two outputs.
struct MyMultiLayer {
  TENON_MODULE(MyMultiLayer);
  constexpr auto call(auto const& x1, auto const& x2) const { return std::tuple{x1 + x2, x1 * x2}; }
};
struct TwoInputs {
  using input_shape = std::tuple<tn::Shape<4>, tn::Shape<4>>;
  MyMultiLayer multi;
  nn::Build<nn::Dense<30, nn::Selu>, tn::Shape<4>> hidden_a, hidden_b;
  nn::Build<nn::Dense<1>, tn::Shape<60>> output;
  TENON_MODULE(TwoInputs, multi, hidden_a, hidden_b, output);
  constexpr auto call(auto const& a, auto const& b) const {
    auto const [sum, product] = multi.call(a, b);
    return output.call(tn::concat<1>(hidden_a.call(sum), hidden_b.call(product)));
  }
};

}  // namespace

// Not every seed trains: an exponential of the first steps may throw the model onto a plateau. The case has 5 of 12 seeds so; of
// the seeds 1 to 8 here 3 are.
TEST_CASE("ch12-169: a Lambda in a model, with its gradient", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  Housing const h;
  WithExponential net;
  tn::initialize(net, 42);
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::SGD{});
  auto const history = trainer.fit(h.x_train, h.y_train,
                                   {.epochs = 5, .validation = {h.x_validation, h.y_validation}, .verbose = nn::Verbose::silent});
  check_bands("ch12-169", "loss", history, "loss");
  check_bands("ch12-169", "val_loss", history, "val_loss");
  check_band("ch12-169", 5, "evaluate", trainer.evaluate(h.x_test, h.y_test)["loss"]);
}

TEST_CASE("ch12-180: columns are split by constants", "[ch12]") {
  tn::data::Rows<float, 8> all(11610);
  for (std::size_t i = 0; i < all.values().size(); ++i) all.values()[i] = float(i % 1000);
  auto const a = all.columns<0, 4>(), b = all.columns<4, 8>();
  static_assert(std::is_same_v<decltype(a), tn::data::Rows<float, 4> const>);
  CHECK(a.rows() == 11610);
  CHECK(b.rows() == 11610);
  CHECK(a.row(3)[2] == all.row(3)[2]);
  CHECK(b.row(11609)[3] == all.row(11609)[7]);
}

TEST_CASE("ch12-182: a layer with two outputs, of all rows", "[ch12]") {
  using Half = tn::Tensor<float, 11610, 4>;
  Half const a = tn::full<float, 11610, 4>(3), b = tn::full<float, 11610, 4>(-2);
  constexpr auto f = tn::function([](auto const& layer, auto const& x1, auto const& x2) { return layer.call(x1, x2); });
  auto const [sum, product] = f(MyMultiLayer{}, a, b);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(sum)>, Half>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(product)>, Half>);
  CHECK(sum(11609, 3) == 1);
  CHECK(product(11609, 3) == -6);
}

TEST_CASE("ch12-186: a model with two inputs", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  Housing const h;
  auto const a = h.x_train.columns<0, 4>(), b = h.x_train.columns<4, 8>();
  auto const a_validation = h.x_validation.columns<0, 4>(), b_validation = h.x_validation.columns<4, 8>();
  TwoInputs net;
  tn::initialize(net, 42);
  auto trainer = nn::compile<32>(net, nn::MeanSquaredError{}, nn::Nadam{});
  TwoInputs const start = net;
  auto const history =
      trainer.fit({a, b}, h.y_train,
                  {.epochs = 2, .validation = {{a_validation, b_validation}, h.y_validation}, .verbose = nn::Verbose::silent});
  check_bands("ch12-186", "loss", history, "loss");
  check_bands("ch12-186", "val_loss", history, "val_loss");
  // Gradients reached both branches.
  CHECK(net.hidden_a.kernel(0, 0) != start.hidden_a.kernel(0, 0));
  CHECK(net.hidden_b.kernel(0, 0) != start.hidden_b.kernel(0, 0));
}
