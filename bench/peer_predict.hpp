// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <cstddef>
#include <memory>
#include <utility>

/// Inference by other libraries; each enters itself, as in peer_loops.hpp.
namespace bench {

enum class Network {
  small,  ///< 8-30-1, selu
  dense,  ///< 784-100-10, relu, softmax
  wide,   ///< 784-512-512-10, relu, softmax
  lenet   ///< 28x28, 5x5x6 with zeros around, pool, 5x5x16, pool, 120-84-10, relu, softmax
};
/// Of the dense layers from the first input on.
inline std::vector<int> widths(Network n) {
  switch (n) {
    case Network::small: return {8, 30, 1};
    case Network::dense: return {784, 100, 10};
    case Network::wide: return {784, 512, 512, 10};
    case Network::lenet: break;
  }
  return {400, 120, 84, 10};
}

/// `weights`: of every layer its kernel [inputs, units] or [5, 5, channels, filters], then its bias. `x` and `y` row by row,
/// images of one channel.
struct PredictJob {
  Network network;
  int rows;
  float const *weights, *x;
  float* y;
  std::shared_ptr<void const> data;  ///< keeps the memory
  std::size_t size() const { return static_cast<std::size_t>(rows * widths(network).back()); }
};

/// `job()` leaves the predictions at `y()`.
template <class Job, class Y>
Contestant predict_contestant(std::string name, PredictJob const& p, Job job, Y y) {
  return contestant(
      std::move(name), [data = p.data, job]() mutable { job(); },
      [n = p.size(), job, y]() mutable {
        job();
        float const* const from = y();
        return Values(from, from + n);
      });
}

using PredictPeer = void (*)(PredictJob const&, std::vector<Contestant>&);
inline std::vector<PredictPeer>& predict_peers() {
  static std::vector<PredictPeer> all;
  return all;
}
inline bool add_predict_peer(PredictPeer peer) {
  predict_peers().push_back(peer);
  return true;
}

}  // namespace bench
