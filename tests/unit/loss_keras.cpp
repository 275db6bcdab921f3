// SPDX-License-Identifier: MIT
#include "support/loss_vectors.hpp"

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

using S22 = tn::Shape<2, 2>;
using S23 = tn::Shape<2, 3>;
using S44 = tn::Shape<4, 4>;
using S231 = tn::Shape<2, 3, 1>;

}  // namespace

TEST_CASE("keras: losses of errors", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  constexpr auto mse = TENON_LOSS(mean_squared_error(y, p));
  check_vectors<int, S23, S23>(mse, {"losses.MeanSquaredError.01", "losses.MeanSquaredError.03", "losses.MeanSquaredError.07",
                                     "losses.MeanSquaredError.09"});
  check_vectors<int, S231, S231>(mse, {"losses.MeanSquaredError.05"});
  constexpr auto mae = TENON_LOSS(mean_absolute_error(y, p));
  check_vectors<int, S23, S23>(mae, {"losses.MeanAbsoluteError.02", "losses.MeanAbsoluteError.04", "losses.MeanAbsoluteError.06",
                                     "losses.MeanAbsoluteError.08"});
  constexpr auto mape = TENON_LOSS(mean_absolute_percentage_error(y, p));
  check_vectors<int, S23, S23>(mape, {"losses.MeanAbsolutePercentageError.01", "losses.MeanAbsolutePercentageError.03",
                                      "losses.MeanAbsolutePercentageError.07"});
  check_vectors<int, S231, S231>(mape, {"losses.MeanAbsolutePercentageError.05"});
  constexpr auto msle = TENON_LOSS(mean_squared_logarithmic_error(y, p));
  check_vectors<int, S23, S23>(msle, {"losses.MeanSquaredLogarithmicError.02", "losses.MeanSquaredLogarithmicError.06"});
  check_vectors<int, S231, S231>(msle, {"losses.MeanSquaredLogarithmicError.04"});
  check_vectors<float, S23, S23>(TENON_LOSS(huber(y, p, a)),
                                 {"losses.Huber.02", "c.losses.Huber.01", "c.losses.Huber.03", "c.losses.Huber.05"}, "delta", 1);
  constexpr auto log_cosh = TENON_LOSS(log_cosh(y, p));
  check_vectors<float, S23, S23>(log_cosh, {"losses.LogCosh.01", "c.losses.LogCosh.02"});
  check_vectors<float, S231, S231>(log_cosh, {"c.losses.LogCosh.04"});
  constexpr auto poisson = TENON_LOSS(poisson(y, p));
  check_vectors<float, S23, S23>(poisson, {"c.losses.Poisson.02"});
  check_vectors<float, S231, S231>(poisson, {"c.losses.Poisson.04"});
  constexpr auto kl = TENON_LOSS(kl_divergence(y, p));
  check_vectors<float, S23, S23>(kl, {"c.losses.KLDivergence.02"});
  check_vectors<float, S231, S231>(kl, {"c.losses.KLDivergence.04"});
  constexpr auto cosine = TENON_LOSS(cosine_similarity(y, p));
  check_vectors<float, S23, S23>(cosine, {"losses.CosineSimilarity.01", "c.losses.CosineSimilarity.02"});
  check_vectors<float, S231, S231>(cosine, {"c.losses.CosineSimilarity.04"});
}

TEST_CASE("keras: losses of margins and overlaps", "[loss][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check_vectors<float, S22, S22>(TENON_LOSS(hinge(y, p)),
                                 {"losses.Hinge.01", "losses.Hinge.03", "losses.Hinge.05", "losses.Hinge.07"});
  check_vectors<float, S22, S22>(TENON_LOSS(squared_hinge(y, p)),
                                 {"losses.SquaredHinge.02", "losses.SquaredHinge.04", "losses.SquaredHinge.06"});
  check_vectors<float, S22, S22>(TENON_LOSS(categorical_hinge(y, p)),
                                 {"losses.CategoricalHinge.02", "losses.CategoricalHinge.04", "losses.CategoricalHinge.06"});
  check_vectors<int, S44, S44>(TENON_LOSS(dice(y, p)), {"losses.Dice.02"});
  constexpr auto tversky = TENON_LOSS(tversky(y, p, a, b));
  check_vectors<int, S22, S22>(tversky, {"losses.Tversky.01"}, "alpha", 0.5f, "beta", 0.5f);
  check_vectors<int, S44, S44>(tversky, {"losses.Tversky.03", "losses.Tversky.05"}, "alpha", 0.5f, "beta", 0.5f);
}
