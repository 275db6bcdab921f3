// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tenon_test {

using Bytes = std::vector<std::byte>;

/// The files in tests/oracle/NAME.txt: a line "@ name", then lines of hexadecimal.
inline std::map<std::string, Bytes> read_oracle(std::string const& name) {
  std::ifstream in(TENON_SOURCE_DIR "/tests/oracle/" + name + ".txt");
  if (!in) throw std::runtime_error("tests/oracle/" + name + ".txt is missing");
  std::map<std::string, Bytes> files;
  Bytes* file = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("@ ")) {
      file = &files[line.substr(2)];
      continue;
    }
    for (std::size_t i = 0; i + 1 < line.size(); i += 2)
      file->push_back(static_cast<std::byte>(std::stoi(line.substr(i, 2), nullptr, 16)));
  }
  return files;
}

inline Bytes bytes_of(std::string_view text) {
  auto const bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// A new directory that nobody else uses, removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_(std::filesystem::temp_directory_path() / ("tenon_" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directory(path_);
  }
  TemporaryDirectory(TemporaryDirectory const&) = delete;
  TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  std::string file(std::string const& name) const { return (path_ / name).string(); }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator());
  }

 private:
  std::filesystem::path path_;
};

inline void write_bytes(std::string const& path, Bytes const& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
inline Bytes read_bytes(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(in), {}};
  return bytes_of(text);
}

}  // namespace tenon_test
