// SPDX-License-Identifier: MIT
// The mask that a model's output carries in its loss and metrics, and the reductions of losses.
#include "support/keras_vectors.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;
using tenon_test::Approx;

namespace {

constexpr std::size_t steps = 4, classes = 2;
struct Net : nn::Sequential<tn::Shape<steps, 1>, nn::Masking<>, nn::Dense<classes>> {};
struct Plain : nn::Sequential<tn::Shape<steps, 1>, nn::Dense<classes>> {};

/// Five sequences; where x is 0 a step does not count.
constexpr std::size_t count = 5;
float const given[count][steps] = {{1, 2, 0, 0}, {3, 0, 0, 0}, {1, 1, 2, 5}, {0, 4, 0, 2}, {2, 2, 2, 0}};
float label(std::size_t row, std::size_t step, std::size_t c) {
  return given[row][step] == 0 ? 1000.F : 0.5F * static_cast<float>(row) - static_cast<float>(step + c);
}

struct Data {
  tn::data::Rows<float, steps, 1> x{count};
  tn::data::Rows<float, steps, classes> y{count};
  Data() {
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t s = 0; s < steps; ++s) {
        x.row(r)[s] = given[r][s];
        for (std::size_t c = 0; c < classes; ++c) y.row(r)[s * classes + c] = label(r, s, c);
      }
  }
};
template <class M>
M filled() {
  M net;
  auto& dense = net.template layer<M::layer_count - 1>();
  dense.kernel(0, 0) = 0.5F;
  dense.kernel(0, 1) = -0.25F;
  dense.bias(0) = 0.1F;
  return net;
}
double error(std::size_t r, std::size_t s, std::size_t c) {
  double const p = static_cast<double>(given[r][s]) * (c == 0 ? 0.5 : -0.25) + (c == 0 ? 0.1 : 0);
  return static_cast<double>(label(r, s, c)) - p;
}
double squared(std::size_t r, std::size_t s) { return (std::pow(error(r, s, 0), 2) + std::pow(error(r, s, 1), 2)) / 2; }
double absolute(std::size_t r, std::size_t s) { return (std::abs(error(r, s, 0)) + std::abs(error(r, s, 1))) / 2; }

/// What f gives over the steps that count of some rows, each times the row's weight, and how much that weighs.
struct Folded {
  double sum = 0, steps = 0, weights = 0;
};
template <class F>
Folded fold(F const& f, std::size_t first, std::size_t last, std::vector<float> const& w) {
  Folded r;
  for (std::size_t i = first; i < last; ++i)
    for (std::size_t s = 0; s < steps; ++s)
      if (given[i][s] != 0) {
        r.sum += f(i, s) * static_cast<double>(w[i]);
        r.weights += static_cast<double>(w[i]);
        r.steps += 1;
      }
  return r;
}

std::vector<float> const ones(count, 1.F), weights{1, 0.5F, 2, 0, 1.5F};

}  // namespace

TEST_CASE("masks: the loss is the mean over the steps that count, and so are metrics", "[nn][mask]") {
  Data const d;
  auto net = filled<Net>();
  auto trainer =
      nn::compile<2>(net, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanAbsoluteError{}, nn::weighted(nn::MeanAbsoluteError{}));
  // Keras: of each batch the sum over its steps by their number; of an epoch the mean of these, by the rows.
  double want = 0;
  for (std::size_t b = 0; b < count; b += 2) {
    std::size_t const end = b + 2 < count ? b + 2 : count;
    Folded const f = fold(squared, b, end, weights);
    want += f.sum / f.steps * static_cast<double>(end - b) / count;
  }
  auto const scores = trainer.evaluate(d.x, d.y, weights);
  CHECK(scores["loss"] == Approx(want).epsilon(1e-5));
  Folded const plain = fold(absolute, 0, count, ones), weighed = fold(absolute, 0, count, weights);
  CHECK(scores["mean_absolute_error"] == Approx(plain.sum / plain.steps).epsilon(1e-5));
  CHECK(scores["mean_absolute_error_1"] == Approx(weighed.sum / weighed.weights).epsilon(1e-5));

  // In training: the labels of steps that do not count make no difference.
  Data other;
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t s = 0; s < steps; ++s)
      if (given[r][s] == 0) other.y.row(r)[s * classes] = 3e5F;
  auto second = filled<Net>();
  auto again =
      nn::compile<2>(second, nn::MeanSquaredError{}, nn::SGD{}, nn::MeanAbsoluteError{}, nn::weighted(nn::MeanAbsoluteError{}));
  auto const h = trainer.fit(d.x, d.y, {.shuffle = false, .verbose = nn::Verbose::silent});
  auto const g = again.fit(other.x, other.y, {.shuffle = false, .verbose = nn::Verbose::silent});
  CHECK(h["loss"].back() == g["loss"].back());
  CHECK(net.layer<1>().kernel(0, 0) == second.layer<1>().kernel(0, 0));
  CHECK(net.layer<1>().kernel(0, 0) != 0.5F);
  CHECK(std::isfinite(net.layer<1>().kernel(0, 0)));
}

