// SPDX-License-Identifier: MIT
// .npz files: those of NumPy and of other zip programs (tests/oracle/npz.py made them), and our own.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/npz.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace tn = tenon;
namespace io = tenon::io;
using tenon_test::Bytes;

namespace {

using Kernel = tn::Tensor<float, 2, 3>;
using Bias = tn::Tensor<std::int64_t, 4>;
using Flag = tn::Tensor<bool>;

io::Npz golden(std::string const& name) {
  static auto const files = tenon_test::read_oracle("npz");
  return io::Npz(name, files.at(name));
}

template <class X>
bool equal(X const& a, X const& b) {
  for (std::size_t i = 0; i < X::size; ++i)
    if (a.data()[i] != b.data()[i]) return false;
  return true;
}

Kernel const kernel{{0.f, 0.25f, 0.5f}, {0.75f, 1.f, 1.25f}};
Bias const bias(-1, std::int64_t{1} << 40, 3, 4);

}  // namespace

TEST_CASE("npz: archives of NumPy, of streams, with comments, zip64", "[io]") {
  for (std::string const name : {"savez", "savez_compressed", "stream", "comment", "zip64"}) {
    INFO(name);
    auto const file = golden(name);
    CHECK(file.names() == std::vector<std::string>{"w", "layer/b", "flag"});
    CHECK(file.contains("layer/b"));
    CHECK(!file.contains("layer/b.npy"));
    CHECK(equal(file.load<Kernel>("w"), kernel));
    CHECK(equal(file.load<Bias>("layer/b"), bias));
    CHECK(file.load<Flag>("flag").item());
    CHECK(file.load<tn::data::Rows<float, 3>>("w").rows() == 2);
    auto const header = file.header("layer/b");
    CHECK((header.dtype == tn::DType::i64 && header.big_endian && header.shape == std::vector<std::uint64_t>{4}));
  }
  CHECK(golden("empty").names().empty());
}

TEST_CASE("npz: every kind of deflated block", "[io]") {
  auto const file = golden("deflate");
  for (auto const* name : {"stored", "fixed", "huffman"}) CHECK(equal(file.load<Kernel>(name), kernel));
  auto const far = file.load<tn::Tensor<std::uint8_t, 33000>>("far");
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < 33000; ++i) {
    std::size_t const j = i < 500 ? i : i - 32500;
    wrong += far(i) != (i < 500 || i >= 32500 ? (j * j * 31 >> 3 & 255) : 0);
  }
  CHECK(wrong == 0);
}

TEST_CASE("npz: what is saved is loaded", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("m.npz");
  auto const large = tn::Tensor<double, 50, 60>().fill(1.5);
  tn::Tensor<float, 2, 0> const none;
  tn::data::Rows<float, 2> rows(3);
  rows.row(2)[1] = 7.f;
  io::save_npz(path, {{"kernel", kernel},
                      {"layer/bias", bias},
                      {"flag", Flag(true)},
                      {"large", large},
                      {"none", none},
                      {"größe", tn::Tensor<float>(2.f)},
                      {"rows", rows}});
  auto const file = io::read_npz(path);
  CHECK(file.names() == std::vector<std::string>{"kernel", "layer/bias", "flag", "large", "none", "größe", "rows"});
  CHECK(equal(file.load<Kernel>("kernel"), kernel));
  CHECK(equal(file.load<Bias>("layer/bias"), bias));
  CHECK(file.load<Flag>("flag").item());
  CHECK(equal(file.load<tn::Tensor<double, 50, 60>>("large"), large));
  CHECK(file.header("none").shape == std::vector<std::uint64_t>{2, 0});
  CHECK(file.load<tn::Tensor<float>>("größe").item() == 2.f);
  CHECK(file.load<tn::data::Rows<float, 2>>("rows") == rows);
  Kernel target;
  file.load_into("kernel", target);
  CHECK(equal(target, kernel));
  CHECK(directory.entries() == 1);
}

TEST_CASE("npz: lists of no, one and two arrays, and of a run-time number", "[io]") {
  CHECK(io::Npz("x", io::npz_bytes({})).names().empty());
  CHECK(io::Npz("x", io::npz_bytes({{"a", kernel}})).names() == std::vector<std::string>{"a"});
  CHECK(io::Npz("x", io::npz_bytes({{"a", kernel}, {"b", bias}})).names() == std::vector<std::string>{"a", "b"});
  std::vector<io::NamedArray> entries;
  for (int i = 0; i < 1000; ++i) entries.emplace_back("layer" + std::to_string(i), kernel);
  auto const file = io::Npz("x", io::npz_bytes(entries));
  CHECK(file.names().size() == 1000);
  CHECK(equal(file.load<Kernel>("layer999"), kernel));
  CHECK(io::npz_bytes(entries) == io::npz_bytes(entries));  // no date, no chance
}

TEST_CASE("npz: checksums", "[io]") {
  CHECK(io::detail::crc32("") == 0);
  CHECK(io::detail::crc32("123456789") == 0xcbf43926);
  CHECK(io::detail::crc32("The quick brown fox jumps over the lazy dog") == 0x414fa339);
}

TEST_CASE("npz: the snippets of docs/files.md", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const in = [&](std::string const& name) { return directory.file(name); };
  {
    tn::data::Rows<float, 8> const table(5);
    io::save_npy(in("x_train.npy"), table);
    io::save_npy(in("kernel.npy"), tn::Tensor<float, 8, 30>());
    // [npy]
    auto kernel = tn::io::load_npy<tn::Tensor<float, 8, 30>>(in("kernel.npy"));    // a new tensor
    tn::io::load_npy_into(in("kernel.npy"), kernel);                               // into one that is there
    auto const x = tn::io::load_npy<tn::data::Rows<float, 8>>(in("x_train.npy"));  // as many rows as there are
    tn::io::save_npy(in("kernel.npy"), kernel);
    // [end]
    CHECK(x.rows() == 5);
  }
  {
    tn::Tensor<float, 8, 30> kernel;
    tn::Tensor<float, 30> bias;
    // [npz]
    tn::io::save_npz(in("model.npz"), {{"dense/kernel", kernel}, {"dense/bias", bias}});

    auto const file = tn::io::read_npz(in("model.npz"));
    for (auto const& name : file.names()) std::puts(name.c_str());
    file.load_into("dense/kernel", kernel);
    bias = file.load<tn::Tensor<float, 30>>("dense/bias");
    // [end]
    // [wrong]
    try {
      static_cast<void>(file.load<tn::Tensor<float, 30, 8>>("dense/kernel"));
    } catch (tn::io::Error const& error) {
      std::puts(error.what());  // model.npz: "dense/kernel": shape: expected (30, 8), found (8, 30)
    }
    // [end]
  }
}
