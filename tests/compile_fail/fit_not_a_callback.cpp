// SPDX-License-Identifier: MIT
// A callback without a member that fit calls: it would never be called.
// EXPECT: fit: this type is no callback
// EXPECT: is_a_callback<Watcher
// MAX_LINES: 12
#include <tenon/tenon.hpp>

struct Watcher {
#ifdef BROKEN
  void epoch_ended(auto&, tenon::nn::History const&) {}
#else
  void on_epoch_end(auto&, tenon::nn::History const&) {}
#endif
};

struct Net : tenon::nn::Sequential<tenon::Shape<4>, tenon::nn::Dense<1>> {};

void train(Net& net, tenon::data::Rows<float, 4> const& x, tenon::data::Rows<float, 1> const& y) {
  auto trainer = tenon::nn::compile<8>(net, tenon::nn::MeanSquaredError{}, tenon::nn::SGD{});
  Watcher watcher;
  trainer.fit(x, y, {.epochs = 2}, watcher);
}
