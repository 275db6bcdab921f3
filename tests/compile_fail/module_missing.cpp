// SPDX-License-Identifier: MIT
// A struct without TENON_MODULE, which a local one cannot have.
// EXPECT: tn::call: this struct is no module: TENON_MODULE(Name, fields...)
// EXPECT: struct_is_a_module<
// EXPECT: Scale
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifndef BROKEN
struct Scale {
  tn::Tensor<float, 3> factor;
  TENON_MODULE(Scale, factor);
  constexpr auto call(auto const& x) const { return x * factor; }
};
#endif
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#ifdef BROKEN
  struct Scale {
    tn::Tensor<float, 3> factor;
    tn::Tensor<float, 3> call(tn::Tensor<float, 3> const& t) const { return t * factor; }
  };
#endif
  return tn::call(Scale{}, x);
}
