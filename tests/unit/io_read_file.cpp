// SPDX-License-Identifier: MIT
// Files of every length that matters to the way they are read.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/io/read_file.hpp>

#include <filesystem>
#include <string>

TEST_CASE("read_file: all of a file, or as much as is asked for", "[io]") {
  tenon_test::TemporaryDirectory const directory;
  auto const path = directory.file("f");
  for (std::size_t const size : {0U, 1U, 65535U, 65536U, 65537U, 131072U, 131073U, 1000000U}) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * i >> 3 & 0xff);
    tenon_test::write_bytes(path, tenon_test::bytes_of(text));
    INFO(size);
    CHECK((tenon::io::detail::read_file(path) == text));
    for (std::size_t const limit : {0U, 1U, 65535U, 65536U, 65537U, 70000U, 999999U, 1000000U, 1000001U}) {
      INFO(limit);
      CHECK((tenon::io::detail::read_file(path, limit) == text.substr(0, limit)));
    }
  }
}

TEST_CASE("read_file: files that do not know their length", "[io]") {
  if (std::filesystem::exists("/dev/zero")) CHECK(tenon::io::detail::read_file("/dev/zero", 200000) == std::string(200000, '\0'));
  if (std::filesystem::exists("/proc/self/maps")) CHECK(tenon::io::detail::read_file("/proc/self/maps").size() > 100);
}
