// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace tenon::io::detail {

/// Replaces the content of a file, or makes a new one. It is written beside the target and renamed when it is complete
/// and on the disk: whatever interrupts this leaves the old file. Devices and pipes, which must not be replaced, are
/// written to. Throws Error with the system's reason.
class FileWriter {
public:
  FileWriter(FileWriter const&) = delete;
  FileWriter& operator=(FileWriter const&) = delete;
  static void write(std::string const& path, std::string_view content) { FileWriter(path).write(content); }

private:
  explicit FileWriter(std::string const& path) : path_(path), target_(path) {
    exists_ = ::stat(path.c_str(), &old_) == 0;
    in_place_ = exists_ && !S_ISREG(old_.st_mode);
    if (!exists_ || in_place_) return;
    if (char* const real = ::realpath(path.c_str(), nullptr)) {  // a symbolic link stays one
      target_ = real;
      std::free(real);
    }
  }
  ~FileWriter() {
    if (file_ != nullptr) std::fclose(file_);
    if (!temporary_.empty()) std::remove(temporary_.c_str());
  }

  void write(std::string_view content) {
    open();
    if (std::fwrite(content.data(), 1, content.size(), file_) != content.size() || std::fflush(file_) != 0)
      fail("cannot write the file");
    if (!in_place_ && ::fsync(::fileno(file_)) != 0) fail("cannot write the file");
    auto* const file = file_;
    file_ = nullptr;
    if (std::fclose(file) != 0) fail("cannot write the file");
    if (in_place_) return;
    if (exists_) static_cast<void>(::chmod(temporary_.c_str(), old_.st_mode & 07777U));
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot replace the file");
    temporary_.clear();
  }

  void open() {
    constexpr int most_leftovers = 100;  // of programs that were interrupted
    errno = 0;
    if (in_place_) {
      file_ = std::fopen(target_.c_str(), "wb");
    } else {
      std::string name;
      for (int i = 0; i < most_leftovers && file_ == nullptr && (i == 0 || errno == EEXIST); ++i) {
        name = target_ + ".partial" + std::to_string(i);
        file_ = std::fopen(name.c_str(), "wbx");  // fails where the file is there
      }
      if (file_ != nullptr) temporary_ = name;
    }
    if (file_ == nullptr) fail("cannot create the file");
  }

  [[noreturn, gnu::cold]] void fail(char const* what) const {
    refuse({path_, ": ", what, ": ", std::generic_category().message(errno)});
  }

  std::string path_, target_, temporary_;
  struct ::stat old_ = {};
  bool exists_ = false, in_place_ = false;
  std::FILE* file_ = nullptr;
};

}  // namespace tenon::io::detail
