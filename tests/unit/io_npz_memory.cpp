// SPDX-License-Identifier: MIT
// Whatever a .npy or .npz file promises, no more memory is asked for than file and tensor deserve.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/npz.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

namespace {
std::size_t largest = 0;  // request for memory

void* allocate(std::size_t bytes, std::size_t alignment) {
  largest = std::max(largest, bytes);
  std::size_t const size = (bytes + alignment - 1) / alignment * alignment;
  if (void* p = std::aligned_alloc(alignment, size == 0 ? alignment : size)) return p;
  throw std::bad_alloc();
}
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t n) { return allocate(n, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new[](std::size_t n) { return allocate(n, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new(std::size_t n, std::align_val_t a) { return allocate(n, static_cast<std::size_t>(a)); }
[[gnu::noinline]] void* operator new[](std::size_t n, std::align_val_t a) { return allocate(n, static_cast<std::size_t>(a)); }
[[gnu::noinline]] void* operator new(std::size_t n, std::nothrow_t const&) noexcept {
  return allocate(n, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new[](std::size_t n, std::nothrow_t const&) noexcept {
  return allocate(n, alignof(std::max_align_t));
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete[](void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace tn = tenon;
namespace io = tenon::io;

namespace {

using Table = tn::data::Rows<float, 3>;

/// The largest request while something is read, which may end in an error.
template <class Action>
std::size_t largest_in(Action action) {
  largest = 0;
  try {
    action();
  } catch (io::Error const&) {}
  return largest;
}

}  // namespace

TEST_CASE("npz: any byte may be as large as it can", "[io]") {
  for (std::string const format : {"npy", "npz"})
    for (auto const& [name, whole] : tenon_test::read_oracle(format)) {
      INFO(format << ": " << name);
      std::size_t most = 0;
      for (std::size_t at = 0; at < whole.size(); ++at)
        for (std::size_t const width : {1U, 2U, 4U, 8U}) {
          auto bytes = whole;
          std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), std::min(width, whole.size() - at),
                      at % 2 == 0 ? std::byte{0xff} : std::byte{'9'});
          most = std::max({most, largest_in([&] { static_cast<void>(io::load_npy<Table>(bytes)); }),
                           largest_in([&] { static_cast<void>(io::Npz("m.npz", bytes).load<Table>("w")); })});
        }
      CHECK(most <= (std::size_t{1} << 17));  // inflating begins with 64 KiB
    }
}

TEST_CASE("npz: an archive that unpacks to much more than the tensor", "[io]") {
  std::string stream;
  std::uint64_t bits = 0;
  unsigned count = 0;
  auto const put = [&](std::uint64_t value, unsigned n) {
    bits |= value << count;
    for (count += n; count >= 8; count -= 8, bits >>= 8) stream += static_cast<char>(bits & 0xff);
  };
  put(3, 3);                                      // the last block, fixed codes
  put(0x0c, 8);                                   // the literal 0, its code 00110000 from its highest bit
  for (int i = 0; i < 40000; ++i) put(0xa3, 13);  // length 258 is 11000101, distance 1 is 00000
  put(0, 14);                                     // the end, 0000000, and what fills a byte
  auto const inflate = [&](std::size_t limit) { return io::detail::Inflater<>::run(std::as_bytes(std::span(stream)), limit); };
  io::detail::Inflated<std::string> result;
  CHECK(largest_in([&] { result = inflate(1000); }) < 20000);
  CHECK(result.fault == nullptr);
  CHECK(result.bytes == std::string(1000, '\0'));
  CHECK(!result.whole);
  result = inflate(std::size_t{1} << 40);
  CHECK((result.whole && result.bytes.size() == 1 + 258 * 40000));
}
