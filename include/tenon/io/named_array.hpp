// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/npy.hpp>

#include <string>
#include <utility>

namespace tenon::io {

/// An array and its name, for as long as the array lives.
class NamedArray {
 public:
  template <NpyArray X>
  NamedArray(std::string name, X const& x) : name_(std::move(name)), array_(detail::npy_array(x)) {}

  [[nodiscard]] std::string const& name() const noexcept { return name_; }
  [[nodiscard]] detail::ArrayRef const& array() const noexcept { return array_; }

 private:
  std::string name_;
  detail::ArrayRef array_;
};

}  // namespace tenon::io
