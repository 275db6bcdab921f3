// SPDX-License-Identifier: MIT
// A program of several units of which only those of the model compile Tenon: this one sees plain functions
// (separate_units/classifier.hpp).
#include <array>
#include <cstdio>

#include "separate_units/classifier.hpp"

namespace {

// Three bands of the square, by the sum of both coordinates.
std::int32_t band(float a, float b) { return a + b < 0.7F ? 0 : a + b < 1.3F ? 1 : 2; }

struct Points {
  std::array<float, batch * features> x{};
  std::array<std::int32_t, batch> y{};
};
Points points(std::uint32_t& state) {
  auto const next = [&state] { return float((state = state * 1664525U + 1013904223U) >> 8) / 16777216.F; };
  Points made;
  for (std::size_t i = 0; i < batch; ++i) {
    made.x[2 * i] = next();
    made.x[2 * i + 1] = next();
    made.y[i] = band(made.x[2 * i], made.x[2 * i + 1]);
  }
  return made;
}

}  // namespace

int main() {
  std::uint32_t state = 33;
  Classifier classifier(1);
  float loss = 0;
  for (int step = 0; step < 3000; ++step) {
    Points const p = points(state);
    loss = classifier.train(p.x, p.y);
  }

  int right = 0, all = 0;
  for (int round = 0; round < 20; ++round) {
    Points const p = points(state);
    for (std::size_t i = 0; i < batch; ++i, ++all) {
      std::array<float, classes> probabilities{};
      classifier.predict(std::span<float const, features>(&p.x[i * features], features), probabilities);
      std::size_t best = 0;
      for (std::size_t c = 1; c < classes; ++c) best = probabilities[c] > probabilities[best] ? c : best;
      right += best == std::size_t(p.y[i]);
    }
  }
  std::printf("loss %.3f, %d of %d points right\n", double(loss), right, all);
  return right >= all * 9 / 10 ? 0 : 1;
}
