// SPDX-License-Identifier: MIT
#include "support/loss_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S33 = tn::Shape<3, 3>;
using S44 = tn::Shape<4, 4>;

}  // namespace

TEST_CASE("keras: crossentropies of class numbers", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::from_logits;
  constexpr auto sparse = TENON_LOSS(sparse_categorical_crossentropy(y, p));
  check_vectors<int, tn::Shape<3, 1>, S33>(sparse,
                                           {"losses.SparseCategoricalCrossentropy.01", "losses.SparseCategoricalCrossentropy.05",
                                            "losses.SparseCategoricalCrossentropy.07"});
  check_vectors<int, tn::Shape<3>, S33>(sparse, {"losses.SparseCategoricalCrossentropy.03"});
  check_vectors<int, tn::Shape<3, 1>, S33>(TENON_LOSS(sparse_categorical_crossentropy<from_logits>(y, p)),
                                           {"losses.SparseCategoricalCrossentropy.09"});
  check_vectors<int, tn::Shape<1, 2, 1>, tn::Shape<1, 2, 3>>(
      TENON_LOSS(sparse_categorical_crossentropy<from_logits, -1, -1>(y, p)), {"losses.SparseCategoricalCrossentropy.11"});
  check_vectors<int, S44, tn::Shape<4, 4, 2>>(sparse, {"losses.SparseCategoricalCrossentropy.13"});
  check_vectors<int, S44, tn::Shape<4, 4, 3>>(sparse, {"losses.SparseCategoricalCrossentropy.15"});
  constexpr auto generalized = TENON_LOSS(categorical_generalized_cross_entropy(y, p, a));
  check_vectors<int, tn::Shape<4>, tn::Shape<4, 2>>(generalized, {"losses.CategoricalGeneralizedCrossEntropy.02"}, "q", 0.5f);
  check_vectors<int, tn::Shape<4>, tn::Shape<4, 3>>(generalized, {"losses.CategoricalGeneralizedCrossEntropy.04"}, "q", 0.5f);
  check_vectors<int, S44, tn::Shape<4, 4, 2>>(generalized, {"losses.CategoricalGeneralizedCrossEntropy.06"}, "q", 0.5f);
  check_vectors<int, S44, tn::Shape<4, 4, 3>>(generalized, {"losses.CategoricalGeneralizedCrossEntropy.08"}, "q", 0.5f);
}

TEST_CASE("keras: losses of sequences and of pairs", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_vectors<int, tn::Shape<2, 4>, tn::Shape<2, 4, 3>>(TENON_LOSS(ctc(y, p)), {"losses.CTC.01"});
  // The mean over the samples that have a pair is the struct's.
  check_vectors<int, tn::Shape<5>, tn::Shape<5, 4>>(TENON_LOSS(Circle{}.call(y, p)), {"losses.Circle.01", "losses.Circle.03"});
  check_vectors<int, tn::Shape<6>, tn::Shape<6, 4>>(TENON_LOSS(circle(y, p, a, b)), {"losses.Circle.05"}, "gamma", 80, "margin",
                                                    0.4f);

  KerasVector const& v = keras_vector("losses.circle.01");
  auto const labels = tensor_from<int, 6>(v.params()["ref_labels"]);
  auto const embeddings = tensor_from<float, 6, 4>(v.params()["ref_embeddings"]);
  check_values(v, interpret([](auto const&... x) { return nn::circle(x...); }, v.input<int, 5>("y_true"),
                            v.input<float, 5, 4>("y_pred"), labels, embeddings));
}

TEST_CASE("keras: a loss of one's own, its reductions and masks", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  constexpr auto squares = [](auto const& y, auto const& p, auto const&...) { return tn::square(y - p); };
  using S4 = tn::Shape<4>;
  check_vectors<float, S4, S4>(squares, {"c.losses.base.ElementwiseSquaredError.01", "c.losses.base.ElementwiseSquaredError.03",
                                         "c.losses.base.ElementwiseSquaredError.05"});
  KerasVector const& v = keras_vector("losses.base.ElementwiseSquaredError.01");  // nothing counts: 0, not NaN
  auto const y = v.input<double, 4>("y_true"), p = v.input<double, 4>("y_pred"), mask = v.input<double, 4>("mask");
  check_expected(v, nn::reduce_loss<nn::Reduction::mean_with_sample_weight>(tn::square(y - p), mask));
}
