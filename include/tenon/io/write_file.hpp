// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#if __has_include(<unistd.h>) && !defined(_WIN32)
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace tenon::io::detail {

/// Replaces the content of a file, or makes a new one. It is written beside the target and renamed when it is complete
/// and on the disk: whatever interrupts this leaves the old file. Links stay links, permissions stay what they are.
/// Devices and pipes, which must not be replaced, are written to. Throws Error with the system's reason.
class FileWriter {
 public:
  FileWriter(FileWriter const&) = delete;
  FileWriter& operator=(FileWriter const&) = delete;
  static void write(std::string const& path, std::string_view content) { FileWriter(path).write(content); }

 private:
  explicit FileWriter(std::string const& path) : path_(path), target_(path) {}
  ~FileWriter() {
    if (file_ != nullptr) std::fclose(file_);
    if (!temporary_.empty()) std::remove(temporary_.c_str());
  }

  void write(std::string_view content) {
    errno = 0;
    look_at_target();
    open();
    constexpr char const* cannot = "cannot write the file";
    if (std::fwrite(content.data(), 1, content.size(), file_) != content.size() || std::fflush(file_) != 0) fail(cannot);
    if (!in_place_ && !is_on_disk()) fail(cannot);
    auto* const file = file_;
    file_ = nullptr;
    if (std::fclose(file) != 0) fail(cannot);
    if (in_place_) return;
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot replace the file");
    temporary_.clear();
  }

  void open() {
    constexpr int most_leftovers = 100;  // of programs that were interrupted
    std::string name = target_;
    if (in_place_) file_ = std::fopen(name.c_str(), "wb");
    for (int i = 0; file_ == nullptr && !in_place_ && i < most_leftovers; ++i) {
      name = target_ + ".partial" + std::to_string(i);
      file_ = std::fopen(name.c_str(), "wbx");  // fails where the file is there
      if (file_ == nullptr && errno != EEXIST) break;
    }
    if (file_ == nullptr) fail("cannot create the file");
    if (in_place_) return;
    temporary_ = name;
    keep_permissions();
  }

#if __has_include(<unistd.h>) && !defined(_WIN32)
  void look_at_target() {
    if (::stat(path_.c_str(), &old_) != 0) {
      errno = 0;  // a new file
      return;
    }
    exists_ = true;
    in_place_ = !S_ISREG(old_.st_mode);
    if (in_place_) return;
    if (::access(path_.c_str(), W_OK) != 0) fail("cannot write the file");
    if (char* const real = ::realpath(path_.c_str(), nullptr)) {
      target_ = real;
      std::free(real);
    }
  }
  bool is_on_disk() { return ::fsync(::fileno(file_)) == 0; }
  void keep_permissions() {
    if (exists_) static_cast<void>(::fchmod(::fileno(file_), old_.st_mode & 07777U));
  }
  struct ::stat old_ = {};
  bool exists_ = false;
#else
  void look_at_target() {}
  bool is_on_disk() { return true; }
  void keep_permissions() {}
#endif

  [[noreturn, gnu::cold]] void fail(char const* what) const {
    refuse({path_, ": ", what, ": ", std::generic_category().message(errno)});
  }

  std::string path_, target_, temporary_;
  bool in_place_ = false;
  std::FILE* file_ = nullptr;
};

}  // namespace tenon::io::detail
