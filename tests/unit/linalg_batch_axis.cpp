// SPDX-License-Identifier: MIT
// Linear algebra inside a model, on an odd last batch: rows that only fill it do not count.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <vector>

namespace tn = tenon;
namespace nn = tn::nn;

namespace {

/// Every row of four is a 2x2 matrix, with which two others are solved for; the batch is folded afterwards.
struct Solver {
  tn::InitParam<nn::Ones, float, 2, 2> right;
  TENON_MODULE(Solver, right);
  constexpr auto call(auto const& x) const {
    constexpr std::size_t rows = std::remove_cvref_t<decltype(x)>::shape_type::size / 4;
    auto const a = tn::reshape<rows, 2, 2>(x) + right * 4;
    auto const gram = tn::matmul(a, tn::permute<0, 2, 1>(a)) + right * right;
    auto const y = tn::solve(gram, right) + tn::cholesky(gram) + tn::inv(gram);
    auto const all = tn::mean<0>(y, tn::keepdims) + tn::reshape<rows, 1, 1>(tn::det(gram) - tn::mean(tn::det(gram))) * 0.01f;
    return tn::reshape<rows, 4>(tn::broadcast_to<rows, 2, 2>(all) + y);
  }
};
struct Net : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, Solver, nn::Dense<1>> {};

template <std::size_t B>
using Train = tn::TrainStep<Net, nn::MeanSquaredError, nn::SGD, tn::Batch<B>>;

}  // namespace

TEST_CASE("linear algebra: an odd last batch trains as a whole one of its size") {
  std::vector<float> x(8 * 3), y(8);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i < 5 * 3 ? std::sin(float(i) * 1.7f) : 3;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = i < 5 ? std::cos(float(i)) : 100;
  Net one, other;
  tn::initialize(one, 5);
  tn::initialize(other, 5);
  for (auto* net : {&one, &other})
    tn::for_each_tensor(*net, [i = 0](auto const&, auto& t) mutable {
      for (auto& v : t) v += 0.1f * std::sin(float(++i));  // a matrix of ones has no inverse
    });
  Train<8> padded;
  Train<5> exact;
  for (int step = 0; step < 3; ++step)
    CHECK(padded(one, x.data(), y.data(), 5) == tenon_test::Approx(exact(other, x.data(), y.data())).epsilon(1e-4));
}
