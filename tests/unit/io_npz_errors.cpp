// SPDX-License-Identifier: MIT
// Each way a .npz file can be wrong, and the words that say so; whatever the bytes, an error writes nothing.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/data/mt19937.hpp>
#include <tenon/io/npz.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tn = tenon;
namespace io = tenon::io;
using tenon_test::Bytes;
using tenon_test::contains;

namespace {

using Matrix = tn::Tensor<float, 2, 3>;

std::map<std::string, Bytes> const& golden() {
  static auto const files = tenon_test::read_oracle("npz");
  return files;
}

std::string error_of(Bytes const& bytes, std::string const& name = "w") {
  Matrix x;
  x.fill(-7.f);
  try {
    io::Npz("m.npz", bytes).load_into(name, x);
  } catch (io::Error const& error) {
    for (auto const v : x)
      if (v != -7.f) return "written to in spite of an error";
    return error.what();
  }
  return "no error";
}

/// Two arrays as we write them: their headers at 0 and `second`, the directory at `directory`, its entries of 51 bytes.
Bytes archive() {
  Matrix m;
  m.fill(2.f);
  return io::npz_bytes({{"w", m}, {"b", tn::Tensor<double>(1.)}});
}
constexpr std::size_t second = 35 + 128 + 24, directory = second + 35 + 128 + 8, end = directory + 2 * 51;

Bytes with(Bytes bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) bytes[at + i] = static_cast<std::byte>(value >> (8 * i));
  return bytes;
}
std::string changed(std::size_t at, std::uint64_t value, std::size_t width) {
  return error_of(with(archive(), at, value, width));
}

}  // namespace

TEST_CASE("npz errors: arrays that are not there, or are others", "[io]") {
  CHECK(error_of(archive()) == "no error");
  CHECK(error_of(archive(), "x") == R"(m.npz: there is no array "x": the file has "w", "b")");
  CHECK(error_of(golden().at("empty")) == R"(m.npz: there is no array "w": it is empty)");
  CHECK(error_of(archive(), "b") == R"(m.npz: "b": dtype: expected float32, found float64)");
  CHECK(error_of(io::npz_bytes({{"w", tn::Tensor<float, 3, 2>()}})) == R"(m.npz: "w": shape: expected (2, 3), found (3, 2))");
  // Much larger arrays are not unpacked before they are refused.
  CHECK(error_of(io::npz_bytes({{"w", tn::Tensor<float, 500, 500>()}})) ==
        R"(m.npz: "w": shape: expected (2, 3), found (500, 500))");
  CHECK(error_of(golden().at("deflate"), "far") == R"(m.npz: "far": dtype: expected float32, found uint8)");
  CHECK_THROWS_WITH(io::save_npz("unused.npz", {{"a", Matrix()}, {"a", Matrix()}}),
                    R"(unused.npz: expected different names, found "a" twice)");
  auto twice = archive();
  for (auto const at : {second + 30, directory + 51 + 46}) twice[at] = std::byte{'w'};
  CHECK(error_of(twice) == R"(m.npz: expected different names, found "w" twice)");
}

TEST_CASE("npz errors: files that are none", "[io]") {
  CHECK(error_of({}) == "m.npz: expected a zip archive, found an empty file");
  CHECK(error_of(tenon_test::bytes_of("a,b\n1,2\n")) ==
        "m.npz: expected a zip archive, found no record at its end: cut off, or another kind of file");
  CHECK(error_of(io::npy_bytes(Matrix())) == "m.npz: expected a zip archive, found a .npy file, which load_npy reads");
  CHECK_THROWS_WITH(io::read_npz("/none/m.npz"), "/none/m.npz: cannot open the file: No such file or directory");
  for (auto const& [name, bytes] : golden())
    for (std::size_t size = 0; size < bytes.size(); ++size)
      if (name != "comment")
        REQUIRE(error_of(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)))
                    .starts_with("m.npz: expected a zip archive, found "));
}

TEST_CASE("npz errors: the record at the end", "[io]") {
  CHECK(changed(end + 4, 1, 2) == "m.npz: expected an archive in one part, found part 2");
  CHECK(changed(end + 10, 3, 2) == "m.npz: directory: expected 3 entries, found 2");
  CHECK(changed(end + 10, 0xffff, 2) == "m.npz: directory: expected 65535 entries, found 2");
  CHECK(changed(end + 12, 51, 4) == "m.npz: directory: expected 2 entries, found 1");
  CHECK(changed(end + 12, 50, 4) ==
        "m.npz: directory: expected an entry at byte " + std::to_string(directory) + ", found none that is whole");
  CHECK(changed(end + 12, 0xfffffff0, 4) ==
        "m.npz: directory: expected it inside the archive, found 4294967280 bytes at " + std::to_string(directory));
  CHECK(changed(end + 16, 0xffffffff, 4) == "m.npz: directory: expected it inside the archive, found 102 bytes at 4294967295");
  CHECK(changed(end + 16, directory - 1, 4) ==
        "m.npz: directory: expected an entry at byte " + std::to_string(directory - 1) + ", found none that is whole");
}

