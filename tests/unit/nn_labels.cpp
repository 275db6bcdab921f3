// SPDX-License-Identifier: MIT
// What a training reads: labels of other dtypes, integer inputs, weights of rows and classes; against sums in double.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

using tenon_test::last_words;

namespace {

constexpr std::size_t batch = 4, classes = 3;

/// -log softmax(scores)[label].
struct Sparse {
  TENON_MODULE(Sparse);
  template <class Output>
  using labels = nn::ClassIndices<Output>;
  constexpr auto call(auto const& y_true, auto const& y_pred) const {
    return tn::logsumexp<-1>(y_pred) - tn::sum<-1>(tn::one_hot<classes, float>(y_true) * y_pred);
  }
};
/// The part of rows whose label is the largest score.
struct Hits {
  nn::Mean mean;
  TENON_MODULE(Hits, mean);
  static constexpr char name[] = "hits";
  template <class Output>
  using labels = nn::ClassIndices<Output>;
  constexpr void update(auto const& y_true, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(tn::cast<float>(tn::argmax<-1>(y_pred) == tn::cast<std::int32_t>(y_true)), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};
/// Rows of a table, added up.   [2] int -> [3]
struct Bag {
  tn::Param<float, 5, classes> table;
  TENON_MODULE(Bag, table);
  constexpr auto call(auto const& x) const { return tn::sum<1>(tn::take<0>(table, x)); }
};

struct Net : nn::Sequential<tn::Shape<2>, nn::Dense<classes>> {};
struct Tokens : nn::Sequential<nn::Input<std::int32_t, 2>, Bag, nn::Dense<classes>> {};
struct Wide : nn::Sequential<nn::Input<double, 2>, nn::Dense<1, nn::Tanh, nn::Dtype<double>>> {};
static_assert(std::is_same_v<nn::OutputShape<nn::Dense<4>, tn::Shape<7, 2>>, tn::Shape<7, 4>>);
static_assert(std::is_same_v<nn::Output<Tokens, nn::Input<std::int32_t, 2>>, nn::Input<float, classes>>);
static_assert(std::is_same_v<nn::Build<nn::Dense<4>, tn::Shape<2>>, nn::DenseLayer<2, 4>>);

struct Set {
  tn::data::Rows<float, 2> x;
  tn::data::Rows<std::int32_t> y;
  explicit Set(std::size_t rows) : x(rows), y(rows) {
    for (std::size_t i = 0; i < rows; ++i) {
      x.row(i)[0] = 2 * tn::Philox(3).uniform(2 * i) - 1;
      x.row(i)[1] = 2 * tn::Philox(3).uniform(2 * i + 1) - 1;
      y.row(i)[0] = x.row(i)[0] > 0 ? 2 : x.row(i)[1] > 0 ? 1 : 0;
    }
  }
};
template <class N>
N fresh() {
  N net;
  tn::initialize(net, 3);
  return net;
}
auto trainer_of(Net& net) { return nn::compile<batch>(net, Sparse{}, nn::SGD{}, nn::weighted(Hits{}), Hits{}); }

struct Reference {
  double loss = 0, hits = 0, gradient_of_bias[classes] = {};
};
/// Of rows from a to b with weights: the loss by their number, the metric by their weight, the gradient by their number.
Reference reference(Net const& net, Set const& s, std::vector<float> const& weights, std::size_t a, std::size_t b) {
  Reference r;
  auto const& kernel = net.layer<0>().kernel;
  double all = 0;
  for (std::size_t i = a; i < b; ++i) {
    double score[classes], sum = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      score[c] = double(net.layer<0>().bias(c)) + double(s.x.row(i)[0]) * double(kernel(0, c)) +
                 double(s.x.row(i)[1]) * double(kernel(1, c));
      sum += std::exp(score[c]);
    }
    auto const label = static_cast<std::size_t>(s.y.row(i)[0]);
    std::size_t best = 0;
    for (std::size_t c = 1; c < classes; ++c)
      if (score[c] > score[best]) best = c;
    double const w = double(weights[i]);
    r.loss += w * (std::log(sum) - score[label]) / double(b - a);
    r.hits += w * (best == label);
    all += w;
    for (std::size_t c = 0; c < classes; ++c)
      r.gradient_of_bias[c] += w * (std::exp(score[c]) / sum - (c == label)) / double(b - a);
  }
  r.hits /= all;
  return r;
}

}  // namespace

TEST_CASE("labels: class indices of any integer dtype, in rows of one or of none") {
  Set const s(10);
  tn::data::Rows<std::uint8_t, 1> bytes(10);
  tn::data::Rows<std::int64_t> wide(10);
  for (std::size_t i = 0; i < 10; ++i) {
    bytes.row(i)[0] = static_cast<std::uint8_t>(s.y.row(i)[0]);
    wide.row(i)[0] = s.y.row(i)[0];
  }
  Net net = fresh<Net>();
  auto trainer = trainer_of(net);
  auto const expected = reference(net, s, std::vector<float>(10, 1.F), 0, 10);
  for (auto const& scores : {trainer.evaluate(s.x, s.y), trainer.evaluate(s.x, bytes), trainer.evaluate(s.x, wide)}) {
    CHECK(scores["loss"] == Approx(expected.loss).epsilon(1e-5));
    CHECK(scores["hits"] == Approx(expected.hits).epsilon(1e-6));
  }
  auto const history = trainer.fit(s.x, bytes, {.epochs = 60, .validation = {s.x, wide}});
  CHECK(history["loss"].back() < history["loss"].front());
  CHECK(history["val_hits"].back() >= history["val_hits"].front());
}

TEST_CASE("labels: one that is no class is named with its row before anything is trained") {
  Set s(10);
  Net net;
  auto trainer = trainer_of(net);
  s.y.row(7)[0] = 3;
  CHECK(last_words([&] { trainer.fit(s.x, s.y); }).find("a label is not among the classes: row 7 has 3, at most 2 fits") !=
        std::string::npos);
  s.y.row(7)[0] = -1;
  CHECK(last_words([&] { trainer.evaluate(s.x, s.y); }).find("row 7 has -1") != std::string::npos);
}

TEST_CASE("sample_weight: a step and the scores are those of the weighted sums") {
  Set const s(6);
  std::vector<float> const weights{0.5F, 2, 0, 1, 3, 0.25F};
  Net net = fresh<Net>();
  Net const before = net;
  auto trainer = trainer_of(net);
  trainer.optimizer().learning_rate = 0.5F;

  auto const scores = trainer.evaluate(s.x, s.y, weights);
  auto const all = reference(before, s, weights, 0, 6);
  CHECK(scores["loss"] == Approx(all.loss).epsilon(1e-5));
  CHECK(scores["hits"] == Approx(all.hits).epsilon(1e-6));
  CHECK(scores["hits_1"] ==
        Approx(reference(before, s, std::vector<float>(6, 1.F), 0, 6).hits).epsilon(1e-6));  // one that ignores them

  auto const history = trainer.fit(s.x, s.y, {.shuffle = false, .sample_weight = weights, .validation = {s.x, s.y, weights}});
  auto const first = reference(before, s, weights, 0, 4);
  CHECK(history["val_hits"].back() <= 1);

  // One batch alone: the bias moves by the gradient.
  Net one = before;
  auto step = trainer_of(one);
  step.optimizer().learning_rate = 0.5F;
  auto const single = step.fit(tn::data::RowsView<float, 2>(s.x.data(), 4), tn::data::RowsView<std::int32_t>(s.y.data(), 4),
                               {.shuffle = false, .sample_weight = std::vector<float>(weights.begin(), weights.begin() + 4)});
  CHECK(single["loss"].back() == Approx(first.loss).epsilon(1e-5));
  for (std::size_t c = 0; c < classes; ++c)
    CHECK(one.layer<0>().bias(c) == Approx(double(before.layer<0>().bias(c)) - 0.5 * first.gradient_of_bias[c]).margin(1e-6));
  CHECK(last_words([&] { step.fit(s.x, s.y, {.sample_weight = std::vector<float>(5)}); }).find("weights") != std::string::npos);
}

TEST_CASE("class_weight: as rows of these weights, and an unknown class is refused") {
  Set const s(9);
  std::vector<float> weights(9), of_rows(9);
  for (std::size_t i = 0; i < 9; ++i) {
    of_rows[i] = 1 + 0.1F * float(i);
    weights[i] = of_rows[i] * (s.y.row(i)[0] == 1 ? 5.F : 1.F);
  }
  Net a = fresh<Net>(), b = fresh<Net>();
  auto of_class = trainer_of(a), of_row = trainer_of(b);
  of_class.fit(s.x, s.y, {.epochs = 3, .sample_weight = of_rows, .class_weight = {{1, 5.F}}, .validation_split = 0.2});
  of_row.fit(s.x, s.y, {.epochs = 3, .sample_weight = weights, .validation_split = 0.2});
  CHECK(a.layer<0>().bias(0) == Approx(b.layer<0>().bias(0)));
  CHECK(last_words([&] { of_class.fit(s.x, s.y, {.class_weight = {{3, 2.F}}}); }).find("the labels do not have: 3") !=
        std::string::npos);
}

TEST_CASE("inputs: integers where the model takes them, bytes where it takes floats, doubles") {
  tn::data::Rows<std::int32_t, 2> tokens(12);
  tn::data::Rows<std::int64_t, 2> wide(12);
  tn::data::Rows<std::uint8_t, 2> bytes(12);
  tn::data::Rows<float, 2> floats(12);
  tn::data::Rows<std::int32_t> labels(12);
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      auto const n = static_cast<std::int32_t>((i * 7 + k * 3) % 5);
      tokens.row(i)[k] = n;
      wide.row(i)[k] = n;
      bytes.row(i)[k] = static_cast<std::uint8_t>(n);
      floats.row(i)[k] = static_cast<float>(n);
      labels.row(i)[0] = n % 3;
    }
  Tokens net = fresh<Tokens>();
  auto trainer = nn::compile<batch>(net, Sparse{}, nn::Adam{});
  auto const history = trainer.fit(tokens, labels, {.epochs = 20});
  CHECK(history["loss"].back() < history["loss"].front());
  CHECK(trainer.predict(tokens) == trainer.predict(wide));
  wide.row(2)[1] = std::int64_t{1} << 40;
  CHECK(last_words([&] { trainer.fit(wide, labels); }).find("row 2 has 1099511627776") != std::string::npos);

