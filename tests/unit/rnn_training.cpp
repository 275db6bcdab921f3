// SPDX-License-Identifier: MIT
// Training of recurrent models: batches of which a part is real, states that last, gradients of a whole step.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

struct Net : nn::Sequential<tn::Shape<4, 2>, nn::Masking<>, nn::GRU<3>, nn::Dense<1>> {};

template <std::size_t B>
using Train = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<B>>;

template <std::size_t B>
struct Data {
  std::vector<float> x = std::vector<float>(B * 8), y = std::vector<float>(B);
  explicit Data(std::size_t rows) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < rows * 8 ? std::sin(float(i) * 1.7f) : 1e6f;
    for (std::size_t b = 1; b < rows; b += 2)  // steps that are masked
      for (std::size_t i = 0; i < 2; ++i) x[b * 8 + 4 + i] = 0;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = i < rows ? std::cos(float(i)) : -1e6f;
  }
};

}  // namespace

TEST_CASE("rnn: a padded batch trains as its real rows alone", "[layer]") {
  Net one, other;
  tn::initialize(one, 5);
  tn::initialize(other, 5);
  Data<4> const padded(3);
  Data<3> const exact(3);
  Train<4> in_padded;
  Train<3> in_exact;
  float first = 0, last = 0;
  for (int step = 0; step < 20; ++step) {
    last = in_padded(one, padded.x.data(), padded.y.data(), 3);
    if (step == 0) first = last;
    CHECK(last == tenon_test::Approx(in_exact(other, exact.x.data(), exact.y.data())).epsilon(1e-4));
  }
  CHECK(last < 0.9f * first);
  std::vector<float> a, b;
  tn::for_each_tensor(one, [&a](auto const&, auto& t) { a.insert(a.end(), t.begin(), t.end()); });
  tn::for_each_tensor(other, [&b](auto const&, auto& t) { b.insert(b.end(), t.begin(), t.end()); });
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == tenon_test::Approx(b[i]).epsilon(1e-4).margin(1e-6));
}
