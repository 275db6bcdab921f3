// SPDX-License-Identifier: MIT
// Models as structs: several inputs and outputs, residual and shared layers, lists of layers; trained as a Sequential is.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

using Deep = tn::Shape<3>;

/// Two inputs and two outputs; the deep one is also judged on its own.
struct WideAndDeep {
  using input_shape = std::tuple<tn::Shape<2>, Deep>;
  static constexpr char const* output_names[] = {"main", "aux"};
  nn::Build<nn::Dense<4, nn::Tanh>, Deep> hidden;
  nn::Build<nn::Dense<1>, tn::Shape<6>> output;
  nn::Build<nn::Dense<1>, tn::Shape<4>> aux;
  TENON_MODULE(WideAndDeep, hidden, output, aux);
  constexpr auto call(auto const& wide, auto const& deep) const {
    auto const h = hidden.call(deep);
    return std::tuple{output.call(tn::concat<1>(wide, h)), aux.call(h)};
  }
};
/// The same with a tuple and a context.
struct OfTuple {
  using input_shape = WideAndDeep::input_shape;
  static constexpr auto& output_names = WideAndDeep::output_names;
  WideAndDeep net;
  TENON_MODULE(OfTuple, net);
  constexpr auto call(auto const& inputs, auto& context) const {
    auto const& [wide, deep] = inputs;
    context.add_loss(0.F * tn::sum(tn::square(net.aux.bias)));
    return net.call(wide, deep);
  }
};

/// x plus what layers make of it; the layers follow from the input.
template <class In, std::size_t Layers, std::size_t Units>
struct ResidualLayer {
  nn::LayerArray<nn::Build<nn::Dense<Units, nn::Tanh>, In>, Layers> hidden;
  TENON_MODULE(ResidualLayer, hidden);
  constexpr auto call(auto const& x) const {
    auto h = hidden[0].call(x);
    for (std::size_t i = 1; i < Layers; ++i) h = hidden[i].call(h);
    return x + h;
  }
};
template <std::size_t Layers, std::size_t Units>
struct Residual {
  template <class In>
  using build = ResidualLayer<In, Layers, Units>;
};
/// One block three times: its weights are there once.
struct Shared {
  using input_shape = tn::Shape<4>;
  nn::Build<Residual<2, 4>, input_shape> block;
  nn::Build<nn::Dense<1>, input_shape> output;
  TENON_MODULE(Shared, block, output);
  constexpr auto call(auto const& x) const {
    auto z = block.call(x);
    for (int i = 0; i < 2; ++i) z = block.call(z);
    return output.call(z);
  }
};
static_assert(tn::parameter_count<Shared> == 2 * (4 * 4 + 4) + 4 + 1);
static_assert(std::is_same_v<nn::OutputShape<Residual<2, 4>, tn::Shape<4>>, tn::Shape<4>>);
static_assert(std::is_same_v<nn::OutputShape<WideAndDeep, WideAndDeep::input_shape>, std::tuple<tn::Shape<1>, tn::Shape<1>>>);
static_assert(tn::Layer<Shared, tn::Shape<4>>);

template <std::size_t N>
tn::data::Rows<float, N> rows_of(std::size_t rows, std::uint64_t seed) {
  tn::data::Rows<float, N> x(rows);
  for (std::size_t i = 0; i < N * rows; ++i) x.values()[i] = 2 * tn::Philox(seed).uniform(i) - 1;
  return x;
}
template <class N>
N fresh() {
  N net;
  tn::initialize(net, 3);
  return net;
}

struct Scores {
  double main = 0, aux = 0, absolute = 0;
};
/// Mean squared errors of both outputs, in double.
Scores reference(WideAndDeep const& net, tn::data::Rows<float, 2> const& wide, tn::data::Rows<float, 3> const& deep,
                 tn::data::Rows<float, 1> const& y) {
  Scores s;
  for (std::size_t i = 0; i < y.rows(); ++i) {
    double main = double(net.output.bias(0)), aux = double(net.aux.bias(0));
    for (std::size_t k = 0; k < 2; ++k) main += double(wide.row(i)[k]) * double(net.output.kernel(k, 0));
    for (std::size_t u = 0; u < 4; ++u) {
      double h = double(net.hidden.bias(u));
      for (std::size_t k = 0; k < 3; ++k) h += double(deep.row(i)[k]) * double(net.hidden.kernel(k, u));
      main += std::tanh(h) * double(net.output.kernel(2 + u, 0));
      aux += std::tanh(h) * double(net.aux.kernel(u, 0));
    }
    double const e = main - double(y.row(i)[0]), f = aux - double(y.row(i)[0]);
    s.main += e * e / double(y.rows());
    s.aux += f * f / double(y.rows());
    s.absolute += std::abs(e) / double(y.rows());
  }
  return s;
}

}  // namespace