TEST_CASE("masks: a step of training is the gradient of the masked mean", "[nn][mask]") {
  Data const d;
  auto net = filled<Net>();
  nn::SGD sgd;
  sgd.learning_rate = 1;
  tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<8>> step(nn::MeanSquaredError{}, sgd);
  std::vector<float> x(8 * steps, 77.F), y(8 * steps * classes, 5.F);
  for (std::size_t i = 0; i < count * steps; ++i) x[i] = d.x.row(i / steps)[i % steps];
  for (std::size_t i = 0; i < count * steps * classes; ++i) y[i] = d.y.row(i / steps / classes)[i % (steps * classes)];
  float const objective = step(net, x.data(), y.data(), count);
  Folded const f = fold(squared, 0, count, ones);
  CHECK(objective == Approx(f.sum / f.steps).epsilon(1e-5));
  // d/dbias(0) of mean over c of e^2: -e(., ., 0)
  Folded const g = fold([](std::size_t r, std::size_t s) { return error(r, s, 0); }, 0, count, ones);
  CHECK(net.layer<1>().bias(0) - 0.1F == Approx(g.sum / g.steps).epsilon(1e-5));
}

TEST_CASE("reductions: sum, mean by the weights", "[loss]") {
  Data const d;
  auto masked = filled<Net>();
  auto plain = filled<Plain>();
  // One batch of all rows, not full.
  auto sum = nn::compile<8>(masked, nn::reduced<nn::Reduction::sum>(nn::MeanSquaredError{}), nn::SGD{});
  auto mean = nn::compile<8>(masked, nn::reduced<nn::Reduction::mean_with_sample_weight>(nn::MeanSquaredError{}), nn::SGD{});
  Folded const f = fold(squared, 0, count, weights);
  CHECK(sum.evaluate(d.x, d.y, weights)["loss"] == Approx(f.sum).epsilon(1e-5));
  CHECK(mean.evaluate(d.x, d.y, weights)["loss"] == Approx(f.sum / f.weights).epsilon(1e-5));

  // Without a mask every step counts; Keras' loss has a value for each.
  double all = 0, by_weight = 0, by_row = 0;
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t s = 0; s < steps; ++s) all += squared(r, s) * static_cast<double>(weights[r]);
    by_weight += static_cast<double>(weights[r]);
    by_row += 1;
  }
  auto all_sum = nn::compile<8>(plain, nn::reduced<nn::Reduction::sum>(nn::MeanSquaredError{}), nn::SGD{});
  auto all_mean = nn::compile<8>(plain, nn::reduced<nn::Reduction::mean_with_sample_weight>(nn::MeanSquaredError{}), nn::SGD{});
  auto usual = nn::compile<8>(plain, nn::MeanSquaredError{}, nn::SGD{});
  CHECK(all_sum.evaluate(d.x, d.y, weights)["loss"] == Approx(all).epsilon(1e-5));
  CHECK(all_mean.evaluate(d.x, d.y, weights)["loss"] == Approx(all / steps / by_weight).epsilon(1e-5));
  CHECK(usual.evaluate(d.x, d.y, weights)["loss"] == Approx(all / steps / by_row).epsilon(1e-5));
  // Training reports the same.
  CHECK(all_sum.fit(d.x, d.y, {.sample_weight = weights, .verbose = nn::Verbose::silent})["loss"].back() ==
        Approx(all).epsilon(1e-5));
}

