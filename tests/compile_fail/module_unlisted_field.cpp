// SPDX-License-Identifier: MIT
// EXPECT: TENON_MODULE
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Affine {
  tn::Param<float, 4> scale;
  tn::Param<float, 4> shift;
#ifdef BROKEN
  TENON_MODULE(Affine, scale);
#else
  TENON_MODULE(Affine, scale, shift);
#endif
  constexpr auto call(auto const& x) const { return x * scale + shift; }
};

tn::Tensor<float, 2, 4> run(Affine const& m, tn::Tensor<float, 2, 4> const& x) { return tn::call(m, x); }
