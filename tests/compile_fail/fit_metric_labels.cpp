// SPDX-License-Identifier: MIT
// A metric of class indices beside a loss of one-hot labels.
// EXPECT: a metric takes other labels than the loss
// EXPECT: metric_takes_the_labels_of_the_loss<
// MAX_LINES: 12
#include <tenon/tenon.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct Hits {
  nn::Mean mean;
  TENON_MODULE(Hits, mean);
#ifdef BROKEN
  template <class Output>
  using labels = nn::ClassIndices<Output>;
#endif
  constexpr void update(auto const&, auto const& y_pred, auto const& weights, auto& context) const {
    mean.add(nn::mean_per_sample(y_pred), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

struct Net : nn::Sequential<tn::Shape<4>, nn::Dense<3>> {};

void train(Net& net, tn::data::Rows<float, 4> const& x, tn::data::Rows<float, 3> const& y) {
  auto trainer = nn::compile<8>(net, nn::MeanSquaredError{}, nn::SGD{}, Hits{});
  trainer.fit(x, y);
}
