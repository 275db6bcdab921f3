// SPDX-License-Identifier: MIT
// The odd last batch: whatever folds the batch axis leaves out the rows that only fill it.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

constexpr std::size_t features = 3;

/// Uses the batch in every way that folds it: sums, means, extremes, a contraction, after reshapes and transposes. Variances that
/// divide by less than the number of rows are no numbers for too few: they are there where asked for.
template <bool Corrected>
struct Statistics {
  tn::InitParam<nn::Ones, float, features> scale;
  TENON_MODULE(Statistics, scale);
  constexpr auto call(auto const& x, auto& context) const {
    constexpr std::size_t rows = std::remove_cvref_t<decltype(x)>::shape_type::size / features;
    auto const z = x * scale;
    auto const m = tn::mean<0>(z, tn::keepdims);
    auto const v = [&z] {
      auto const plain = tn::var<0>(z, tn::keepdims);
      if constexpr (Corrected)
        return plain + 0.5f * tn::var<0>(z, tn::keepdims, tn::ddof<1>) + tn::std(z, tn::ddof<2>);
      else
        return plain;
    }();
    auto const range = tn::max<1>(tn::transpose(z)) - tn::min<0>(z);
    auto const gram = tn::matmul(tn::transpose(z), tn::tanh(z));
    auto const flat = tn::mean(tn::softplus(tn::reshape<rows * features>(z)));
    auto const split = tn::sum<0, 2>(tn::reshape<rows, features, 1>(z));
    // A loop through the features, whose body folds the batch: the carry is about it from the first step on.
    auto const [last, all] = tn::scan(
        [](auto const& c, auto const& column) {
          auto const next = tn::tanh(c * 0.5f + column - tn::mean(column));
          return std::tuple{next, next * tn::max(next)};
        },
        tn::zeros<float, rows>(), tn::transpose(z));
    auto const looped = tn::transpose(all) + tn::mean(last);
    context.add_loss(0.125f * tn::mean(tn::abs(z)));
    return (z - m) / tn::sqrt(v + 1) + 0.25f * range + 0.0625f * tn::matmul(z, gram) + flat + 0.0625f * split + 0.125f * looped;
  }
};
template <bool Corrected>
struct Net : nn::Sequential<tn::Shape<features>, nn::Dense<features, nn::Tanh>, Statistics<Corrected>, nn::Dense<2>> {};

template <std::size_t B>
struct Data {
  std::vector<float> x = std::vector<float>(B * features), y = std::vector<float>(B * 2);
  explicit Data(std::size_t rows) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < rows * features ? std::sin(float(i) * 1.7f) : 1e6f;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = i < rows * 2 ? std::cos(float(i) * 0.9f) : -1e6f;
  }
};

template <class Net>
Net fresh() {
  Net net;
  tn::initialize(net, 5);
  return net;
}

template <class Net, std::size_t B>
using Train = tn::TrainStep<Net, nn::Huber, nn::Adam, tn::Batch<B>, tn::Metrics<nn::MeanMetric<nn::MeanAbsoluteError>>>;
template <class Net, std::size_t B>
using Evaluate = tn::EvaluateStep<Net, nn::Huber, nn::Adam, tn::Batch<B>, tn::Metrics<nn::MeanMetric<nn::MeanAbsoluteError>>>;

template <class Net>
void check_same(Net& a, Net& b) {
  std::vector<float> left, right;
  tn::for_each_tensor(a, [&](auto const&, auto& t) { left.insert(left.end(), t.begin(), t.end()); });
  tn::for_each_tensor(b, [&](auto const&, auto& t) { right.insert(right.end(), t.begin(), t.end()); });
  REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) CHECK(left[i] == tenon_test::Approx(right[i]).epsilon(2e-4).margin(2e-6));
}

template <std::size_t Rows, bool Corrected>
void check_rows() {
  using Net = ::Net<Corrected>;
  constexpr std::size_t batch = 8;
  INFO("rows " << Rows);
  Data<batch> const padded(Rows);
  Data<Rows> const exact(Rows);

  Net one = fresh<Net>(), other = fresh<Net>();
  Train<Net, batch> in_padded;
  Train<Net, Rows> in_exact;
  for (int step = 0; step < 3; ++step) {
    float const loss = in_padded(one, padded.x.data(), padded.y.data(), Rows);
    CHECK(loss == tenon_test::Approx(in_exact(other, exact.x.data(), exact.y.data())).epsilon(1e-5));
  }
  check_same(one, other);
  auto const error = [](auto& step) { return std::get<0>(step.state.metrics).result().item(); };
  CHECK(error(in_padded) == tenon_test::Approx(error(in_exact)).epsilon(1e-4));

  Net const net = fresh<Net>();
  std::vector<float> some(batch * 2), all(Rows * 2);
  tn::PredictStep<Net, tn::Batch<batch>>{}(net, padded.x.data(), some.data(), Rows);
  tn::PredictStep<Net, tn::Batch<Rows>>{}(net, exact.x.data(), all.data());
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(some[i] == tenon_test::Approx(all[i]).epsilon(1e-5).margin(1e-6));

  Train<Net, batch> padded_state;
  Train<Net, Rows> exact_state;
  Evaluate<Net, batch>{}(net, padded_state.state, padded.x.data(), padded.y.data(), Rows);
  Evaluate<Net, Rows>{}(net, exact_state.state, exact.x.data(), exact.y.data());
  CHECK(padded_state.state.mean_loss.result().item() ==
        tenon_test::Approx(exact_state.state.mean_loss.result().item()).epsilon(1e-5));
}

}  // namespace

TEST_CASE("batch axis: a padded batch trains, evaluates and predicts as its real rows alone") {
  check_rows<1, false>();
  check_rows<5, true>();
  check_rows<8, true>();
}

TEST_CASE("batch axis: programs read how many rows are real only where that matters") {
  struct Plain : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<2>> {};
  static_assert(!tn::PredictStep<Plain, tn::Batch<8>>::reads_rows);
  static_assert(tn::PredictStep<Net<true>, tn::Batch<8>>::reads_rows);
  static_assert(!tn::PredictStep<Net<true>, tn::Batch<1>>::reads_rows);
}
