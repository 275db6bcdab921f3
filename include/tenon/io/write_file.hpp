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
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace tenon::io::detail {

/// Replaces the content of a file, or makes a new one. It is written beside the target and renamed when it is complete
/// and on the disk; then the directory is made to be on the disk too. Whatever interrupts this leaves the old file or the new
/// one, and perhaps a `NAME.partial0`, which the next write clears away. Links stay links, permissions stay what they are.
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
    // The file is renamed before it is closed: the lock that says that it is somebody's lasts until it has its own name.
    if constexpr (renames_open_files)
      if (!in_place_) replace_target();
    auto* const file = file_;
    file_ = nullptr;
    if (std::fclose(file) != 0) fail(cannot);
    if constexpr (!renames_open_files)
      if (!in_place_) replace_target();
  }

  void replace_target() {
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot replace the file");
    temporary_.clear();
    keep_name();
  }

  void open() {
    constexpr int most_leftovers = 100;  // of programs that were interrupted
    std::string name = target_;
    if (in_place_) file_ = std::fopen(name.c_str(), "wb");
    for (int i = 0; file_ == nullptr && !in_place_ && i < most_leftovers; ++i) {
      name = target_ + ".partial" + std::to_string(i);
      file_ = std::fopen(name.c_str(), "wbx");  // fails where the file is there
      if (file_ == nullptr && errno == EEXIST && clear_away(name)) file_ = std::fopen(name.c_str(), "wbx");
      if (file_ == nullptr && errno != EEXIST) break;
      if (file_ != nullptr && !take(name)) {
        std::fclose(file_);
        file_ = nullptr;
      }
    }
    if (file_ == nullptr) fail("cannot create the file");
    if (in_place_) return;
    temporary_ = name;
    keep_permissions();
  }

#if __has_include(<unistd.h>) && !defined(_WIN32)
  static constexpr bool renames_open_files = true;
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
  /// A rename is kept by the directory. What cannot be opened or synchronised is no fault of the file: it is there.
  void keep_name() const {
    auto const slash = target_.rfind('/');
    std::string const directory = slash == std::string::npos ? "." : slash == 0 ? "/" : target_.substr(0, slash);
    int const handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    static_cast<void>(::fsync(handle));
    ::close(handle);
  }
  /// Whether an open file is still the one of this name, and no other name's.
  static bool is_named(int handle, std::string const& name) {
    struct ::stat opened = {}, named = {};
    return ::fstat(handle, &opened) == 0 && ::lstat(name.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino && S_ISREG(opened.st_mode) && opened.st_nlink == 1;
  }
  /// Removes what an interrupted write has left. Who writes holds a lock on the file: one without is nobody's.
  static bool clear_away(std::string const& name) {
    int const handle = ::open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool const left = handle >= 0 && ::flock(handle, LOCK_EX | LOCK_NB) == 0 && is_named(handle, name);
    bool const cleared = left && ::unlink(name.c_str()) == 0;
    if (handle >= 0) ::close(handle);
    errno = cleared ? 0 : EEXIST;
    return cleared;
  }
  /// Locks a new file. Between its creation and the lock another writer may have taken it for a left one. Where the file
  /// system has no locks, nothing is cleared away either.
  bool take(std::string const& name) const {
    int const handle = ::fileno(file_);
    if (::flock(handle, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return errno = EEXIST, false;
    return is_named(handle, name) || (errno = EEXIST, false);
  }
  void keep_permissions() {
    if (exists_) static_cast<void>(::fchmod(::fileno(file_), old_.st_mode & 07777U));
  }
  struct ::stat old_ = {};
  bool exists_ = false;
#else
  static constexpr bool renames_open_files = false;
  void look_at_target() {}
  bool is_on_disk() { return true; }
  void keep_name() const {}
  static bool clear_away(std::string const&) { return false; }
  static bool take(std::string const&) { return true; }
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
