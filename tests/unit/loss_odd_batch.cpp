// SPDX-License-Identifier: MIT
// Losses that fold the batch themselves, where the last batch has fewer rows than the program: they see the real ones only.
#include "support/catch.hpp"
#include "support/interpret.hpp"

#include <tenon/tenon.hpp>

#include <cmath>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

struct Net : Sequential<tn::Shape<2>, Dense<3>> {};

/// Three rows in a program for four, beside the loss of these three alone.
template <class L, class T>
void check(L const& loss, tn::data::Rows<T> const& y) {
  Net net;
  tn::initialize(net, 1);
  tn::data::Rows<float, 2> x(3);
  for (std::size_t i = 0; i < 6; ++i) x.data()[i] = static_cast<float>(i % 4) * 0.4f - 0.5f;
  auto trainer = compile<4>(net, loss, SGD{});
  auto const got = trainer.evaluate(x, y)["loss"];

  auto const prediction = trainer.predict(x);
  tn::Tensor<float, 3, 3> p;
  for (std::size_t i = 0; i < p.size; ++i) p.data()[i] = prediction.data()[i];
  tn::Tensor<T, 3> labels;
  for (std::size_t i = 0; i < 3; ++i) labels.data()[i] = y.data()[i];
  auto const each =
      interpret([](auto const& l, auto const& t, auto const& q) { return tn::mean(l.call(t, q)); }, loss, labels, p);
  CHECK(got == Approx(each[0]).epsilon(1e-5));
  CHECK(std::isfinite(trainer.fit(x, y, {.epochs = 2, .shuffle = false, .verbose = Verbose::silent})["loss"].back()));
}

}  // namespace

TEST_CASE("losses that fold the batch leave out rows that are not real", "[loss]") {
  tn::data::Rows<int> y(3);
  y.row(0)[0] = 1, y.row(1)[0] = 1, y.row(2)[0] = 2;
  check(SparseCategoricalCrossentropy<from_logits>{}, y);
  check(SparseCategoricalCrossentropy<from_logits, -1, 2>{}, y);
  Circle circle;
  circle.gamma = 4.f;
  check(circle, y);
}
