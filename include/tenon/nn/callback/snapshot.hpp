// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/module.hpp>

#include <cstddef>
#include <string>

namespace tenon::nn::detail {

/// The values of a module's tensors, kept apart from its type.
class Snapshot {
 public:
  bool empty() const { return bytes_.empty(); }
  void clear() { bytes_.clear(); }

  template <class M>
  void take(M const& module) {
    bytes_.clear();
    for_each_tensor(module, [this](Path const&, auto const& t) {
      bytes_.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * std::remove_cvref_t<decltype(t)>::size);
    });
  }
  /// Of the module it was taken of.
  template <class M>
  void restore(M& module) const {
    std::size_t at = 0;
    for_each_tensor(module, [&](Path const&, auto& t) {
      std::size_t const size = sizeof(*t.data()) * std::remove_cvref_t<decltype(t)>::size;
      __builtin_memcpy(static_cast<void*>(t.data()), bytes_.data() + at, size);
      at += size;
    });
  }

 private:
  std::string bytes_;
};

}  // namespace tenon::nn::detail
