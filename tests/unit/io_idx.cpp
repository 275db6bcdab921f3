// SPDX-License-Identifier: MIT
// IDX files, gzipped or not: what is read, and what is said of each way in which they can be wrong.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/idx.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>

namespace tn = tenon;
namespace io = tenon::io;
using tenon_test::Bytes;
using tenon_test::bytes_of;

namespace {

using Images = tn::data::Rows<std::uint8_t, 2, 3>;
using Block = tn::Tensor<std::uint8_t, 2, 2, 3>;

Bytes bytes_of_hex(std::string const& hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

/// [2, 2, 3] bytes 0 ... 11.
Bytes plain() { return bytes_of_hex("00000803000000020000000200000003000102030405060708090a0b"); }
/// The same as Python's gzip.compress writes it, and in two members of which the first has a file name.
Bytes zipped() { return bytes_of_hex("1f8b08000000000002036360e0606660606082626606462666165636760e4e2e6e00781e23841c000000"); }
Bytes zipped_in_two() {
  return bytes_of_hex(
      "1f8b08080000000002ff782e696478006360e060666060606260000030bd03020a0000001f8b08000000000002ff63606260606066606462"
      "66616563e7e0e4e206004e3c48e712000000");
}

template <class X = Images>
std::string error_of(Bytes const& bytes) {
  X x;
  try {
    io::load_idx_into(bytes, x, "w.idx");
  } catch (io::Error const& error) {
    return error.what();
  }
  return "no error";
}

Bytes with(Bytes bytes, std::size_t at, int value) {
  bytes.at(at) = static_cast<std::byte>(value);
  return bytes;
}

}  // namespace

TEST_CASE("IDX files are read into rows and tensors, gzipped or not") {
  for (auto const& file : {plain(), zipped(), zipped_in_two()}) {
    auto const images = io::load_idx<Images>(file);
    REQUIRE(images.rows() == 2);
    auto const block = io::load_idx<Block>(file);
    for (std::size_t i = 0; i < 12; ++i) {
      CHECK(images.data()[i] == i);
      CHECK(block.data()[i] == i);
    }
  }
  CHECK(io::gunzip(io::detail::text_of(zipped())) == io::detail::text_of(plain()));
  CHECK(io::gunzip(io::detail::text_of(zipped()), "w", 5) == io::detail::text_of(plain()).substr(0, 5));
  CHECK(io::gunzip(io::detail::text_of(zipped_in_two()), "w", 20) == io::detail::text_of(plain()).substr(0, 20));
}

TEST_CASE("IDX elements are big-endian numbers of six types") {
  auto const header = [](int code) { return std::string{'\0', '\0', static_cast<char>(code), '\1', '\0', '\0', '\0', '\1'}; };
  using namespace std::string_literals;
  CHECK(io::load_idx<tn::Tensor<std::int8_t, 1>>(bytes_of(header(0x09) + "\xfe")).data()[0] == -2);
  CHECK(io::load_idx<tn::Tensor<std::int16_t, 1>>(bytes_of(header(0x0b) + "\xff\x01")).data()[0] == -255);
  CHECK(io::load_idx<tn::Tensor<std::int32_t, 1>>(bytes_of(header(0x0c) + "\x01\x02\x03\x04"s)).data()[0] == 0x01020304);
  CHECK(io::load_idx<tn::Tensor<float, 1>>(bytes_of(header(0x0d) + "\x3f\xc0\0\0"s)).data()[0] == 1.5f);
  CHECK(io::load_idx<tn::Tensor<double, 1>>(bytes_of(header(0x0e) + "\xc0\x04\0\0\0\0\0\0"s)).data()[0] == -2.5);
  CHECK(io::load_idx<tn::data::Rows<float>>(bytes_of(header(0x0d) + "\x3f\xc0\0\0"s)).rows() == 1);
}

TEST_CASE("what is wrong with an IDX file is said") {
  CHECK(error_of({}) == "w.idx: magic: expected two zero bytes, a dtype and a number of axes, found an empty file");
  CHECK(error_of(with(plain(), 0, 1)).starts_with("w.idx: magic: expected two zero bytes"));
  CHECK(error_of(with(plain(), 2, 10)) == "w.idx: dtype: expected 8, 9, 11, 12, 13 or 14, found 10");
  CHECK(error_of(with(plain(), 2, 9)) == "w.idx: dtype: expected uint8, found int8");
  CHECK(error_of(with(plain(), 3, 200)) == "w.idx: header: expected 200 extents, found the end of the file");
  CHECK(error_of(with(plain(), 15, 4)) == "w.idx: shape: expected (rows, 2, 3), found (2, 2, 4)");
  CHECK(error_of(with(plain(), 7, 3)) == "w.idx: elements: expected 18 bytes, found 12");
  CHECK(error_of(with(plain(), 7, 1)) == "w.idx: elements: expected 6 bytes, found more");
  CHECK(error_of(with(plain(), 4, 255)).starts_with("w.idx: elements: expected "));
  CHECK(error_of<Block>(with(plain(), 7, 3)) == "w.idx: shape: expected (2, 2, 3), found (3, 2, 3)");
}

TEST_CASE("what is wrong with a gzip file is said") {
  CHECK(error_of(with(zipped(), 2, 7)) == "w.idx: gzip: compression: expected 8 (deflated), found 7");
  CHECK(error_of(with(zipped(), 3, 128)) == "w.idx: gzip: flags: expected none that are reserved, found 128");
  auto damaged = zipped();
  damaged[damaged.size() - 8] ^= std::byte{1};
  CHECK(error_of(damaged).find("the file is damaged") != std::string::npos);
  damaged = zipped();
  damaged[damaged.size() - 4] ^= std::byte{1};
  CHECK(error_of(damaged) == "w.idx: size: expected 29 bytes (modulo 2^32), found 28");
  auto more = zipped();
  more.push_back(std::byte{0});
  CHECK(error_of(more).starts_with("w.idx: gzip: expected a member at byte "));
}

TEST_CASE("an IDX or gzip file cut anywhere, or with any bit changed, is refused or read as it says") {
  for (auto const& file : {plain(), zipped(), zipped_in_two()}) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      INFO(length);
      CHECK(error_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length))) != "no error");
    }
    for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
      auto changed = file;
      changed[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
      static_cast<void>(error_of(changed));  // under a sanitizer this says more
    }
  }
}

TEST_CASE("MNIST is read as it was published") {
  std::string const folder = TENON_SHARED_DIR "/data/";
  if (!std::filesystem::exists(folder + "t10k-images-idx3-ubyte.gz")) {
    WARN("SKIPPED: no MNIST here");
    return;
  }
  // [idx]
  auto const images = io::load_idx<tn::data::Rows<std::uint8_t, 28, 28>>(folder + "t10k-images-idx3-ubyte.gz");
  auto const labels = io::load_idx<tn::data::Rows<std::uint8_t>>(folder + "t10k-labels-idx1-ubyte.gz");
  // [end]
  REQUIRE(images.rows() == 10000);
  REQUIRE(labels.rows() == 10000);
  auto const pixels = images.values();
  CHECK(std::accumulate(pixels.begin(), pixels.end(), 0.0) / double(pixels.size()) == Approx(33.7912).epsilon(1e-5));
  CHECK(std::count(labels.values().begin(), labels.values().end(), std::uint8_t{3}) == 1010);
  CHECK(labels.data()[0] == 7);
}
