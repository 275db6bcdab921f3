// SPDX-License-Identifier: MIT
#pragma once

#include "peer_conv.hpp"

#include <Eigen/Core>

#include <algorithm>

/// Convolutions and pools with Eigen: the elements of every window in a row of a matrix, and one product.
namespace bench {

class EigenConv {
 public:
  explicit EigenConv(ConvJob const& j) : j_(j), out_(j.result_size()) {
    if (!direct() && !j.pools() && j.kind != Sliding::depthwise) windows_.resize(rows(), inner());
  }
  float const* result() const { return out_.data(); }

  void operator()() {
    Map const y(j_.y, rows(), j_.filters), kernel(j_.kernel, j_.pools() ? 0 : inner(), j_.filters);
    switch (j_.kind) {
      case Sliding::conv:
        if (direct())
          MapTo(out_.data(), rows(), j_.filters).noalias() = Map(j_.x, rows(), j_.channels) * kernel;
        else {
          gather();
          MapTo(out_.data(), rows(), j_.filters).noalias() = windows_ * kernel;
        }
        return;
      case Sliding::input_gradient: windows_.noalias() = y * kernel.transpose(); return scatter();
      case Sliding::kernel_gradient:
        gather();
        MapTo(out_.data(), inner(), j_.filters).noalias() = windows_.transpose() * y;
        return;
      case Sliding::depthwise:
        std::fill(out_.begin(), out_.end(), 0.f);
        return j_.for_each_tap([&](std::size_t x, std::size_t to, std::size_t k) {
          channels(out_.data() + to) += channels(j_.x + x) * channels(j_.kernel + k);
        });
      default: return pool();
    }
  }

 private:
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Map = Eigen::Map<Matrix const>;
  using MapTo = Eigen::Map<Matrix>;
  ConvJob j_;
  std::vector<float> out_;
  Matrix windows_;

  int rows() const { return j_.batch * j_.windows(0) * j_.windows(1); }
  int inner() const { return j_.tap_count() * j_.channels; }
  bool direct() const { return j_.tap_count() == 1 && j_.kind == Sliding::conv; }
  Eigen::Map<Eigen::ArrayXf> channels(float* p) const { return {p, j_.channels}; }

  /// f(place in the windows' matrix, element of the image or nothing, how many follow) for every run of elements of a window.
  template <class F>
  void for_each_run(F const& f) {
    float* to = windows_.data();
    for (int b = 0; b < j_.batch; ++b)
      for (int r = 0; r < j_.windows(0); ++r)
        for (int c = 0; c < j_.windows(1); ++c)
          for (int i = 0; i < j_.taps[0]; ++i, to += j_.taps[1] * j_.channels) {
            int const row = r * j_.stride + i - j_.before[0], column = c * j_.stride - j_.before[1];
            bool const inside = row >= 0 && row < j_.size[0];
            int const first = inside ? std::clamp(-column, 0, j_.taps[1]) : j_.taps[1];
            int const last = inside ? std::clamp(j_.size[1] - column, first, j_.taps[1]) : j_.taps[1];
            f(to, ((b * j_.size[0] + row) * j_.size[1] + column) * j_.channels, first * j_.channels, last * j_.channels);
          }
  }
  void gather() {
    for_each_run([&](float* to, int at, int first, int last) {
      std::fill_n(to, first, 0.f);
      for (int i = first; i < last; ++i) to[i] = j_.x[at + i];
      std::fill(to + last, to + j_.taps[1] * j_.channels, 0.f);
    });
  }
  void scatter() {
    std::fill(out_.begin(), out_.end(), 0.f);
    for_each_run([&](float const* from, int at, int first, int last) {
      if (last > first)
        Eigen::Map<Eigen::ArrayXf>(out_.data() + at + first, last - first) +=
            Eigen::Map<Eigen::ArrayXf const>(from + first, last - first);
    });
  }
  void pool() {
    bool const max = j_.kind == Sliding::max_pool;
    std::fill(out_.begin(), out_.end(), max ? -1e30f : 0.f);
    int const wide = j_.windows(1) * j_.channels;
    using Rows = Eigen::Map<Eigen::ArrayXXf, 0, Eigen::OuterStride<>>;
    for (int r = 0; r < j_.batch * j_.windows(0); ++r) {
      Rows to(out_.data() + r * wide, j_.channels, j_.windows(1), Eigen::OuterStride<>(j_.channels));
      for (int i = 0; i < j_.taps[0]; ++i)
        for (int k = 0; k < j_.taps[1]; ++k) {
          Rows const from(j_.x + ((r * j_.taps[0] + i) * j_.size[1] + k) * j_.channels, j_.channels, j_.windows(1),
                          Eigen::OuterStride<>(j_.taps[1] * j_.channels));
          if (max)
            to = to.max(from);
          else
            to += from;
        }
      if (!max) to *= 1.f / static_cast<float>(j_.tap_count());
    }
  }
};

}  // namespace bench
