// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <cstddef>
#include <memory>
#include <utility>

/// Convolutions and pools by other libraries; each enters itself, as in peer_loops.hpp.
namespace bench {

enum class Sliding {
  conv,             ///< y of x and the kernel
  input_gradient,   ///< of x, of that of y and the kernel
  kernel_gradient,  ///< of the kernel, of x and that of y
  depthwise,        ///< a filter a channel
  max_pool,         ///< windows side by side
  avg_pool
};

/// x is [batch, rows, columns, channels], the kernel [rows, columns, channels, filters] of taps, y [batch, ..., filters]. One
/// axis is two of which the first has one row.
struct ConvJob {
  Sliding kind;
  int batch, size[2], channels, filters, taps[2];
  int stride = 1, before[2] = {}, after[2] = {};
  bool predicts = false;  ///< the kernel may be transformed beforehand
  float *x = nullptr, *kernel = nullptr, *y = nullptr;
  std::shared_ptr<void const> data{};  ///< keeps the memory

  int windows(int axis) const { return (size[axis] + before[axis] + after[axis] - taps[axis]) / stride + 1; }
  int tap_count() const { return taps[0] * taps[1]; }
  bool pools() const { return kind == Sliding::max_pool || kind == Sliding::avg_pool; }
  std::size_t x_size() const { return std::size_t(batch * size[0] * size[1] * channels); }
  std::size_t y_size() const { return std::size_t(batch * windows(0) * windows(1) * filters); }
  std::size_t kernel_size() const {
    return pools() ? 0 : std::size_t(tap_count() * channels * (kind == Sliding::depthwise ? 1 : filters));
  }
  /// How many elements the job computes.
  std::size_t result_size() const {
    return kind == Sliding::input_gradient ? x_size() : kind == Sliding::kernel_gradient ? kernel_size() : y_size();
  }

  /// f(element of x, of y, of the kernel) of the first channels and filters, for every tap that lies in the input.
  template <class F>
  void for_each_tap(F const& f) const {
    int const step = kind == Sliding::depthwise ? channels : channels * filters;
    for (int b = 0; b < batch; ++b)
      for (int r = 0; r < windows(0); ++r)
        for (int c = 0; c < windows(1); ++c)
          for (int i = 0; i < taps[0]; ++i)
            for (int j = 0; j < taps[1]; ++j) {
              int const row = r * stride + i - before[0], column = c * stride + j - before[1];
              if (row < 0 || column < 0 || row >= size[0] || column >= size[1]) continue;
              f(std::size_t(((b * size[0] + row) * size[1] + column) * channels),
                std::size_t(((b * windows(0) + r) * windows(1) + c) * filters), std::size_t((i * taps[1] + j) * step));
            }
  }
};

/// `job()` leaves the result at `result()`.
template <class Job, class Result>
Contestant conv_contestant(std::string name, ConvJob const& j, Job job, Result result) {
  return contestant(
      std::move(name), [data = j.data, job]() mutable { job(); },
      [n = j.result_size(), job, result]() mutable {
        job();
        float const* const from = result();
        return Values(from, from + n);
      });
}

using ConvPeer = void (*)(ConvJob const&, std::vector<Contestant>&);
inline std::vector<ConvPeer>& conv_peers() {
  static std::vector<ConvPeer> all;
  return all;
}
inline bool add_conv_peer(ConvPeer peer) {
  conv_peers().push_back(peer);
  return true;
}

}  // namespace bench
