// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <cstddef>
#include <memory>
#include <vector>

/// Attention by other libraries; each enters itself, as in peer_loops.hpp.
namespace bench {

/// y = softmax(scale q k^T) v for every head; all are [heads, steps, width].
struct AttentionJob {
  int heads, steps, width;
  float scale;
  float const *q, *k, *v;
  std::shared_ptr<void const> data{};  ///< keeps the memory

  std::size_t size() const { return std::size_t(heads) * std::size_t(steps) * std::size_t(width); }
};

using AttentionPeer = void (*)(AttentionJob const&, std::vector<Contestant>&);
inline std::vector<AttentionPeer>& attention_peers() {
  static std::vector<AttentionPeer> all;
  return all;
}
inline bool add_attention_peer(AttentionPeer peer) {
  attention_peers().push_back(peer);
  return true;
}

}  // namespace bench