  Net plain = fresh<Net>();
  auto of_floats = trainer_of(plain);
  CHECK(of_floats.predict(floats) == of_floats.predict(bytes));
  CHECK(of_floats.evaluate(floats, labels)["loss"] == of_floats.evaluate(bytes, labels)["loss"]);

  Wide doubles = fresh<Wide>();
  auto of_doubles = nn::compile<batch>(doubles, nn::MeanSquaredError{}, nn::SGD{});
  tn::data::Rows<double, 1> const y(12);
  auto const losses = of_doubles.fit(floats, y, {.epochs = 30})["loss"];
  CHECK(losses.back() < losses.front());
  static_assert(std::is_same_v<decltype(of_doubles.predict(floats)), tn::data::Rows<double, 1>>);
}

TEST_CASE("fit: says at which step a loss was no number, and which results were none") {
  Set s(10);
  Net net = fresh<Net>();
  auto trainer = trainer_of(net);
  CHECK(!trainer.fit(s.x, s.y, {.shuffle = false}).not_finite);
  s.x.row(5)[0] = std::numeric_limits<float>::quiet_NaN();
  auto const history = trainer.fit(s.x, s.y, {.epochs = 2, .shuffle = false});
  REQUIRE(history.not_finite);
  CHECK(history.not_finite->step == 2);
  CHECK(history.not_finite->epoch == 1);
  CHECK(history.not_finite->text() == "loss: not finite at step 2 (epoch 1, batch 1)");
}

TEST_CASE("fit: the number of the first epoch, and splits that leave nothing") {
  Set const s(10);
  Net a = fresh<Net>(), b = fresh<Net>();
  auto whole = trainer_of(a), parts = trainer_of(b);
  whole.fit(s.x, s.y, {.epochs = 4, .seed = 5});
  parts.fit(s.x, s.y, {.epochs = 2, .seed = 5});
  auto fresh_trainer = trainer_of(b);  // SGD has no state
  auto const history = fresh_trainer.fit(s.x, s.y, {.epochs = 4, .seed = 5, .initial_epoch = 2});
  CHECK(history.epochs() == 2);
  CHECK(a.layer<0>().bias(1) == b.layer<0>().bias(1));
  CHECK(last_words([&] { whole.fit(s.x, s.y, {.validation_split = 1e-17}); }).find("leaves no rows to validate on") !=
        std::string::npos);
}
