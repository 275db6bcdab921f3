// SPDX-License-Identifier: MIT
#pragma once

#include "harness.hpp"

#include <cstdint>
#include <memory>

namespace bench {

/// c = a b of bytes, all row after row: a is m by k, unsigned or signed, b is k by n and signed, c is m by n of int32.
struct ByteJob {
  int m, n, k;
  bool left_is_unsigned;
  void const* a;
  std::int8_t const* b;
  std::int32_t* c;
  std::shared_ptr<void const> data;  ///< keeps all of it alive
};
/// Each library adds itself to this list.
using BytePeer = void (*)(ByteJob const&, std::vector<Contestant>&);
inline std::vector<BytePeer>& byte_peers() {
  static std::vector<BytePeer> all;
  return all;
}

}  // namespace bench
