// SPDX-License-Identifier: MIT
// A metric that adds a value for each sample to a single number.
// EXPECT: assign: the shapes differ (from, to follow)
// EXPECT: same_shape<tenon::Shape<8, 1>, tenon::Shape<>
// MAX_LINES_GCC: 26
// MAX_LINES_CLANG: 39
#include <tenon/tenon.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct Net : nn::Sequential<tn::Shape<4>, nn::Dense<1>> {};

struct MyMetric {
  tn::Variable<float> total{0.F};
  TENON_MODULE(MyMetric, total);
  constexpr void update(auto const& y_true, auto const& y_pred, auto const&, auto& context) const {
#ifdef BROKEN
    context.assign(total, total + tn::square(y_true - y_pred));
#else
    context.assign(total, total + tn::sum(tn::square(y_true - y_pred)));
#endif
  }
  constexpr auto result() const { return total; }
};

void train(Net& net, tn::data::Rows<float, 4> const& x, tn::data::Rows<float, 1> const& y) {
  auto trainer = nn::compile<8>(net, nn::MeanSquaredError{}, nn::SGD{}, MyMetric{});
  trainer.fit(x, y);
}