TEST_CASE("several inputs and outputs: weighted losses, each with its name, and metrics of one output") {
  auto const wide = rows_of<2>(11, 1);
  auto const deep = rows_of<3>(11, 2);
  auto const y = rows_of<1>(11, 3);
  auto check = [&](auto net, WideAndDeep const& inner) {
    auto const losses = nn::losses(nn::MeanSquaredError{}, nn::MeanSquaredError{}).weighted(0.9F, 0.1F);
    auto trainer = nn::compile<4>(net, losses, nn::Adam{}, nn::of<0>(nn::MeanAbsoluteError{}));
    auto const expected = reference(inner, wide, deep, y);
    auto const scores = trainer.evaluate({wide, deep}, {y, y});
    CHECK(scores.names == std::vector<std::string>{"loss", "main_mean_absolute_error", "main_loss", "aux_loss"});
    CHECK(scores["loss"] == Approx(0.9 * expected.main + 0.1 * expected.aux).epsilon(1e-5));
    CHECK(scores["main_loss"] == Approx(expected.main).epsilon(1e-5));
    CHECK(scores["aux_loss"] == Approx(expected.aux).epsilon(1e-5));
    CHECK(scores["main_mean_absolute_error"] == Approx(expected.absolute).epsilon(1e-5));
    trainer.optimizer().learning_rate = 0.02F;
    auto const history = trainer.fit({wide, deep}, {y, y}, {.epochs = 40, .validation = {{wide, deep}, {y, y}}});
    CHECK(history["loss"].back() < 0.7 * history["loss"].front());
    CHECK(history["val_main_loss"].back() < history["val_main_loss"].front());
    CHECK(history["val_loss"].back() ==
          Approx(0.9 * history["val_main_loss"].back() + 0.1 * history["val_aux_loss"].back()).epsilon(1e-5));
    auto const [main, aux] = trainer.predict({wide, deep});
    CHECK(main.rows() == 11);
    CHECK(aux.rows() == 11);
    return main;
  };
  auto const net = fresh<WideAndDeep>();
  OfTuple of_tuple;
  of_tuple.net = net;
  CHECK(check(net, net) == check(of_tuple, net));
}

TEST_CASE("a shared residual block: as many parameters as once, trained through all its uses") {
  auto const x = rows_of<4>(24, 5);
  tn::data::Rows<float, 1> y(24);
  for (std::size_t i = 0; i < 24; ++i) y.row(i)[0] = x.row(i)[0] * x.row(i)[1];
  auto net = fresh<Shared>();
  auto trainer = nn::compile<8>(net, nn::MeanSquaredError{}, nn::Adam{}, nn::MeanAbsoluteError{});
  trainer.optimizer().learning_rate = 0.01F;
  auto const history = trainer.fit(x, y, {.epochs = 60});
  CHECK(history["loss"].back() < 0.5 * history["loss"].front());
  // What it predicts is what the definition says.
  auto const p = trainer.predict(x);
  for (std::size_t i = 0; i < 3; ++i) {
    double z[4];
    for (std::size_t k = 0; k < 4; ++k) z[k] = double(x.row(i)[k]);
    for (int use = 0; use < 3; ++use) {
      double h[4] = {z[0], z[1], z[2], z[3]};
      for (auto const& layer : net.block.hidden) {
        double next[4];
        for (std::size_t u = 0; u < 4; ++u) {
          next[u] = double(layer.bias(u));
          for (std::size_t k = 0; k < 4; ++k) next[u] += h[k] * double(layer.kernel(k, u));
        }
        for (std::size_t u = 0; u < 4; ++u) h[u] = std::tanh(next[u]);
      }
      for (std::size_t k = 0; k < 4; ++k) z[k] += h[k];
    }
    double out = double(net.output.bias(0));
    for (std::size_t k = 0; k < 4; ++k) out += z[k] * double(net.output.kernel(k, 0));
    CHECK(p.row(i)[0] == Approx(out).margin(1e-5));
  }
}
