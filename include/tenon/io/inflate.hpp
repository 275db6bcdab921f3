// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tenon::io::detail {

/// What a deflated stream (RFC 1951) holds.
template <class Bytes>
struct Inflated {
  Bytes bytes;
  char const* fault = nullptr;  ///< what is wrong with the stream
  bool whole = false;           ///< its end was reached
  std::size_t used = 0;         ///< of the stream's bytes, when it is whole
};

/// Decodes a deflated stream, or the first `limit` bytes of what it holds. Our own, because a header-only library that
/// needed zlib would ask its users to link it. No stream can make it read or write outside its memory, or allocate more
/// than 64 KiB or twice of what it decodes.   O(bytes)
template <class Bytes = std::string>
class Inflater {
 public:
  static Inflated<Bytes> run(std::span<std::byte const> stream, std::size_t limit) {
    Inflater inflater(stream, limit);
    inflater.blocks();
    inflater.out_.resize(inflater.size_);
    auto const used = inflater.at_ - inflater.bit_count_ / 8;
    return {std::move(inflater.out_), inflater.fault_, inflater.whole_, used};
  }

 private:
  static constexpr unsigned longest_code = 15;

  Inflater(std::span<std::byte const> in, std::size_t limit) : in_(in), limit_(limit) {}

  /// A Huffman code as a table: the next bits of the stream to symbol and length.
  class Code {
   public:
    /// False where the lengths are of no prefix code; as in zlib, only a single code may leave bits without meaning.
    bool assign(std::span<std::uint8_t const> lengths) {
      std::array<unsigned, longest_code + 1> count{}, next{};
      for (auto const length : lengths) ++count[length];
      count[0] = 0;
      bits_ = longest_code;
      while (bits_ > 1 && count[bits_] == 0) --bits_;
      unsigned used = 0;  // of the 2^15 words of 15 bits
      for (unsigned length = 1; length <= longest_code; ++length) {
        next[length] = used >> (longest_code - length);
        used += count[length] << (longest_code - length);
      }
      if (used > 1U << longest_code || (used < 1U << longest_code && (bits_ > 1 || count[1] > 1))) return false;
      table_.assign(std::size_t{1} << bits_, 0);
      for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        unsigned const length = lengths[symbol];
        if (length == 0) continue;
        unsigned const code = next[length]++;
        unsigned reversed = 0;  // codes are sent from their highest bit
        for (unsigned i = 0; i < length; ++i) reversed |= (code >> i & 1U) << (length - 1 - i);
        for (std::size_t i = reversed; i < table_.size(); i += std::size_t{1} << length)
          table_[i] = static_cast<std::uint16_t>(symbol << 4 | length);
      }
      return true;
    }
    unsigned bits() const { return bits_; }
    /// symbol << 4 | length, 0 for bits without meaning.
    unsigned operator[](std::size_t bits) const { return table_[bits]; }

