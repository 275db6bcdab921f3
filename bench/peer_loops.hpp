// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>

/// Elementwise loops, functions and reductions by other libraries. Each library is a file of its own, peer_*.cpp, that alone
/// includes its headers and enters itself here; CMake leaves it out where the library is not.
namespace bench {

enum class Loop {
  linear,      ///< a x + b
  squashed,    ///< tanh(a x + b) c
  huber,       ///< the mean of Huber's loss of x and y with threshold a
  sum,         ///< of x
  softmax,     ///< of each row of x
  layer_norm,  ///< of each row of x, times y, plus z; epsilon a
  transpose,   ///< of x
  tanh,
  exp,
  sigmoid,
  erf,
  gelu,
  gelu_tanh
};

/// Row after row of n floats; a vector is one row. `out` has as many as x, or one.
struct LoopJob {
  Loop loop;
  float const* x;
  float* out;
  std::size_t rows, n;
  std::shared_ptr<void const> data;  ///< keeps the memory
  float const* y = nullptr;
  float const* z = nullptr;
  float a = 0, b = 0, c = 0;

  std::size_t size() const { return rows * n; }
  std::size_t out_size() const { return loop == Loop::huber || loop == Loop::sum ? 1 : size(); }
};

/// All contestants may write the same memory: it is cleared and written anew before it is looked at.
template <class Job>
Contestant loop_contestant(std::string name, LoopJob const& l, Job job) {
  return contestant(
      std::move(name), [data = l.data, job]() mutable { job(); },
      [l, job]() mutable {
        std::fill_n(l.out, l.out_size(), 0.f);
        job();
        return Values(l.out, l.out + l.out_size());
      });
}

using LoopPeer = void (*)(LoopJob const&, std::vector<Contestant>&);
inline std::vector<LoopPeer>& loop_peers() {
  static std::vector<LoopPeer> all;
  return all;
}
inline bool add_loop_peer(LoopPeer peer) {
  loop_peers().push_back(peer);
  return true;
}
/// Those libraries that have such a loop.
inline void add_loop_peers(Row& row, LoopJob const& job) {
  for (LoopPeer const peer : loop_peers()) peer(job, row.peers);
}

}  // namespace bench