TEST_CASE("npz errors: entries out of range, overlapping, of other names", "[io]") {
  auto const first = directory, next = directory + 51;
  CHECK(changed(first + 42, directory, 4) ==
        R"(m.npz: "w.npy": expected it inside the archive, found 152 bytes at )" + std::to_string(directory));
  CHECK(changed(first + 42, 0xfffffffe, 4) == R"(m.npz: "w.npy": expected it inside the archive, found 152 bytes at 4294967294)");
  CHECK(changed(first + 42, 1, 4) == R"(m.npz: "w.npy": expected its header at byte 1, found none)");
  CHECK(changed(first + 42, second, 4) == R"(m.npz: "w.npy": expected this name in its header, found "b.npy")");
  CHECK(changed(first + 20, 0xfffffffe, 4) == R"(m.npz: "w.npy": expected it inside the archive, found 4294967294 bytes at 0)");
  CHECK(changed(first + 20, 0xffffffff, 4) == R"(m.npz: "w.npy": expected it inside the archive, found 4294967295 bytes at 0)");
  CHECK(changed(first + 20, 153, 4) ==
        R"(m.npz: "b.npy": expected entries that do not overlap, found one that begins inside "w.npy")");
  CHECK(changed(28, 0xffff, 2) == R"(m.npz: "w.npy": expected it inside the archive, found 152 bytes at 0)");
  CHECK(changed(next + 20, 137, 4) ==
        R"(m.npz: "b.npy": expected it inside the archive, found 137 bytes at )" + std::to_string(second));
  auto same = with(archive(), next + 42, 0, 4);  // two entries of one name and place
  same = with(same, next + 46, 'w', 1);
  CHECK(error_of(same) == R"(m.npz: "w.npy": expected entries that do not overlap, found one that begins inside "w.npy")");
}

TEST_CASE("npz errors: entries that cannot be read", "[io]") {
  auto const sum = error_of(with(archive(), 35 + 128, 0x3f, 1));
  CHECK_THAT(sum, contains(R"(m.npz: "w.npy": checksum: expected CRC-32 )") && contains(": the file is damaged"));
  CHECK_THAT(changed(directory + 16, 1, 4), contains(R"(m.npz: "w.npy": checksum: expected CRC-32 1, found )"));
  CHECK(changed(directory + 8, 1, 2) == R"(m.npz: "w.npy": expected an entry that is not encrypted)");
  CHECK(changed(directory + 24, 151, 4) == R"(m.npz: "w.npy": size: expected 152, as it is stored, found 151)");
  CHECK(error_of(golden().at("bzip2")) == R"(m.npz: "w.npy": compression: expected 0 (stored) or 8 (deflated), found 12)");
  CHECK(error_of(io::npz_bytes({{"a", Matrix()}}), "a") == "no error");
  CHECK(changed(directory + 10, 8, 2).starts_with(R"(m.npz: "w.npy": )"));  // not deflated at all
}

TEST_CASE("npz errors: deflated entries of another size than they say", "[io]") {
  auto bytes = golden().at("savez_compressed");
  auto const signature = tenon_test::bytes_of("PK\x01\x02");
  auto const entry =
      static_cast<std::size_t>(std::search(bytes.begin(), bytes.end(), signature.begin(), signature.end()) - bytes.begin());
  CHECK(error_of(bytes) == "no error");
  CHECK(error_of(with(bytes, entry + 24, 151, 4)) == R"(m.npz: "w.npy": size: expected 151 bytes, found more)");
  CHECK(error_of(with(bytes, entry + 24, 153, 4)) == R"(m.npz: "w.npy": size: expected 153 bytes, found 152)");
  CHECK(error_of(with(bytes, entry + 20, 60, 4)) == R"(m.npz: "w.npy": deflated bytes: it ends too early)");
  // A size that no stream could have asks for no memory.
  CHECK(error_of(with(bytes, entry + 24, 0xfffffff0, 4)) == R"(m.npz: "w.npy": size: expected 4294967280 bytes, found 152)");
}

TEST_CASE("npz: every file with some bytes changed is loaded or refused", "[io]") {
  std::size_t loaded = 0, refused = 0;
  auto const load = [&](Bytes const& bytes) {
    auto const text = error_of(bytes);
    ++(text == "no error" ? loaded : refused);
    REQUIRE((text == "no error" || text.starts_with("m.npz: ")));
    REQUIRE(text.size() < 4000);
    REQUIRE(std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }));
    try {  // rows know less of what to expect
      static_cast<void>(io::Npz("m.npz", bytes).load<tn::data::Rows<float, 3>>("w"));
    } catch (io::Error const&) {
      ++refused;
    }
  };
  for (std::string const name : {"savez", "savez_compressed", "stream", "zip64"}) {
    auto const& whole = golden().at(name);
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (unsigned const change : {1U, 4U, 32U, 128U, 255U}) {
        auto bytes = whole;
        bytes[at] ^= static_cast<std::byte>(change);
        load(bytes);
      }
    tn::data::Mt19937 random(7);
    auto const below = [&](std::size_t n) { return random() % n; };
    for (int i = 0; i < 3000; ++i) {
      auto bytes = whole;
      for (auto left = 1 + below(4); left > 0; --left) {
        auto const at = below(bytes.size());
        auto const place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        switch (below(4)) {
          case 0: bytes[at] = static_cast<std::byte>(below(256)); break;
          case 1: bytes[at] = std::byte{0xff}; break;
          case 2: bytes.insert(place, static_cast<std::byte>(below(256))); break;
          default: bytes.erase(place); break;
        }
      }
      load(bytes);
    }
  }
  CHECK(loaded > 1000);
  CHECK(refused > 10000);
}