   private:
    std::vector<std::uint16_t> table_;
    unsigned bits_ = 1;
  };

  bool fail(char const* fault) {
    fault_ = fault;
    return false;
  }
  bool ends_early() { return fail("it ends too early"); }

  void refill() {
    while (bit_count_ <= 56 && at_ < in_.size()) {
      bits_ |= std::to_integer<std::uint64_t>(in_[at_++]) << bit_count_;
      bit_count_ += 8;
    }
  }
  bool take(unsigned count, unsigned& value) {
    if (bit_count_ < count) refill();
    if (bit_count_ < count) return ends_early();
    value = static_cast<unsigned>(bits_ & ((std::uint64_t{1} << count) - 1));
    drop(count);
    return true;
  }
  void drop(unsigned count) {
    bits_ >>= count;
    bit_count_ -= count;
  }
  bool take(Code const& code, unsigned& symbol) {
    if (bit_count_ < longest_code) refill();
    auto const entry = code[bits_ & ((std::uint64_t{1} << code.bits()) - 1)];
    unsigned const length = entry & 15U;
    if (length == 0) return fail("it has a code without meaning");
    if (length > bit_count_) return ends_early();
    drop(length);
    symbol = entry >> 4;
    return true;
  }

  // Each of these is false at a fault, and where the limit is reached.
  void blocks() {
    for (unsigned last = 0; last == 0;) {
      unsigned kind = 0;
      if (!take(1, last) || !take(2, kind)) return;
      bool const done = kind == 0 ? stored() : kind == 3 ? fail("it has a block of an unknown kind") : coded(kind == 2);
      if (!done) return;
    }
    whole_ = true;
  }

  bool stored() {
    drop(bit_count_ % 8);
    unsigned length = 0, inverse = 0;
    if (!take(16, length) || !take(16, inverse)) return false;
    if ((length ^ 0xffffU) != inverse) return fail("a stored block has a wrong length");
    for (unsigned byte = 0; length > 0; --length)
      if (!take(8, byte) || !put(byte)) return false;
    return true;
  }

  /// Makes room for some more bytes; gives how many, at most those to the limit.
  std::size_t room(std::size_t wanted) {
    constexpr std::size_t first = std::size_t{1} << 16;
    if (limit_ - size_ < wanted) wanted = limit_ - size_;
    if (out_.size() - size_ < wanted) {
      std::size_t const more = 2 * out_.size() < first ? first : 2 * out_.size();
      out_.resize(limit_ < more ? limit_ : more);
    }
    return wanted;
  }
  bool put(unsigned byte) {
    if (size_ == out_.size() && room(1) == 0) return false;
    out_[size_++] = static_cast<char>(byte);
    return true;
  }

  bool coded(bool dynamic) {
    if (!(dynamic ? read_codes() : fixed_codes())) return false;
    for (unsigned symbol = 0;;) {
      if (!take(literals_, symbol)) return false;
      if (symbol == 256) return true;
      if (!(symbol < 256 ? put(symbol) : repeat(symbol - 257))) return false;
    }
  }

  bool repeat(unsigned symbol) {
    static constexpr std::uint16_t length_from[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static constexpr std::uint8_t length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                   2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static constexpr std::uint16_t distance_from[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                                      33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                                      1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    if (symbol >= std::size(length_from)) return fail("it has a length without meaning");
    unsigned extra = 0, code = 0, more = 0;
    if (!take(length_bits[symbol], extra) || !take(distances_, code)) return false;
    if (code >= std::size(distance_from)) return fail("it has a distance without meaning");
    if (!take(code < 4 ? 0 : code / 2 - 1, more)) return false;
    std::size_t const distance = distance_from[code] + more;
    if (distance > size_) return fail("it refers to what stands before its beginning");
    std::size_t const length = length_from[symbol] + extra;
    auto const count = room(length);
    for (std::size_t i = 0; i < count; ++i, ++size_) out_[size_] = out_[size_ - distance];  // both may overlap
    return count == length;
  }

  bool fixed_codes() {
    std::array<std::uint8_t, 288> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    literals_.assign(lengths);
    for (std::size_t i = 0; i < 32; ++i) lengths[i] = 5;
    distances_.assign({lengths.data(), 32});
    return true;
  }

  bool read_codes() {
    static constexpr std::uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    unsigned literals = 0, distances = 0, kinds = 0, length = 0;
    if (!take(5, literals) || !take(5, distances) || !take(4, kinds)) return false;
    literals += 257;
    distances += 1;
    if (literals > 286 || distances > 30) return fail("a block has too many codes");
    std::array<std::uint8_t, 286 + 30> lengths{};
    for (unsigned i = 0; i < kinds + 4; ++i) {
      if (!take(3, length)) return false;
      lengths[order[i]] = static_cast<std::uint8_t>(length);
    }
    if (!literals_.assign({lengths.data(), 19})) return fail("a block has impossible codes");
    lengths.fill(0);
    for (std::size_t at = 0; at < literals + distances;) {
      unsigned symbol = 0, times = 1, more = 0;
      if (!take(literals_, symbol)) return false;
      if (symbol >= 16) {  // the last length or zero, repeated
        if (symbol == 16 && at == 0) return fail("a block repeats a length that it has not");
        if (!take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7, more)) return false;
        times = more + (symbol == 18 ? 11 : 3);
        symbol = symbol == 16 ? lengths[at - 1] : 0;
      }
      if (times > literals + distances - at) return fail("a block has too many lengths");
      for (; times > 0; --times) lengths[at++] = static_cast<std::uint8_t>(symbol);
    }
    if (lengths[256] == 0) return fail("a block has no end");
    if (!literals_.assign({lengths.data(), literals}) || !distances_.assign({lengths.data() + literals, distances}))
      return fail("a block has impossible codes");
    return true;
  }

  std::span<std::byte const> in_;
  std::size_t limit_;
  std::size_t at_ = 0;
  std::uint64_t bits_ = 0;
  unsigned bit_count_ = 0;
  Bytes out_;
  std::size_t size_ = 0;
  Code literals_, distances_;
  char const* fault_ = nullptr;
  bool whole_ = false;
};

}  // namespace tenon::io::detail
