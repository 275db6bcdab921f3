// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/hash.hpp>
#include <tenon/data/string/rows.hpp>
#include <tenon/op/sorting.hpp>

namespace tenon::strings {

/// How often each string was seen, batch by batch: what a vocabulary is made of. It is on the heap, whatever the strings are.
/// Example: TokenCounts counts; counts.add(split(lines).flat_values()); lookup.set_vocabulary(counts.most_common());
class TokenCounts {
 public:
  constexpr TokenCounts() = default;

  template <Strings X>
  constexpr void add(X const& x) {
    for (std::size_t i = 0; i < x.elements(); ++i) add(x.element(i));
  }
  constexpr void add(std::string_view token) {
    if (2 * (tokens_.rows() + 1) > slots_.size()) grow();
    std::size_t const slot = find(token);
    if (slots_.data()[slot] == 0) {
      std::size_t const none = 0;
      tokens_.push_back(token);
      counts_.append(&none, 1);
      slots_.data()[slot] = tokens_.rows();
    }
    ++counts_.data()[slots_.data()[slot] - 1];
  }

  /// Different strings.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return tokens_.rows(); }
  [[nodiscard]] constexpr std::size_t count(std::string_view token) const {
    if (slots_.size() == 0) return 0;
    std::size_t const place = slots_.data()[find(token)];
    return place == 0 ? 0 : counts_.data()[place - 1];
  }
  /// The most frequent first, of equally frequent ones the greater (Keras' order).
  [[nodiscard]] constexpr data::StringRows<> most_common() const {
    data::detail::List<std::size_t, dynamic_capacity> order;
    for (std::size_t i = 0; i < size(); ++i) order.append(&i, 1);
    op::sorting::sort(op::sorting::Walk<std::size_t>{order.data(), 1}, static_cast<std::ptrdiff_t>(size()),
                      [this](std::size_t a, std::size_t b) {
                        std::size_t const n = counts_.data()[a], m = counts_.data()[b];
                        return n != m ? n > m : tokens_.element(a) > tokens_.element(b);
                      });
    return tokens_.take({order.data(), size()});
  }

 private:
  /// The slot of a token, or the one where it belongs.
  constexpr std::size_t find(std::string_view token) const {
    std::size_t const mask = slots_.size() - 1;
    for (std::size_t slot = data::detail::spread_bits(data::fnv1a(token), 0) & mask;; slot = (slot + 1) & mask) {
      std::size_t const place = slots_.data()[slot];
      if (place == 0 || tokens_.element(place - 1) == token) return slot;
    }
  }
  constexpr void grow() {
    std::size_t const size = slots_.size() == 0 ? 64 : 2 * slots_.size();
    slots_ = {};
    slots_.resize(size);
    for (std::size_t i = 0; i < tokens_.rows(); ++i) slots_.data()[find(tokens_.element(i))] = i + 1;
  }

  data::StringRows<> tokens_;
  data::detail::List<std::size_t, dynamic_capacity> counts_, slots_;  ///< a slot has the place of a token + 1, or 0
};

}  // namespace tenon::strings
