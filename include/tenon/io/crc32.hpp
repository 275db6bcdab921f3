// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::io::detail {

/// The CRC-32 of zip, gzip and PNG.   O(bytes)
inline std::uint32_t crc32(std::string_view bytes) {
  // table[k][b]: what the byte b does to the remainder, k bytes later
  static constexpr auto table = [] {
    std::array<std::array<std::uint32_t, 256>, 4> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t r = i;
      for (int bit = 0; bit < 8; ++bit) r = (r >> 1) ^ (r & 1U ? 0xedb88320U : 0U);
      t[0][i] = r;
    }
    for (std::size_t i = 0; i < 256; ++i)
      for (std::size_t k = 1; k < 4; ++k) t[k][i] = (t[k - 1][i] >> 8) ^ t[0][t[k - 1][i] & 0xffU];
    return t;
  }();
  auto const byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  std::uint32_t r = 0xffffffffU;
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    r ^= byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    r = table[3][r & 0xffU] ^ table[2][r >> 8 & 0xffU] ^ table[1][r >> 16 & 0xffU] ^ table[0][r >> 24];
  }
  for (; i < bytes.size(); ++i) r = (r >> 8) ^ table[0][(r ^ byte(i)) & 0xffU];
  return ~r;
}

}  // namespace tenon::io::detail
