// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/text.hpp>

#include <cstddef>
#include <cstdio>
#include <span>
#include <string>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

/// The line that a training shows while it runs, in the form that Keras made familiar.
namespace tenon::nn {

/// Who sees progress: `automatic` draws when stdout is a terminal.
enum class Verbose { automatic, silent, always };

namespace detail {

/// 1:02:03, 2:03 or 3s.
[[gnu::cold]] inline void append_duration(std::string& out, double seconds) {
  auto const s = seconds < 1e9 ? static_cast<unsigned long>(seconds) : 1000000000UL;
  if (s >= 3600)
    append(out, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
  else if (s >= 60)
    append(out, "%lu:%02lu", s / 60, s % 60);
  else
    append(out, "%lus", s);
}

[[gnu::cold]] inline void append_step_time(std::string& out, double seconds) {
  double const in_unit = seconds >= 1      ? seconds
                         : seconds >= 1e-3 ? seconds * 1e3
                         : seconds >= 1e-6 ? seconds * 1e6
                                           : seconds * 1e9;
  append(out, "%.0f%s/step", in_unit, seconds >= 1 ? "s" : seconds >= 1e-3 ? "ms" : seconds >= 1e-6 ? "us" : "ns");
}

[[gnu::cold]] inline void append_bar(std::string& out, std::size_t done, std::size_t total, std::size_t size) {
  char number[24];
  int const width = std::snprintf(number, sizeof number, "%zu", total);
  append(out, "%*zu/%zu [", width, done, total);
  std::size_t const filled = done >= total || size == 0 ? size : (size - 1) * done / total;
  out.append(filled, '=');
  if (filled < size) out += '>';
  out.append(filled < size ? size - filled - 1 : 0, '.');
  out += ']';
}

[[gnu::cold]] inline void append_values(std::string& out, std::span<std::string const> names, std::span<double const> values) {
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    double const x = values[i];
    out += " - ";
    out += names[i];
    if (x > 1e-3 || x < -1e-3)
      append(out, ": %.4f", x);
    else
      append(out, ": %.4e", x);
  }
}

[[gnu::cold]] inline void append_progress(std::string& out, std::size_t done, std::size_t total, double seconds,
                                          std::span<std::string const> names, std::span<double const> values) {
  append_bar(out, done, total, 30);
  double const each = done > 0 ? seconds / static_cast<double>(done) : 0;
  out += " - ";
  if (done < total) {
    out += "ETA: ";
    append_duration(out, each * static_cast<double>(total - done));
  } else {
    append_duration(out, seconds);
    out += ' ';
    append_step_time(out, each);
  }
  append_values(out, names, values);
}

inline bool stdout_is_a_terminal() {
#if __has_include(<unistd.h>)
  return isatty(STDOUT_FILENO) == 1;
#else
  return false;
#endif
}

}  // namespace detail

/// How far `done` of `total` is: " 3500/10000 [=>....]" at size 6.
inline std::string progress_bar(std::size_t done, std::size_t total, std::size_t size = 30) {
  std::string out;
  detail::append_bar(out, done, total, size);
  return out;
}

/// The bar with the time left (at the end: the time taken, and that of a step) and values by name:
/// "363/363 [====...====] - 0s 12us/step - loss: 0.2345 - val_loss: 0.2411".
inline std::string progress_line(std::size_t done, std::size_t total, double seconds, std::span<std::string const> names,
                                 std::span<double const> values) {
  std::string out;
  detail::append_progress(out, done, total, seconds, names, values);
  return out;
}

/// The same without a clock: "363/363 [====...====] - loss: 0.2345".
inline std::string progress_line(std::size_t done, std::size_t total, std::span<std::string const> names,
                                 std::span<double const> values) {
  std::string out = progress_bar(done, total);
  detail::append_values(out, names, values);
  return out;
}

/// Draws the line of one epoch after the other on stdout, ten times a second at most.
class Progress {
 public:
  Progress(Verbose verbose, std::size_t steps, std::span<std::string const> names)
      : names_(names), steps_(steps),
        shown_(verbose == Verbose::always || (verbose == Verbose::automatic && detail::stdout_is_a_terminal())) {
    if (!shown_) return;
    std::size_t room = 256;
    for (auto const& name : names) room += name.size() + 32;
    line_.reserve(room);
  }

  /// Epoch number `epoch`, from 0, begins.
  void begin(std::size_t epoch, std::size_t epochs) {
    if (!shown_) return;
    std::printf("Epoch %zu/%zu\n", epoch + 1, epochs);
    next_ = 0;
    width_ = 0;
  }
  /// Whether it is time to draw again.
  bool due(double seconds) const { return shown_ && seconds >= next_; }
  void draw(std::size_t done, double seconds, std::span<double const> values) {
    if (!shown_) return;
    next_ = seconds + 0.1;
    line_.assign(1, '\r');
    detail::append_progress(line_, done, steps_, seconds, names_, values);
    std::size_t const width = line_.size();
    if (width < width_) line_.append(width_ - width, ' ');  // over what stood there before
    width_ = width;
    std::fwrite(line_.data(), 1, line_.size(), stdout);
    std::fflush(stdout);
  }
  /// The epoch is over: its last line stays.
  void end(double seconds, std::span<double const> values) {
    if (!shown_) return;
    draw(steps_, seconds, values);
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }

 private:
  std::span<std::string const> names_;
  std::size_t steps_;
  bool shown_;
  std::string line_;
  std::size_t width_ = 0;
  double next_ = 0;
};

}  // namespace tenon::nn
