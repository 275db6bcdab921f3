// SPDX-License-Identifier: MIT
// .npy files: those of NumPy (tests/oracle/npy.py made them) and our own, which are equal to them.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/npy.hpp>
#include <tenon/tensor/param.hpp>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace tn = tenon;
namespace io = tenon::io;
namespace fs = std::filesystem;
using tenon_test::Bytes;

namespace {

/// What npy.py puts at place i.
template <class T>
T value(std::size_t i) {
  auto const v = static_cast<int>((i * 37 + 11) % 101);
  if constexpr (std::is_same_v<T, bool>)
    return v % 2 != 0;
  else if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(v - 50) * T{0.25};
  else
    return static_cast<T>(std::is_signed_v<T> ? v - 50 : v);
}

template <class X>
X expected() {
  X x;
  for (std::size_t i = 0; i < X::size; ++i) x.data()[i] = value<typename X::value_type>(i);
  return x;
}

template <class X>
bool same_bytes(X const& a, X const& b) {
  return std::memcmp(a.data(), b.data(), X::size * sizeof(typename X::value_type)) == 0;
}

template <class T>
std::string descr() {
  auto const kind = std::is_same_v<T, bool> ? "b" : std::is_floating_point_v<T> ? "f" : std::is_signed_v<T> ? "i" : "u";
  return kind + std::to_string(sizeof(T));
}

/// NumPy's file of this name is read, and written again.
template <class X>
void check(std::string const& name, bool written_as = true) {
  static auto const files = tenon_test::read_oracle("npy");
  INFO(name);
  auto const& bytes = files.at(name);
  auto const x = io::load_npy<X>(bytes);
  CHECK(same_bytes(x, expected<X>()));
  if (written_as) CHECK(io::npy_bytes(x) == bytes);
}

}  // namespace

TEMPLATE_TEST_CASE("npy: NumPy's files of every dtype, both byte orders and both memory orders", "[io]", bool, std::int8_t,
                   std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, float,
                   double) {
  using X = tn::Tensor<TestType, 2, 3>;
  for (std::string const order : {"<", ">"}) {
    auto const first = sizeof(TestType) == 1 ? "|" : order;
    check<X>(first + descr<TestType>() + " C (2, 3)", first != ">");
    check<X>(first + descr<TestType>() + " F (2, 3)", false);
  }
}

TEST_CASE("npy: NumPy's files of every rank", "[io]") {
  for (std::string const memory : {"C", "F"}) {
    check<tn::Tensor<float>>("<f4 " + memory + " ()");
    check<tn::Tensor<float, 5>>("<f4 " + memory + " (5,)");
    check<tn::Tensor<float, 0>>("<f4 " + memory + " (0,)");
    check<tn::Tensor<float, 2, 0, 3>>("<f4 " + memory + " (2, 0, 3)");
    check<tn::Tensor<float, 2, 3, 4>>("<f4 " + memory + " (2, 3, 4)", memory == "C");
    check<tn::Tensor<float, 2, 1, 3, 2>>("<f4 " + memory + " (2, 1, 3, 2)", memory == "C");
  }
}

TEST_CASE("npy: formats 2.0 and 3.0 are read", "[io]") {
  check<tn::Tensor<float, 2, 3>>("version 2.0", false);
  check<tn::Tensor<float, 2, 3>>("version 3.0", false);
}

TEST_CASE("npy: values keep their bits", "[io]") {
  auto const files = tenon_test::read_oracle("npy");
  using F = std::numeric_limits<float>;
  auto const f = io::load_npy<tn::Tensor<float, 7>>(files.at("special f4"));
  tn::Tensor<float, 7> const wanted_f(F::quiet_NaN(), F::infinity(), -F::infinity(), -0.f, F::max(), F::min(), F::min() / 4);
  CHECK(same_bytes(f, wanted_f));
  using D = std::numeric_limits<double>;
  auto const d = io::load_npy<tn::Tensor<double, 7>>(files.at("special f8"));
  tn::Tensor<double, 7> const wanted_d(D::quiet_NaN(), D::infinity(), -D::infinity(), -0., D::max(), D::min(), D::min() / 4);
  CHECK(same_bytes(d, wanted_d));
  CHECK(io::npy_bytes(d) == files.at("special f8"));
  auto const i = io::load_npy<tn::Tensor<std::int64_t, 3>>(files.at("special i8"));
  CHECK((i(0) == std::numeric_limits<std::int64_t>::min() && i(1) == -1 && i(2) == std::numeric_limits<std::int64_t>::max()));
  auto const u = io::load_npy<tn::Tensor<std::uint64_t, 2>>(files.at("special u8"));
  CHECK((u(0) == 0 && u(1) == std::numeric_limits<std::uint64_t>::max()));
}

TEST_CASE("npy: rows take as many as there are", "[io]") {
  auto const files = tenon_test::read_oracle("npy");
  auto const rows = io::load_npy<tn::data::Rows<double, 3>>(files.at("rows"));
  REQUIRE(rows.rows() == 4);
  for (std::size_t i = 0; i < 12; ++i) CHECK(rows.values()[i] == value<double>(i));
  CHECK(io::npy_bytes(rows) == files.at("rows"));
  CHECK(io::load_npy<tn::data::Rows<float>>(files.at("<f4 C (5,)")).rows() == 5);
  CHECK(io::load_npy<tn::data::Rows<float>>(files.at("<f4 C (0,)")).rows() == 0);
  auto const blocks = io::load_npy<tn::data::Rows<float, 3, 4>>(files.at("<f4 F (2, 3, 4)"));
  CHECK(blocks.row(1)[11] == value<float>(23));
}

