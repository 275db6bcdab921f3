// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/history_file.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace tenon::nn {

struct CSVLoggerOptions {
  std::string file;
  char separator = ',';
  bool append = false;  ///< to a file that is there; its first line is kept
};

/// Writes a line to a CSV after every epoch, and has it leave the program at once (keras.callbacks.CSVLogger). Epochs count from
/// 0 over all calls of fit. Throws io::Error where the file cannot be written.
class CSVLogger {
 public:
  explicit CSVLogger(CSVLoggerOptions options) : options_(std::move(options)) {}
  CSVLogger(CSVLogger const&) = delete;
  CSVLogger& operator=(CSVLogger const&) = delete;
  ~CSVLogger() { close(); }

  void on_train_begin(auto&) {
    close();
    file_ = std::fopen(options_.file.c_str(), options_.append ? "ab" : "wb");
    if (file_ == nullptr) fail("cannot open the file");
    has_header_ = false;
    if (options_.append) {
      if (std::fseek(file_, 0, SEEK_END) != 0) fail("cannot append to the file");
      has_header_ = std::ftell(file_) > 0;
    }
  }
  void on_epoch_end(auto& trainer, History const& history) {
    std::string text = has_header_ ? "" : detail::csv_header(history, options_.separator);
    has_header_ = true;
    text += detail::csv_row(history, history.epochs() - 1, static_cast<std::size_t>(trainer.epochs_trained() - 1),
                            options_.separator);
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0) fail("cannot write the file");
  }
  void on_train_end(auto&, History const&) { close(); }

 private:
  void close() {
    if (file_ != nullptr) std::fclose(file_);
    file_ = nullptr;
  }
  [[noreturn, gnu::cold]] void fail(char const* what) const {
    io::detail::refuse({options_.file, ": ", what, ": ", std::generic_category().message(errno)});
  }
  CSVLoggerOptions options_;
  std::FILE* file_ = nullptr;
  bool has_header_ = false;
};

}  // namespace tenon::nn
