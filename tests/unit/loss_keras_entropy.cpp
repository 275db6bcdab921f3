// SPDX-License-Identifier: MIT
#include "support/loss_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S13 = tn::Shape<1, 3>;
using S23 = tn::Shape<2, 3>;
using S33 = tn::Shape<3, 3>;

}  // namespace

TEST_CASE("keras: crossentropies", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  using nn::from_logits, nn::from_probabilities;
  char const* const smoothing = "label_smoothing";
  check_vectors<float, S33, S33>(TENON_LOSS(binary_crossentropy(y, p, a)),
                                 {"losses.BinaryCrossentropy.01", "losses.BinaryCrossentropy.03"}, smoothing);
  constexpr auto binary = TENON_LOSS(binary_crossentropy<from_logits>(y, p, a));
  check_vectors<int, S23, S23>(
      binary, {"losses.BinaryCrossentropy.05", "losses.BinaryCrossentropy.07", "losses.BinaryCrossentropy.09"}, smoothing);
  check_vectors<int, S13, S13>(binary, {"losses.BinaryCrossentropy.11"}, smoothing);
  constexpr auto focal = TENON_LOSS(binary_focal_crossentropy<from_logits>(y, p, 0.25f, a));
  check_vectors<float, S33, S33>(focal, {"losses.BinaryFocalCrossentropy.02"}, "gamma", 2);
  check_vectors<float, S23, S23>(
      focal, {"losses.BinaryFocalCrossentropy.04", "losses.BinaryFocalCrossentropy.06", "losses.BinaryFocalCrossentropy.08"},
      "gamma", 2);
  constexpr auto categorical = TENON_LOSS(categorical_crossentropy<from_logits>(y, p, a));
  check_vectors<int, S33, S33>(categorical,
                               {"losses.CategoricalCrossentropy.02", "losses.CategoricalCrossentropy.04",
                                "losses.CategoricalCrossentropy.06", "losses.CategoricalCrossentropy.08"},
                               smoothing);
  check_vectors<int, S13, S13>(categorical, {"losses.CategoricalCrossentropy.10"}, smoothing);
  constexpr auto focal_classes = TENON_LOSS(categorical_focal_crossentropy<from_logits>(y, p, 0.25f, 2.f, a));
  check_vectors<int, S33, S33>(focal_classes,
                               {"losses.CategoricalFocalCrossentropy.02", "losses.CategoricalFocalCrossentropy.04",
                                "losses.CategoricalFocalCrossentropy.06", "losses.CategoricalFocalCrossentropy.08"},
                               smoothing);
  check_vectors<int, S13, S13>(focal_classes, {"losses.CategoricalFocalCrossentropy.10"}, smoothing);
  check_vectors<float, tn::Shape<2, 3, 2>, tn::Shape<2, 3, 2>>(
      TENON_LOSS(categorical_focal_crossentropy<from_probabilities, 1>(y, p, 0.25f, 2.f, a)),
      {"c.losses.CategoricalFocalCrossentropy.01"}, smoothing);
}
