// SPDX-License-Identifier: MIT
// Convolutions and pools in a training program with an odd last batch: rows that only fill it change nothing.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>
#include <tenon/op/signal.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

struct Picture {
  tn::InitParam<nn::HeNormal, float, 3, 3, 1, 4> first;
  tn::InitParam<nn::HeNormal, float, 2, 2, 4, 1> each;
  tn::InitParam<nn::HeNormal, float, 2, 2, 2, 6> grouped;
  TENON_MODULE(Picture, first, each, grouped);
  constexpr auto call(auto const& x) const {
    constexpr std::size_t rows = std::remove_cvref_t<decltype(x)>::shape_type::size / 36;
    auto const a = tn::tanh(tn::conv2d(tn::reshape<rows, 6, 6, 1>(x), first, tn::same));
    auto const b = tn::depthwise_conv2d(tn::max_pool2d<2>(a), each, tn::same);
    return tn::global_avg_pool(tn::square(tn::conv2d(b, grouped, tn::groups<2>, tn::stride<1, 2>)));
  }
};
struct Net : nn::Sequential<tn::Shape<36>, Picture, nn::Dense<2>> {};

template <std::size_t B>
struct Data {
  std::vector<float> x = std::vector<float>(B * 36), y = std::vector<float>(B * 2);
  explicit Data(std::size_t rows) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < rows * 36 ? std::sin(float(i) * 1.7f) : 1e6f;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = i < rows * 2 ? std::cos(float(i) * 0.9f) : 1e6f;
  }
};
template <std::size_t B>
using Train = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<B>>;

}  // namespace

TEST_CASE("a padded batch of pictures trains as its real rows alone", "[signal]") {
  Data<4> const padded(3);
  Data<3> const exact(3);
  Net one, other;
  tn::initialize(one, 5);
  tn::initialize(other, 5);
  Train<4> in_padded;
  Train<3> in_exact;
  for (int step = 0; step < 3; ++step) {
    float const loss = in_padded(one, padded.x.data(), padded.y.data(), 3);
    CHECK(loss == tenon_test::Approx(in_exact(other, exact.x.data(), exact.y.data())).epsilon(1e-5));
  }
  std::vector<float> left, right;
  tn::for_each_tensor(one, [&](auto const&, auto& t) { left.insert(left.end(), t.begin(), t.end()); });
  tn::for_each_tensor(other, [&](auto const&, auto& t) { right.insert(right.end(), t.begin(), t.end()); });
  for (std::size_t i = 0; i < left.size(); ++i) CHECK(left[i] == tenon_test::Approx(right[i]).epsilon(1e-4).margin(1e-6));
}
