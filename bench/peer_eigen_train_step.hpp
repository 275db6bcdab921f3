// SPDX-License-Identifier: MIT
#pragma once

#include <Eigen/Core>

#include <cmath>

namespace bench {

/// The training step 8-30-1 selu, batch 32, mean squared error, Adam as Keras defines it, written with Eigen for this
/// one network: fixed sizes, no allocation, one expression for each pass over memory, all parameters in one array so that
/// Adam is one loop. Column-major, the batch in lanes, is the faster order by a fifth; the choice between Eigen's two
/// kinds of product makes no difference that lasts. Not Adam: plain descent at a rate of 0.01.
template <bool Adam = true>
class EigenTrainStep {
 public:
  static constexpr int batch = 32, inputs = 8, units = 30, parameters = inputs * units + units + units + 1;

  template <int Rows, int Columns>
  using Matrix = Eigen::Matrix<float, Rows, Columns, Rows == 1 ? Eigen::RowMajor : Eigen::ColMajor>;
  using Flat = Eigen::Array<float, parameters, 1>;
  using Kernel1 = Eigen::Map<Matrix<inputs, units>, Eigen::Aligned64>;
  using Bias1 = Eigen::Map<Matrix<1, units>, Eigen::Aligned64>;
  using Kernel2 = Eigen::Map<Matrix<units, 1>>;

  float learning_rate = 0.001f, beta_1 = 0.9f, beta_2 = 0.999f, epsilon = 1e-7f;
  alignas(64) Flat weights = Flat::Zero();

  Kernel1 kernel1() { return Kernel1(weights.data()); }
  Bias1 bias1() { return Bias1(weights.data() + inputs * units); }
  Kernel2 kernel2() { return Kernel2(weights.data() + inputs * units + units); }
  float& bias2() { return weights[parameters - 1]; }

  /// One step on a batch; returns its loss before the update.
  float step(Matrix<batch, inputs> const& x, Matrix<batch, 1> const& y) {
    constexpr float scale = 1.05070098f, alpha = 1.67326324f;

    z_.noalias() = x * kernel1();
    z_.rowwise() += bias1();
    // exp of the negative part alone: both branches are computed.
    h_.array() = (z_.array() > 0.f).select(scale * z_.array(), scale * alpha * z_.array().min(0.f).exp() - scale * alpha);
    d_.noalias() = h_ * kernel2();
    d_.array() += bias2() - y.array();
    float const loss = d_.squaredNorm() / batch;

    d_ *= 2.f / batch;
    Kernel1 dkernel1(gradient_.data());
    Bias1 dbias1(gradient_.data() + inputs * units);
    Kernel2 dkernel2(gradient_.data() + inputs * units + units);
    dkernel2.noalias() = h_.transpose() * d_;
    gradient_[parameters - 1] = d_.sum();
    // The derivative of selu from its value, h + scale alpha where z < 0; h_ becomes the gradient of z_.
    h_.array() = (z_.array() > 0.f).select(scale, h_.array() + scale * alpha) * (d_ * kernel2().transpose()).array();
    dkernel1.noalias() = x.transpose() * h_;
    dbias1.noalias() = h_.colwise().sum();

    if constexpr (!Adam) {
      weights -= 0.01f * gradient_;
      return loss;
    }
    ++time_;
    power_1_ *= beta_1;
    power_2_ *= beta_2;
    float const rate = learning_rate * std::sqrt(1 - power_2_) / (1 - power_1_);
    momentum_ += (gradient_ - momentum_) * (1 - beta_1);
    velocity_ += (gradient_.square() - velocity_) * (1 - beta_2);
    weights -= rate * momentum_ / (velocity_.sqrt() + epsilon);
    return loss;
  }

 private:
  Matrix<batch, units> z_, h_;
  Matrix<batch, 1> d_;
  alignas(64) Flat gradient_ = Flat::Zero(), momentum_ = Flat::Zero(), velocity_ = Flat::Zero();
  int time_ = 0;
  float power_1_ = 1, power_2_ = 1;
};

}  // namespace bench
