// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fail.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace tenon::data {

/// What became of an operation that run-time data may forbid: success, or the sentence that says why not. It holds the sentence
/// itself, without a heap: at most `most` bytes, a longer one ends in "...".
/// Each such operation has two forms: `try_x` returns an Outcome (or a Result) and leaves everything as it was if it fails;
/// `x` prints the sentence and ends the program, for those who know that their data are right.
/// Example: if (auto const outcome = set.try_insert(i); !outcome) log(outcome.message());
class [[nodiscard]] Outcome {
 public:
  static constexpr std::size_t most = 191;

  /// Success.
  constexpr Outcome() noexcept = default;

  /// A failure; its sentence is `parts`, one after the other: texts, whole numbers, and spans of those, which read "[0, 1]".
  template <class... Part>
  static constexpr Outcome failure(Part const&... parts) noexcept {
    Outcome out;
    (out.append(parts), ...);
    return out;
  }

  constexpr explicit operator bool() const noexcept { return size_ == 0; }

  /// Why not; empty after a success.
  constexpr std::string_view message() const noexcept { return {text_, size_}; }

  /// Ends the program with "tenon: operation: sentence" after a failure.
  constexpr void or_stop(char const* operation) const noexcept {
    if (size_ == 0) return;
    if (__builtin_is_constant_evaluated()) refuse(operation, Sentence(message()), 1);
    stop(operation);
  }

 private:
  /// A sentence in pieces that clang prints as text: at most 31 characters, no zeros but the last.
  struct Sentence {
    char piece[4][32]{};
    constexpr explicit Sentence(std::string_view text) {
      std::size_t const used = (text.size() + 30) / 31 * 31;
      for (std::size_t i = 0; i < used && i < 4 * 31; ++i) piece[i / 31][i % 31] = i < text.size() ? text[i] : ' ';
    }
  };
  // In a constant this subscript is an error: compilers print the name of the array and clang the call, and with it the sentence.
  static constexpr char refuse(char const*, Sentence, std::size_t failures) noexcept {
    constexpr char refused_in_a_constant[1]{};
    return refused_in_a_constant[failures];
  }
  void stop(char const* operation) const noexcept {
    auto const whole = failure(std::string_view(operation), std::string_view(": "), message());
    tenon::detail::fail(whole.text_);
  }

  constexpr void append(std::string_view text) noexcept {
    constexpr std::string_view cut = "...";
    auto const taken = text.size() < most - size_ ? text.size() : most - size_;
    for (std::size_t i = 0; i < taken; ++i) text_[size_ + i] = text[i];
    size_ += taken;
    if (taken < text.size())
      for (std::size_t i = 0; i < cut.size(); ++i) text_[most - cut.size() + i] = cut[i];
    text_[size_] = '\0';
  }
  constexpr void append(char const* text) noexcept { append(std::string_view(text)); }

  template <std::integral I>
  constexpr void append(I number) noexcept {
    char digits[20]{};
    std::size_t count = 0;
    auto rest = static_cast<unsigned long long>(number);
    if constexpr (std::signed_integral<I>)
      if (number < 0) append(std::string_view("-")), rest = 0ULL - rest;
    do digits[sizeof digits - ++count] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    append(std::string_view(digits + sizeof digits - count, count));
  }

  template <std::integral I, std::size_t N>
  constexpr void append(std::span<I, N> numbers) noexcept {
    append(std::string_view("["));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i != 0) append(std::string_view(", "));
      append(numbers[i]);
    }
    append(std::string_view("]"));
  }

  char text_[most + 1]{};
  std::size_t size_ = 0;
};

/// A value, or the sentence that says why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  constexpr Result(T const& value) : value_(value) {}
  constexpr Result(T&& value) : value_(std::move(value)) {}
  /// A failure; `why` must be one.
  constexpr Result(Outcome why) : why_(why) {
    if (why) tenon::detail::fail("Result: a success needs a value");
  }

  constexpr explicit operator bool() const noexcept { return static_cast<bool>(why_); }
  constexpr Outcome const& outcome() const& noexcept { return why_; }
  constexpr std::string_view message() const noexcept { return why_.message(); }

  /// The value; without one it ends the program with the sentence.
  constexpr T const& value() const& noexcept { return why_.or_stop("Result::value"), value_; }
  constexpr T&& value() && noexcept { return why_.or_stop("Result::value"), std::move(value_); }
  constexpr T const& operator*() const& noexcept { return value(); }
  constexpr T&& operator*() && noexcept { return std::move(*this).value(); }
  constexpr T const* operator->() const noexcept { return &value(); }

  /// The value; without one it ends the program with "tenon: operation: sentence".
  constexpr T or_stop(char const* operation) && noexcept { return why_.or_stop(operation), std::move(value_); }

 private:
  T value_{};
  Outcome why_{};
};

}  // namespace tenon::data