namespace {
/// What a training says of predictions that are its inputs.
template <std::size_t N>
struct Given : nn::Sequential<tn::Shape<N>, nn::Identity> {};
template <std::size_t N, class L>
double loss_of(L const& loss, tenon_test::KerasVector const& v, std::vector<float> const& sample_weight) {
  tn::data::Rows<float, N> x(2), y(2);
  auto const p = v.input<float, 2, N>("y_pred"), t = v.input<float, 2, N>("y_true");
  for (std::size_t i = 0; i < 2 * N; ++i) {
    x.row(i / N)[i % N] = p.data()[i];
    y.row(i / N)[i % N] = t.data()[i];
  }
  Given<N> net;
  return nn::compile<3>(net, loss, nn::SGD{}).evaluate(x, y, sample_weight)["loss"];
}
}  // namespace

TEST_CASE("keras: reductions in a training", "[loss][keras]") {
  using namespace tenon_test;
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  auto const near = [](KerasVector const& v, double found) {
    CHECK(found == Approx(v.all["expected"].number(0)).margin(v.all["atol"].number(0)));
  };
  KerasVector const& sum = keras_vector("losses.MeanAbsoluteError.08");
  near(sum, loss_of<3>(nn::reduced<nn::Reduction::sum>(nn::MeanAbsoluteError{}), sum, {2.3F, 2.3F}));
  KerasVector const& mean = keras_vector("losses.MeanSquaredError.09");
  near(mean, loss_of<3>(nn::reduced<nn::Reduction::mean_with_sample_weight>(nn::MeanSquaredError{}), mean, {1.2F, 3.4F}));
}

namespace {
// [tagger]
// Words that are 0 only fill the sentence: their labels count neither in the loss nor in metrics.
struct Tagger : nn::Sequential<nn::Input<std::int32_t, 5>, nn::Embedding<7, 3, nn::MaskZero>, nn::Dense<2>> {};
// [end]
struct Cleared : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::Dense<2>, nn::Conv1D<3, nn::Size<1>>> {};
struct Long : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::Bidirectional<nn::GRU<2, nn::ReturnSequences>>,
                             nn::BatchNormalization<>, nn::Dropout<0.5>, nn::TimeDistributed<nn::Dense<3>>, nn::Softmax> {};
struct Last : nn::Sequential<tn::Shape<5, 2>, nn::Masking<>, nn::GRU<2>, nn::RepeatVector<5>> {};
/// Two outputs of steps behind one mask, and one without steps.
struct Several {
  using input_shape = tn::Shape<5, 2>;
  nn::Masking<> masking;
  nn::Build<nn::Dense<3>, tn::Shape<5, 2>> tags;
  nn::Build<nn::Dense<1>, tn::Shape<10>> whole;
  TENON_MODULE(Several, masking, tags, whole);
  constexpr auto call(auto const& x, auto& context) const {
    auto const h = masking.call(x, context);
    return std::tuple{tags.call(h), whole.call(nn::Flatten{}.call(h)), h};
  }
};
}  // namespace

TEST_CASE("masks: which layers keep them", "[nn][mask]") {
  static_assert(nn::detail::find_masks<Tagger, Tagger::input_shape, 4>() == 2);
  static_assert(nn::detail::find_masks<Cleared, Cleared::input_shape, 4>() == 0);
  static_assert(nn::detail::find_masks<Long, Long::input_shape, 4>() == 2);
  static_assert(nn::detail::find_masks<Last, Last::input_shape, 4>() == 0);
  static_assert(nn::detail::find_masks<Several, Several::input_shape, 4>() == 0x202);
}
