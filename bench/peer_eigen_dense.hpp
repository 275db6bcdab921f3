// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace bench {

/// The training step 784-100-10 relu, batch 32, crossentropy of the softmax, Adam as Keras defines it, written with Eigen for
/// this one network: fixed sizes, no allocation, one expression for each pass over memory, all parameters in one array so that
/// Adam is one loop. Not Adam: plain descent at a rate of 0.01.
template <bool Adam = true>
class EigenDenseStep {
 public:
  static constexpr int batch = 32, inputs = 784, units = 100, classes = 10;
  static constexpr int bias1 = inputs * units, kernel2 = bias1 + units, bias2 = kernel2 + units * classes,
                       parameters = bias2 + classes;
  template <int Rows, int Columns>
  using Matrix = Eigen::Matrix<float, Rows, Columns, Eigen::RowMajor>;

  explicit EigenDenseStep(float const* weights)
      : weights_(weights, weights + parameters), gradient_(parameters), momentum_(parameters), velocity_(parameters) {}

  /// One step on a batch [32, 784]; returns its loss before the update.
  float step(float const* images, std::int32_t const* labels) {
    Eigen::Map<Matrix<batch, inputs> const> const x(images);
    Eigen::Map<Matrix<inputs, units>> const w1(weights_.data());
    Eigen::Map<Matrix<1, units>> const b1(weights_.data() + bias1);
    Eigen::Map<Matrix<units, classes>> const w2(weights_.data() + kernel2);
    Eigen::Map<Matrix<1, classes>> const b2(weights_.data() + bias2);

    h_.noalias() = x * w1;
    h_ = (h_.rowwise() + b1).cwiseMax(0.f);
    d_.noalias() = h_ * w2;
    d_.rowwise() += b2;
    d_.colwise() -= d_.rowwise().maxCoeff().eval();
    float loss = 0;
    for (int r = 0; r < batch; ++r) loss -= d_(r, labels[r]);
    d_ = d_.array().exp();
    Eigen::Matrix<float, batch, 1> const sums = d_.rowwise().sum();
    loss = (loss + sums.array().log().sum()) / batch;
    d_.array().colwise() *= 1 / (sums.array() * batch);
    for (int r = 0; r < batch; ++r) d_(r, labels[r]) -= 1.f / batch;

    float* const g = gradient_.data();
    Eigen::Map<Matrix<units, classes>>(g + kernel2).noalias() = h_.transpose() * d_;
    Eigen::Map<Matrix<1, classes>>(g + bias2).noalias() = d_.colwise().sum();
    dh_.noalias() = d_ * w2.transpose();
    dh_ = (h_.array() > 0.f).select(dh_, 0.f);
    Eigen::Map<Matrix<inputs, units>>(g).noalias() = x.transpose() * dh_;
    Eigen::Map<Matrix<1, units>>(g + bias1).noalias() = dh_.colwise().sum();

    using Flat = Eigen::Map<Eigen::Array<float, Eigen::Dynamic, 1>>;
    Flat const gradient(g, parameters);
    if constexpr (!Adam) {
      Flat(weights_.data(), parameters) -= 0.01f * gradient;
      return loss;
    }
    ++time_;
    power_1_ *= 0.9f;
    power_2_ *= 0.999f;
    float const rate = 0.001f * std::sqrt(1 - power_2_) / (1 - power_1_);
    Flat weights(weights_.data(), parameters), momentum(momentum_.data(), parameters), velocity(velocity_.data(), parameters);
    momentum += (gradient - momentum) * 0.1f;
    velocity += (gradient.square() - velocity) * 0.001f;
    weights -= rate * momentum / (velocity.sqrt() + 1e-7f);
    return loss;
  }

 private:
  std::vector<float> weights_, gradient_, momentum_, velocity_;
  alignas(64) Matrix<batch, units> h_, dh_;
  alignas(64) Matrix<batch, classes> d_;
  int time_ = 0;
  float power_1_ = 1, power_2_ = 1;
};

}  // namespace bench
