// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace bench {

/// A network of convolutions and pools, trained in the plainest way, in double: what the contestants' losses are compared with.
/// A dense layer is a convolution over one element. Adam as Keras defines it, crossentropy of the softmax of what comes out.
class PlainNetwork {
 public:
  /// `weights`: of every layer its kernel [taps, taps, channels, filters], then its bias.
  template <class Range>
  explicit PlainNetwork(int batch, Range const& weights) : batch_(batch), p_(weights.begin(), weights.end()) {}

  bool sgd = false;  ///< instead of Adam, at a rate of 0.01

  void conv(int rows, int channels, int taps, int filters, int padding, bool relu) {
    layers_.push_back({rows, channels, taps, filters, padding, relu, false, first_});
    first_ += taps * taps * channels * filters + filters;
  }
  void dense(int inputs, int units, bool relu) { conv(1, inputs, 1, units, 0, relu); }
  void max_pool(int rows, int channels) { layers_.push_back({rows, channels, 2, channels, 0, false, true, first_}); }

  /// What the last layer gives for a batch; `activation` stands for those that are said to have a relu.
  template <class F>
  std::vector<double> predict(float const* x, F activation) const {
    std::vector<double> y(x, x + batch_ * layers_[0].rows * layers_[0].rows * layers_[0].channels);
    for (Layer l : layers_) {
      bool const activates = std::exchange(l.relu, false);
      y = forward(l, y);
      if (activates) std::transform(y.begin(), y.end(), y.begin(), activation);
    }
    return y;
  }
  std::vector<double> predict(float const* x) const {
    return predict(x, [](double z) { return z > 0 ? z : 0; });
  }

  /// The loss of a batch before the update.
  template <class Label>
  double step(float const* x, Label const* labels) {
    std::vector<std::vector<double>> values{{x, x + batch_ * layers_[0].rows * layers_[0].rows * layers_[0].channels}};
    for (Layer const& l : layers_) values.push_back(forward(l, values.back()));

    std::vector<double> d = values.back();
    std::size_t const classes = static_cast<std::size_t>(layers_.back().filters);
    double loss = 0;
    for (std::size_t r = 0; r < static_cast<std::size_t>(batch_); ++r) {
      double sum = 0, *const row = d.data() + r * classes, of_label = row[labels[r]];
      for (std::size_t c = 0; c < classes; ++c) sum += row[c] = std::exp(row[c]);
      loss += (std::log(sum) - of_label) / batch_;
      for (std::size_t c = 0; c < classes; ++c) row[c] = (row[c] / sum - (int(c) == int(labels[r]) ? 1 : 0)) / batch_;
    }
    std::vector<double> gradient(p_.size());
    for (std::size_t i = layers_.size(); i-- > 0;) d = backward(layers_[i], values[i], values[i + 1], std::move(d), gradient);
    if (sgd)
      for (std::size_t i = 0; i < p_.size(); ++i) p_[i] -= 0.01 * gradient[i];
    else
      adam(gradient);
    return loss;
  }

 private:
  struct Layer {
    int rows, channels, taps, filters, padding;
    bool relu, pool;
    int first;  ///< of its weights

    int stride() const { return pool ? taps : 1; }
    int windows() const { return (rows + 2 * padding - taps) / stride() + 1; }
  };
  int batch_, first_ = 0, time_ = 0;
  std::vector<double> p_, m_ = std::vector<double>(p_.size()), v_ = m_;
  std::vector<Layer> layers_;

  /// Calls f(element of the input, element of the result, element of the kernel) of the first channels for every tap.
  template <class F>
  void for_each_tap(Layer const& l, F const& f) const {
    for (int b = 0; b < batch_; ++b)
      for (int y = 0; y < l.windows(); ++y)
        for (int x = 0; x < l.windows(); ++x)
          for (int i = 0; i < l.taps; ++i)
            for (int j = 0; j < l.taps; ++j) {
              int const row = y * l.stride() + i - l.padding, column = x * l.stride() + j - l.padding;
              if (row < 0 || column < 0 || row >= l.rows || column >= l.rows) continue;
              f(((b * l.rows + row) * l.rows + column) * l.channels, ((b * l.windows() + y) * l.windows() + x) * l.filters,
                l.first + (i * l.taps + j) * l.channels * l.filters);
            }
  }

  std::vector<double> forward(Layer const& l, std::vector<double> const& in) const {
    std::vector<double> out(static_cast<std::size_t>(batch_ * l.windows() * l.windows() * l.filters), l.pool ? -1e300 : 0.0);
    double const* const kernel = p_.data();
    double const* const bias = kernel + l.first + l.taps * l.taps * l.channels * l.filters;
    for_each_tap(l, [&](int from, int to, int k) {
      double *const y = out.data() + to, *const end = y + l.filters;
      double const* const x = in.data() + from;
      if (l.pool)
        for (int c = 0; c < l.channels; ++c) y[c] = std::fmax(y[c], x[c]);
      else
        for (int c = 0; c < l.channels; ++c)
          for (double *to_filter = y, *w = const_cast<double*>(kernel) + k + c * l.filters; to_filter < end;)
            *to_filter++ += x[c] * *w++;
    });
    if (!l.pool)
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] += bias[i % static_cast<std::size_t>(l.filters)];
        if (l.relu && out[i] < 0) out[i] = 0;
      }
    return out;
  }

  std::vector<double> backward(Layer const& l, std::vector<double> const& in, std::vector<double> const& out,
                               std::vector<double> d, std::vector<double>& gradient) const {
    std::vector<double> r(in.size());
    double* const dbias = gradient.data() + l.first + l.taps * l.taps * l.channels * l.filters;
    if (!l.pool)
      for (std::size_t i = 0; i < d.size(); ++i) {
        if (l.relu && out[i] <= 0) d[i] = 0;
        dbias[i % static_cast<std::size_t>(l.filters)] += d[i];
      }
    for_each_tap(l, [&](int from, int to, int k) {
      for (int c = 0; c < l.channels; ++c) {
        std::size_t const at = static_cast<std::size_t>(from + c);
        if (l.pool) {  // equal maxima would share: there are none but zeros, behind a relu
          if (in[at] == out[static_cast<std::size_t>(to + c)]) r[at] += d[static_cast<std::size_t>(to + c)];
        } else
          for (int f = 0; f < l.filters; ++f) {
            std::size_t const w = static_cast<std::size_t>(k + c * l.filters + f), y = static_cast<std::size_t>(to + f);
            r[at] += d[y] * p_[w];
            gradient[w] += d[y] * in[at];
          }
      }
    });
    return r;
  }

  void adam(std::vector<double> const& g) {
    ++time_;
    double const rate = 0.001 * std::sqrt(1 - std::pow(0.999, time_)) / (1 - std::pow(0.9, time_));
    for (std::size_t i = 0; i < g.size(); ++i) {
      m_[i] += (g[i] - m_[i]) * (1 - 0.9);
      v_[i] += (g[i] * g[i] - v_[i]) * (1 - 0.999);
      p_[i] -= rate * m_[i] / (std::sqrt(v_[i]) + 1e-7);
    }
  }
};

}  // namespace bench
