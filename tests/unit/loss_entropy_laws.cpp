// SPDX-License-Identifier: MIT
// Crossentropies: gradients, logits beside probabilities, extremes, labels that are no class, and what a softmax before them
// becomes.
#include "support/interpret.hpp"
#include "support/laws/gradient_laws.hpp"

#include <tenon/nn/losses.hpp>

#include <string>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

using Batch = tn::Tensor<float, 3, 4>;
Batch const one_hot{{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}};
tn::Tensor<int, 3> const numbers{1, 0, 3};
Batch const scores{{0.3f, -1.2f, 2.1f, 0.6f}, {-0.7f, 1.4f, 0.9f, -2.2f}, {1.3f, 0.8f, -0.4f, 1.9f}};

/// The same loss of logits, of their probabilities, and of a distribution that is not known to be one.
void same(std::vector<double> const& a, std::vector<double> const& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).epsilon(2e-6));
}

}  // namespace

TEST_CASE("crossentropies of logits are those of probabilities", "[loss]") {
  Batch const sigmoids = tn::sigmoid(scores), softmaxes = tn::softmax(scores);
  same(interpret([](auto const& y, auto const& z) { return binary_crossentropy<from_logits>(y, z); }, one_hot, scores),
       interpret([](auto const& y, auto const& p) { return binary_crossentropy(y, p); }, one_hot, sigmoids));
  same(
      interpret([](auto const& y, auto const& z) { return binary_focal_crossentropy<from_logits, true>(y, z); }, one_hot, scores),
      interpret([](auto const& y, auto const& p) { return binary_focal_crossentropy<from_probabilities, true>(y, p); }, one_hot,
                sigmoids));
  auto const categorical =
      interpret([](auto const& y, auto const& z) { return categorical_crossentropy<from_logits>(y, z); }, one_hot, scores);
  same(categorical, interpret([](auto const& y, auto const& p) { return categorical_crossentropy(y, p); }, one_hot, softmaxes));
  same(categorical, interpret([](auto const& y, auto const& z) { return sparse_categorical_crossentropy<from_logits>(y, z); },
                              numbers, scores));
  same(categorical, interpret([](auto const& y, auto const& p) { return sparse_categorical_crossentropy(y, p * 3); }, numbers,
                              softmaxes));  // a multiple of a distribution is brought back to it
  same(interpret([](auto const& y, auto const& z) { return categorical_focal_crossentropy<from_logits>(y, z); }, one_hot, scores),
       interpret([](auto const& y, auto const& p) { return categorical_focal_crossentropy(y, p); }, one_hot, softmaxes));
}

TEST_CASE("gradients of crossentropies", "[loss]") {
  Batch const softmaxes = tn::softmax(scores);
  gradient_laws([](auto const& y, auto const& z) { return tn::sum(BinaryCrossentropy<from_logits>{}.call(y, z)); }, one_hot,
                scores);
  gradient_laws([](auto const& p) { return tn::sum(BinaryFocalCrossentropy<>{}.call(tn::cast<float>(p > 0.22f), p)); },
                softmaxes);
  gradient_laws([](auto const& y, auto const& z) { return tn::sum(CategoricalCrossentropy<from_logits>{}.call(y, z)); }, one_hot,
                scores);
  gradient_laws([](auto const& p) { return tn::sum(SparseCategoricalCrossentropy<>{}.call(tn::argmax<1>(p), p)); }, softmaxes);
  gradient_laws([](auto const& z) { return tn::sum(SparseCategoricalCrossentropy<from_logits>{}.call(tn::argmax<1>(-z), z)); },
                scores);
  gradient_laws([](auto const& p) { return tn::sum(CategoricalGeneralizedCrossEntropy{}.call(tn::argmax<1>(-p), p)); },
                softmaxes);
}

TEST_CASE("labels that are no class, or do not count", "[loss]") {
  tn::Tensor<int, 3> const wrong{1, 4, -1};
  auto const losses =
      interpret([](auto const& y, auto const& z) { return sparse_categorical_crossentropy<from_logits>(y, z); }, wrong, scores);
  CHECK((losses[0] == losses[0] && losses[1] != losses[1] && losses[2] != losses[2]));
  auto const some =
      interpret([](auto const& y, auto const& z) { return SparseCategoricalCrossentropy<from_logits, -1, -1, 4>{}.call(y, z); },
                wrong, scores);
  CHECK((some[0] + some[1] + some[2]) / 3 == Approx(losses[0]));  // the mean over those that count
  auto const none = interpret(
      [](auto const& y, auto const& z) { return SparseCategoricalCrossentropy<from_logits, -1, -1, 4, 1>{}.call(y, z); }, wrong,
      scores);
  CHECK((none[0] == 0 && none[1] == 0 && none[2] == 0));
}

TEST_CASE("a crossentropy behind a softmax or sigmoid takes the logits", "[loss]") {
  Batch const extreme{{200, -200, 0, 0}, {-200, 200, 0, 0}, {0, 0, 0, 300}};
  auto const of_softmax = [](auto const& y, auto const& z) { return categorical_crossentropy(y, tn::softmax(z)); };
  auto const of_logits = [](auto const& y, auto const& z) { return categorical_crossentropy<from_logits>(y, z); };
  auto const got = interpret(of_softmax, one_hot, extreme);
  same(got, interpret(of_logits, one_hot, extreme));
  CHECK(got[0] == 400);  // a probability would have been clipped: 16.1
  auto const of_sigmoid = [](auto const& y, auto const& z) { return binary_crossentropy(y, tn::sigmoid(z)); };
  same(interpret(of_sigmoid, one_hot, extreme),
       interpret([](auto const& y, auto const& z) { return binary_crossentropy<from_logits>(y, z); }, one_hot, extreme));
  // A softmax along another axis is no distribution along this one.
  auto const other = [](auto const& y, auto const& z) { return categorical_crossentropy(y, tn::softmax<0>(z)); };
  CHECK(interpret(other, one_hot, scores)[0] != Approx(interpret(of_softmax, one_hot, scores)[0]));

  // The quotient and the clip are gone from the graph, with their gradients.
  constexpr auto graph = tn::Dual<decltype(tn::function(
      [](auto const& y, auto const& z) { return tn::sum(categorical_crossentropy(y, tn::softmax(z))); }))>::derived<Batch, Batch>;
  int divisions = 0;
  for (int i = 0; i < graph.node_count; ++i)
    divisions += std::string(graph.nodes[i].op->name) == "clip" || std::string(graph.nodes[i].op->name) == "minimum";
  CHECK(divisions == 0);
}
