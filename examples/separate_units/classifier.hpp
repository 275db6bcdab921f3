// SPDX-License-Identifier: MIT
// What the rest of a program sees of a model: plain functions on numbers, and no header of Tenon.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// [interface]
constexpr std::size_t features = 2, classes = 3, batch = 32;

class Classifier {
 public:
  explicit Classifier(std::uint64_t seed);
  ~Classifier();
  Classifier(Classifier const&) = delete;
  Classifier& operator=(Classifier const&) = delete;

  float train(std::span<float const, batch * features> x, std::span<std::int32_t const, batch> y);  // the loss
  void predict(std::span<float const, features> x, std::span<float, classes> probabilities) const;

 private:
  struct Parts;  // the network and its training: classifier.cpp
  Parts* parts_;
};
// [end]
