// SPDX-License-Identifier: MIT
#include "classifier.hpp"

#include "network.hpp"

namespace nn = tenon::nn;

// [parts]
struct Classifier::Parts {
  Net net;
  tenon::TrainStep<Net, nn::SparseCategoricalCrossentropy<>, nn::Adam, tenon::Batch<batch>> step;
};

Classifier::Classifier(std::uint64_t seed) : parts_(new Parts) { tenon::initialize(parts_->net, seed); }
Classifier::~Classifier() { delete parts_; }

float Classifier::train(std::span<float const, batch * features> x, std::span<std::int32_t const, batch> y) {
  return parts_->step(parts_->net, x.data(), y.data());
}
void Classifier::predict(std::span<float const, features> x, std::span<float, classes> probabilities) const {
  Predict<Net>{}(parts_->net, x.data(), probabilities.data());
}
// [end]