TEMPLATE_TEST_CASE("npy: what is saved is loaded", "[io]", bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t,
                   std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, float, double) {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("x.npy");
  auto const round_trip = [&]<class X>(std::type_identity<X>) {
    auto const x = expected<X>();
    io::save_npy(path, x);
    CHECK(same_bytes(io::load_npy<X>(path), x));
    CHECK(tenon_test::read_bytes(path) == io::npy_bytes(x));
    auto const header = io::npy_header(path);
    CHECK(header.dtype == tn::dtype_of<TestType>);
    CHECK(header.shape.size() == X::rank);
  };
  round_trip(std::type_identity<tn::Tensor<TestType>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 7>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 0>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 3, 5>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 4, 0, 2>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 2, 3, 4>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 2, 1, 3, 2>>{});
  round_trip(std::type_identity<tn::Tensor<TestType, 1, 2, 1, 2, 1, 2, 1, 2>>{});
  CHECK(directory.entries() == 1);
}

TEST_CASE("npy: every storage, and parameters", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("x.npy");
  tn::Param<float, 2, 3> parameter;
  parameter.fill(2.5f);
  io::save_npy(path, parameter);

  tn::BasicTensor<float, tn::Shape<2, 3>, tn::storage::Heap> heap;
  auto const moved_to = std::move(heap);
  io::load_npy_into(path, heap);  // moved from: it gets memory again
  CHECK(heap(1, 2) == 2.5f);
  tn::Variable<float, 2, 3> variable;
  io::load_npy_into(path, variable);
  CHECK(variable(1, 2) == 2.5f);

  std::array<float, 7> memory{};
  io::load_npy_into(path, tn::TensorRef<float, 2, 3>(memory.data()));
  CHECK((memory[0] == 2.5f && memory[5] == 2.5f && memory[6] == 0.f));
  io::save_npy(path, tn::TensorRef<float, 3>(memory.data() + 4));
  auto const tail = io::load_npy<tn::Tensor<float, 3>>(path);
  CHECK((tail(0) == 2.5f && tail(1) == 2.5f && tail(2) == 0.f));

  auto const large = expected<tn::Tensor<double, 300, 70>>();
  io::save_npy(path, large);
  CHECK(same_bytes(io::load_npy<tn::Tensor<double, 300, 70>>(path), large));

  static_assert(!io::NpyArray<float> && !io::NpyArray<std::string>);
  static_assert(io::NpyTarget<tn::Tensor<float>&> && !io::NpyTarget<tn::Tensor<float> const&>);
}

TEST_CASE("npy: any byte but 0 is true", "[io]") {
  auto bytes = io::npy_bytes(tn::Tensor<bool, 3>(false, true, true));
  bytes.back() = std::byte{0x80};
  tn::Tensor<bool, 3> const t = io::load_npy<tn::Tensor<bool, 3>>(bytes);
  unsigned char raw[3];
  std::memcpy(raw, t.data(), 3);
  CHECK((raw[0] == 0 && raw[1] == 1 && raw[2] == 1));
}

TEST_CASE("npy: a save that fails leaves the old file, and nothing else", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  tn::Tensor<float, 2> const t(1.f, 2.f);
  auto const missing = directory.file("none/x.npy");
  CHECK_THROWS_WITH(io::save_npy(missing, t), missing + ": cannot create the file: No such file or directory");

  auto const folder = directory.file("folder");
  fs::create_directory(folder);
  CHECK_THROWS_WITH(io::save_npy(folder, t), tenon_test::contains(folder + ": cannot create the file: "));
  CHECK(directory.entries() == 1);

  if (fs::exists("/dev/full")) {  // a disk without room, which is written to and not replaced
    CHECK_THROWS_WITH(io::save_npy("/dev/full", t), "/dev/full: cannot write the file: No space left on device");
    CHECK(fs::is_character_file("/dev/full"));
  }
}

TEST_CASE("npy: a save that is interrupted leaves the old file", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("x.npy");
  io::save_npy(path, tn::Tensor<float, 2>(1.f, 2.f));
  auto const large = tn::Tensor<float, 5000>().fill(3.f);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  auto small = old;
  small.rlim_cur = 1000;  // bytes of a file
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string words = "no error";
  try {
    io::save_npy(path, large);
  } catch (io::Error const& error) {
    words = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  CHECK(words == path + ": cannot write the file: File too large");
  CHECK(io::load_npy<tn::Tensor<float, 2>>(path)(1) == 2.f);
  CHECK(directory.entries() == 1);
}

TEST_CASE("npy: a save replaces the file, not the link to it nor its permissions", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("x.npy"), link = directory.file("link.npy"), leftover = path + ".partial0";
  io::save_npy(path, tn::Tensor<float, 2>(1.f, 2.f));
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink(path, link);
  tenon_test::write_bytes(leftover, {});
  int const lock = ::open(leftover.c_str(), O_RDONLY);  // somebody is writing it
  REQUIRE(::flock(lock, LOCK_EX) == 0);
  io::save_npy(link, tn::Tensor<float, 2>(3.f, 4.f));
  CHECK(fs::is_symlink(link));
  CHECK(io::load_npy<tn::Tensor<float, 2>>(path)(0) == 3.f);
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(fs::exists(leftover));
  CHECK(directory.entries() == 3);
  ::close(lock);  // somebody was interrupted
  io::save_npy(link, tn::Tensor<float, 2>(3.f, 4.f));
  CHECK(!fs::exists(leftover));
  CHECK(directory.entries() == 2);
  fs::permissions(path, fs::perms::owner_read);
  if (::geteuid() != 0) {  // to whom everything is permitted
    CHECK_THROWS_WITH(io::save_npy(path, tn::Tensor<float>()), path + ": cannot write the file: Permission denied");
    CHECK(io::load_npy<tn::Tensor<float, 2>>(path)(0) == 3.f);
  }
}
