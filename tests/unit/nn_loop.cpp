// SPDX-License-Identifier: MIT
// Training loops of one's own, of the library's pieces: one program a step, equal to what fit does.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <tuple>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr std::size_t batch = 8;
struct Net : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<1>> {};

/// What the loop carries.
struct Training {
  Net net;
  nn::OptimizerFor<Net, nn::Adam> optimizer;
  nn::Huber loss;
  nn::Mean mean_loss;
  nn::Mean mean_prediction;
  TENON_MODULE(Training, net, optimizer, loss, mean_loss, mean_prediction);
};
constexpr auto step = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [values, gradients] = tn::value_and_grad<0>(
      [](auto const& net, auto const& loss, auto const& in, auto const& wanted) {
        auto const p = net.call(in);
        return std::tuple{tn::mean(loss.call(wanted, p)), p};
      },
      tn::has_aux)(t.net, t.loss, x, y);
  auto const& [loss, prediction] = values;
  t.optimizer.apply_gradients(t.net, gradients);
  nn::update(t.mean_loss, loss);
  nn::update(t.mean_prediction, y, prediction);
  return loss;
});

/// Two layers, two optimizers, and a layer that draws and adds to the loss.
struct Noisy {
  nn::Build<nn::Dense<4, nn::Tanh>, tn::Shape<3>> hidden;
  nn::Build<nn::Dense<1>, tn::Shape<4>> output;
  TENON_MODULE(Noisy, hidden, output);
  template <class X>
  constexpr auto call(X const& x, auto& context) const {
    context.add_loss(0.01F * tn::sum(tn::square(output.kernel)));
    if constexpr (nn::is_training<decltype(context)>)
      return output.call(hidden.call(x + 0.1F * tn::random::normal<float, typename X::shape_type>(context.key())));
    else
      return output.call(hidden.call(x));
  }
};
struct TwoRates {
  Noisy net;
  nn::OptimizerFor<decltype(Noisy::hidden), nn::SGD> slow;
  nn::OptimizerFor<decltype(Noisy::output), nn::Adam> fast;
  nn::RandomState random;
  TENON_MODULE(TwoRates, net, slow, fast, random);
};
constexpr auto two_rates = tn::function([](auto& t, auto const& x, auto const& y) {
  auto const [loss, gradients] =
      tn::value_and_grad<0>([](auto const& net, auto const& random, auto const& in, auto const& wanted) {
        nn::Context<true> context(in, random);
        auto const p = net.call(in, context);
        return tn::mean(tn::square(wanted - p)) + context.added_loss();
      })(t.net, t.random, x, y);
  t.slow.apply_gradients(t.net.hidden, gradients.template get<"hidden">());
  t.fast.apply_gradients(t.net.output, gradients.template get<"output">());
  return loss;
});

struct Set {
  tn::Tensor<float, batch, 3> x;
  tn::Tensor<float, batch, 1> y;
  Set() {
    for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = 2 * tn::Philox(4).uniform(i) - 1;
    for (std::size_t i = 0; i < batch; ++i) y.data()[i] = x.data()[3 * i] - x.data()[3 * i + 2];
  }
};

}  // namespace

TEST_CASE("a loop of one's own makes the steps of fit") {
  Set const s;
  Training t;
  tn::initialize(t.net, 1);
  Net net = t.net;
  for (int i = 0; i < 3; ++i) step(t, s.x, s.y);

  auto trainer = nn::compile<batch>(net, nn::Huber{}, nn::Adam{});
  auto const history = trainer.fit(tn::data::RowsView<float, 3>(s.x.data(), batch),
                                   tn::data::RowsView<float, 1>(s.y.data(), batch), {.epochs = 3, .shuffle = false});
  for (std::size_t i = 0; i < 12; ++i)
    CHECK(t.net.layer<0>().kernel.data()[i] == Approx(net.layer<0>().kernel.data()[i]).epsilon(1e-5));
  double mean = 0;
  for (double const l : history["loss"]) mean += l / 3;
  CHECK(nn::result(t.mean_loss) == Approx(mean).epsilon(1e-5));
  CHECK(nn::result(t.mean_prediction) != 0);
}

TEST_CASE("a loop with a context, keys and an optimizer for each layer") {
  Set const s;
  TwoRates t;
  tn::initialize(t.net, 1);
  t.slow.optimizer.learning_rate = 0.F;
  t.fast.optimizer.learning_rate = 0.05F;
  t.random.key = tn::random::key(7);
  Noisy const before = t.net;
  float const first = two_rates(t, s.x, s.y).item();
  float last = first;
  for (int i = 0; i < 100; ++i) last = two_rates(t, s.x, s.y).item();
  CHECK(last < 0.8F * first);
  CHECK(t.random.key.data()[0] == 7);
  CHECK(t.random.key.data()[1] == 101);
  CHECK(t.net.hidden.kernel.data()[0] == before.hidden.kernel.data()[0]);
  CHECK(t.net.output.kernel.data()[0] != before.output.kernel.data()[0]);
}
