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
    std::array<std::array<std::uint32_t, 256>, 8> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t r = i;
      for (int bit = 0; bit < 8; ++bit) r = (r >> 1) ^ (r & 1U ? 0xedb88320U : 0U);
      t[0][i] = r;
    }
    for (std::size_t i = 0; i < 256; ++i)
      for (std::size_t k = 1; k < 8; ++k) t[k][i] = (t[k - 1][i] >> 8) ^ t[0][t[k - 1][i] & 0xffU];
    return t;
  }();
  auto const byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  std::uint32_t r = 0xffffffffU;
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    r ^= byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    r = table[7][r & 0xffU] ^ table[6][r >> 8 & 0xffU] ^ table[5][r >> 16 & 0xffU] ^ table[4][r >> 24] ^ table[3][byte(i + 4)] ^
        table[2][byte(i + 5)] ^ table[1][byte(i + 6)] ^ table[0][byte(i + 7)];
  }
  for (; i < bytes.size(); ++i) r = (r >> 8) ^ table[0][(r ^ byte(i)) & 0xffU];
  return ~r;
}

}  // namespace tenon::io::detail
